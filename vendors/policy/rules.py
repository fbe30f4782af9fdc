from decimal import Decimal
from typing import Final

from vendors.errors import Words
from vendors.policy.bounds import PLACES, bounds
from vendors.policy.rows import Unit

POLICY: Final = frozenset({"parameters", "codes", "holidays"})
"""The registers whose load every process must hear of."""
FRACTIONS: Final = frozenset({Unit.RATIO, Unit.POINTS})
"""Units whose values may be fractions."""


def value_fault(value: Decimal, unit: str, *, code: str = "") -> Words | None:
    """Why a value is not one of its unit or code: out of bounds, a fraction where it counts, more than six decimals."""
    if value < 0:
        return Words("数值不能为负。", "The value is negative.")
    if unit == Unit.RATIO and value > 1:
        return Words("比例不超过 1（如 5% 填 0.05）。", "A ratio is at most 1 (5% is 0.05).")
    if fault := bounds_fault(value, unit, code=code):
        return fault
    if unit not in FRACTIONS and value != value.to_integral_value():
        return Words("该参数须为整数。", "This parameter is a whole number.")
    if _places(value) > PLACES:
        return Words(f"最多 {PLACES} 位小数。", f"At most {PLACES} decimals.")
    return None


def bounds_fault(value: Decimal, unit: str, *, code: str) -> Words | None:
    """Which least and most a value does not keep; none for one that does."""
    allowed = bounds(unit, code)
    if allowed.hold(value):
        return None
    least, most = f"{allowed.least:f}", f"{allowed.most:f}"
    return Words(f"数值应在 {least} 到 {most} 之间。", f"The value lies between {least} and {most}.")


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
