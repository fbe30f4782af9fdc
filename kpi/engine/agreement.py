"""Cohen's κ (一致性系数) of two people who each put the same things into the same categories.

κ = (p_o - p_e) / (1 - p_e), exact fractions. The standard error is the large-sample one of Fleiss, Cohen and Everitt
(Psychological Bulletin 72, 1969, 323-327); a square root is needed, so it and the interval are decimals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from kpi.engine.sizes import z

_DIGITS: Final = 28
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """κ of a table of `n` pairs, with the shares that agree as seen and as chance alone would have it.

    `kappa`, `error`, `low` and `high` are None where κ does not apply: nothing was judged, or both put everything
    into one and the same category, so that chance leaves nothing to agree on. The interval stays within -1…1.
    """

    n: int
    observed: Fraction | None
    expected: Fraction | None
    kappa: Fraction | None
    error: Decimal | None
    low: Decimal | None
    high: Decimal | None


def agreement(table: Sequence[Sequence[int]], *, confidence: Fraction = Fraction(95, 100)) -> Agreement:
    """`table[i][j]` counts what the first put into category i and the second into j.

    ValueError for a table that is not square or counts less than nothing.
    """
    size = len(table)
    if any(len(row) != size or min(row) < 0 for row in table):
        raise ValueError("a square table of counts")
    n = sum(map(sum, table))
    if not n:
        return _no_kappa(0, None, None)
    shares = [[Fraction(count, n) for count in row] for row in table]
    rows, columns = (
        [sum(row, Fraction()) for row in shares],
        [sum(row, Fraction()) for row in zip(*shares, strict=True)],
    )
    observed = sum((shares[i][i] for i in range(size)), Fraction())
    expected = sum((rows[i] * columns[i] for i in range(size)), Fraction())
    if expected == 1:
        return _no_kappa(n, observed, expected)
    kappa = (observed - expected) / (1 - expected)
    error = _root(_variance(shares, rows, columns, kappa, expected) / n)
    half = _decimal(z(confidence)) * error
    middle = _decimal(kappa)
    return Agreement(
        n=n,
        observed=observed,
        expected=expected,
        kappa=kappa,
        error=error,
        low=max(middle - half, -_ONE),
        high=min(middle + half, _ONE),
    )


def _no_kappa(n: int, observed: Fraction | None, expected: Fraction | None) -> Agreement:
    return Agreement(n=n, observed=observed, expected=expected, kappa=None, error=None, low=None, high=None)


def _variance(
    shares: Sequence[Sequence[Fraction]],
    rows: Sequence[Fraction],
    columns: Sequence[Fraction],
    kappa: Fraction,
    expected: Fraction,
) -> Fraction:
    """The variance of κ, times the number of pairs."""
    apart, every = 1 - kappa, range(len(shares))
    agreed = sum((shares[i][i] * (1 - (rows[i] + columns[i]) * apart) ** 2 for i in every), Fraction())
    differed = apart**2 * sum(
        (shares[i][j] * (columns[i] + rows[j]) ** 2 for i in every for j in every if i != j), Fraction()
    )
    return (agreed + differed - (kappa - expected * apart) ** 2) / (1 - expected) ** 2


def _decimal(share: Fraction) -> Decimal:
    with localcontext(prec=_DIGITS):
        return Decimal(share.numerator) / share.denominator


def _root(share: Fraction) -> Decimal:
    with localcontext(prec=_DIGITS):
        return _decimal(share).sqrt()
