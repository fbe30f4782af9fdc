"""Points of indicators that do not apply, spread over the rest of their block.

Each remaining indicator gets its share pro rata, cut to the cent; the cents left over go to the largest
remainders (earlier indicator first), so that a block's points always sum to exactly what it is worth.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kpi.engine.numbers import half_up


def respread(points: Mapping[str, Decimal], applicable: frozenset[str]) -> dict[str, Decimal]:
    """Effective points by code: 0.00 where not applicable; nothing to spread to leaves all at 0.00."""
    whole = Fraction(sum(points.values()))
    base = Fraction(sum(value for code, value in points.items() if code in applicable))
    if not base:
        return dict.fromkeys(points, half_up(Decimal(0)))
    exact = {code: Fraction(value) * whole / base * 100 for code, value in points.items() if code in applicable}
    cents = {code: int(share) for code, share in exact.items()}
    left = int(whole * 100) - sum(cents.values())
    for code in sorted(exact, key=lambda code: cents[code] - exact[code])[:left]:
        cents[code] += 1
    return {code: half_up(Fraction(cents.get(code, 0), 100)) for code in points}
