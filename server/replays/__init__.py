"""Pages of the what-if: who would change points, rank, grade, money."""
