"""Statistics the bureau reports upward: the monthly machine-review table, the campaign table, what is overdue."""
