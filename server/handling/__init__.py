"""Pages of decisions and what follows from them: measures, legal review, filing, transfers, registers."""
