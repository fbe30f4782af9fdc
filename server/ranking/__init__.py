"""Pages that compare the vendors of a kind."""
