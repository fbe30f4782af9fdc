"""追回台账: what is due by stream and destination, what came in, what went on, what was given back or written off.

Rows are only ever added; the database keeps the sums and refuses what does not add up. Reversal of a determination
is told here, because the ledger moves with it. Grows by a kind of entry in `rules.py`, with its effect in the
database's `ledger.sql`.
"""
