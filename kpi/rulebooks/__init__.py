"""Indicator sets per vendor kind as dated data, each value with its clause; read, checked, never edited here.

A year's rulebooks are `data/{A,B,C,D}-YYYY.toml` with their common part in `data/common-YYYY.toml`.
New year: copy the files, change dates and values; the old ones stay, since old cards recompute from them.
The format is described in docs/reference/rulebook-format.md.
"""
