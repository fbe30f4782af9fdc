"""Exact arithmetic and its one rounding rule.

Inside a formula numbers are exact fractions: 139 of 1200 times 6 is 0.695 and rounds to 0.70, which
fifty decimal digits (0.69499…98) would not. Decimals enter and leave; binary floats never appear.
"""

from decimal import Context, Decimal
from fractions import Fraction

HIGH = Context(prec=50)
MAX_BITS = 4000


def half_up(exact: Fraction | Decimal, places: int = 2) -> Decimal:
    """Half away from zero, exactly; the result shows `places` decimals."""
    above, below = exact.as_integer_ratio()
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    sign = "-" if above < 0 and whole else ""
    return Decimal(f"{sign}{whole}E-{places}") if places else Decimal(f"{sign}{whole}")


def decimal_of(exact: Fraction) -> Decimal:
    """To fifty digits, without trailing zeros."""
    return trimmed(HIGH.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


def trimmed(value: Decimal) -> Decimal:
    """One spelling per number: 9.50 and 9.5 are the same bytes."""
    plain = HIGH.normalize(value)
    return Decimal(0) if not plain else Decimal(format(plain, "f"))


def unwieldy(exact: Fraction) -> bool:
    """Beyond any count or amount a bureau has; stops a hostile formula from filling the memory."""
    return exact.numerator.bit_length() > MAX_BITS or exact.denominator.bit_length() > MAX_BITS
