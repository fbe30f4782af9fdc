"""The score. Rooms, lowest first: engine (pure), rulebooks|facts, scorecards, retention."""
