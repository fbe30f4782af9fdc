"""Rows of a register that were read and checked, but not yet taken over: held against the record, then taken.

`rules.py` says how one register's rows stand in its table (`Target`); `actions.py` receives, compares, takes and
discards them in SQL alone, so that a million rows pass through nobody's memory; `queries.py` shows the differences.
A new register = a `Target` beside its table.
"""
