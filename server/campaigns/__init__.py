"""Pages of campaigns and their phases."""
