"""Append-only, hash-chained: who did what to what, when.

Owns the one journal table, the `act` block every action writes through (a transaction plus its entries)
and the verification of the chain. Grows by new entry kinds, listed in docs/reference/journal-kinds.md.
"""
