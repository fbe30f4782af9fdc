"""追回台账: what is due by stream and destination, what came in, what went back, what was written off.

Rows are only ever added. Reversal of a determination is told here, because the ledger moves with it.
"""
