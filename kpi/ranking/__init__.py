"""Where vendors of one kind stand among each other: intervals, shrunk estimates, shared ranks."""
