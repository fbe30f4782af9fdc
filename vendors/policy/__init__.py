"""Dated rules of the bureau's world: code lists, violation taxonomy, parameters, the working-day calendar.

Packaged TOML under data/ is the default; the bureau's own rows (`tables.py`, loaded as registers) come before it, and
`bureau.py` keeps them in every process. Every value carries its source and the days it holds.
Grows by new data, not by new code.
"""
