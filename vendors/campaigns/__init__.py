"""专项行动 and pilot phases: scope by dates, counties, institutions and focus (CP-01…03, ZY-50)."""
