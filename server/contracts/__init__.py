"""Pages of contracts, institutions and settled cases."""
