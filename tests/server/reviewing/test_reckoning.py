"""Groups of blind pairs and what their kappa is worth."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count

from server.reviewing.reckoning import By, Limits, Reckoned, overall, reckoned
from vendors.findings.rules import Opinion
from vendors.periods import at_local
from vendors.reviewing.queries.pairs import Pair

LIMITS = Limits(low=Decimal("0.60"), least=30, confidence=Fraction(95, 100))
P, R, BACK = Opinion.PASS, Opinion.REJECT, Opinion.RETURN
PAIR = Pair(
    finding=1, number="YD-2026-000001", violation="0202", rule="", first=11, first_name="安宁", first_said=P, second=12,
    second_name="白露", second_said=P, tie_said=None, at=at_local(date(2026, 9, 1)), closed=False,
)  # fmt: skip


def pairs(*said: tuple[Opinion, Opinion], times: int = 1) -> Iterator[Pair]:
    numbers = count(1)
    for first, second in said * times:
        yield replace(PAIR, finding=next(numbers), first_said=first, second_said=second)


def one(*said: tuple[Opinion, Opinion], times: int = 1) -> Reckoned:
    return overall(list(pairs(*said, times=times)), LIMITS)


def test_a_return_is_told_and_not_counted() -> None:
    found = one((P, P), (R, R), (P, BACK))
    assert (found.found.n, found.returned, found.kappa) == (2, 1, Decimal(1))


def test_thirty_pairs_are_enough_and_twenty_nine_are_few() -> None:
    assert one((P, P), (R, R), (P, R), times=10).few is False
    assert overall(list(pairs((P, P), (R, R), (P, R), times=10))[:29], LIMITS).few


def test_low_is_below_the_limit_and_surely_low_with_its_whole_interval() -> None:
    surely = one((P, P), (R, R), (P, R), (R, P), times=25)
    assert (surely.kappa, surely.low, surely.surely_low) == (Decimal(0), True, True)
    maybe = one((P, P), (P, P), (R, R), (P, R), times=8)
    assert (maybe.low, maybe.surely_low) == (True, False)
    assert not one((P, P), (R, R), times=20).low


def test_of_too_few_pairs_nothing_is_surely_low() -> None:
    found = one((P, R), (R, P), times=5)
    assert found.low
    assert not found.surely_low


def test_kappa_does_not_apply_where_both_only_pass() -> None:
    found = one((P, P), times=40)
    assert (found.kappa, found.low, found.surely_low) == (None, False, False)
    assert found.observed == 1


def test_pairs_are_grouped_by_type_rule_people_and_person() -> None:
    other = replace(PAIR, violation="0101", rule="R01", first=13, first_name="樊江")
    both = [PAIR, PAIR, other]
    names = {by: [(row.name, row.found.n) for row in reckoned(both, by, LIMITS)] for by in By}
    assert names[By.VIOLATION] == [("0202", 2), ("0101", 1)]
    assert names[By.RULE] == [("R01", 1)]
    assert names[By.PAIR] == [("安宁 / 白露", 2), ("樊江 / 白露", 1)]
    assert names[By.REVIEWER] == [("白露", 3), ("安宁", 2), ("樊江", 1)]


def test_a_person_who_spoke_second_stands_in_the_rows_of_their_own_table() -> None:
    turned = replace(PAIR, first=12, first_name="白露", second=11, second_name="安宁", first_said=R, second_said=P)
    plain = replace(PAIR, first_said=P, second_said=R)
    own = {row.key: row.found for row in reckoned([plain, turned], By.REVIEWER, LIMITS)}
    assert own["11"].expected == own["12"].expected == 0
    assert own["11"].kappa == 0


def test_an_interval_is_not_told_where_the_standard_error_is_nothing() -> None:
    for found in (one((P, P), (P, R), times=2), one((P, P), (P, R), times=40), one((P, P), (R, R), times=20)):
        assert (found.found.error, found.interval, found.untold) == (0, None, True)
        assert not found.surely_low
    varied = one((P, P), (R, R), (P, R), (R, P))
    assert varied.interval == (varied.found.low, varied.found.high)
    assert one((P, P), times=40).untold is False
