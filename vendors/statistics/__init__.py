"""Statistics the bureau reports upward: the monthly machine-review table, the campaign table, what is overdue.

`machine*` is the monthly table (its rules pure, its records and entered history apart), `campaign/` the table of
domain.md §7.3 (columns as data, computed proposals, checks, states), `inspected`, `institution_years` and `overdue` one
table each. A new column of the campaign table is a line in `campaign/columns.py` and, if computed, one of `figures.py`.
"""
