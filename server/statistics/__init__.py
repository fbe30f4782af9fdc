"""Pages of the statistics reported upward."""
