"""Dated rules of the bureau's world: code lists, violation taxonomy, parameters, the working-day calendar.

Packaged TOML under data/ is the default; every value carries its source and the day it begins to hold.
Grows by new data, not by new code.
"""
