"""Issued scorecards: facts frozen, scored, approved, published; superseded, never edited."""
