"""Indicator sets per vendor kind as dated data, each value with its clause: packaged and the bureau's own.

Packaged: `data/{A,B,C,D}-YYYY.toml` with their common part in `data/common-YYYY.toml`; never edited, since old cards
recompute from them. The bureau's own: rows written, checked to line and column, approved by another (`actions`), and
from their first day on before the packaged ones (`queries.in_force`, `shelf`). Targets agreed under contracts are here
too. New shapes go into `parts` or `indicators`; the format is docs/reference/rulebook-format.md.
"""
