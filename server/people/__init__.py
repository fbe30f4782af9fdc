"""Pages of vendor staff, inspectors, experts and recusal."""
