"""Pages of notices, defences and determinations."""
