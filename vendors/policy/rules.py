from decimal import Decimal
from typing import Final

from vendors.errors import Words
from vendors.policy.rows import Unit

POLICY: Final = frozenset({"parameters", "codes", "holidays"})
"""The registers whose load every process must hear of."""
FRACTIONS: Final = frozenset({Unit.RATIO, Unit.POINTS})
"""Units whose values may be fractions."""


def value_fault(value: Decimal, unit: str) -> Words | None:
    """Why a value is not one of its unit: numbers are not negative, ratios at most 1, the others whole."""
    if value < 0:
        return Words("数值不能为负。", "The value is negative.")
    if unit == Unit.RATIO and value > 1:
        return Words("比例不超过 1（如 5% 填 0.05）。", "A ratio is at most 1 (5% is 0.05).")
    if unit not in FRACTIONS and value != value.to_integral_value():
        return Words("该参数须为整数。", "This parameter is a whole number.")
    return None
