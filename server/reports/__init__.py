"""KPI reports: figures frozen, rendered to Excel and PDF, archived under their hash."""
