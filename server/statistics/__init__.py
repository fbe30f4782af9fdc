"""Pages of the statistics reported upward: /statistics and everything under it.

One file per table (`monthly`, `campaign*`, `inspected`, `institutions`, `overdue`, `entered`), its workbook beside it.
"""
