"""Pages of blind re-review, experts' opinions and reviewers' agreement."""
