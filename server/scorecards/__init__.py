"""Pages of assessments, scorecards and retention proposals."""
