"""Pages of retention: proposals, hearings, decisions, rectification, probation, renewal, misconduct."""
