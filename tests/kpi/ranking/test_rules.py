"""Where cards stand among their kind."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from kpi.engine.facts import Facts
from kpi.engine.inference.spans import span
from kpi.engine.score import score
from kpi.ranking.comparing import comparison, indicators, rises
from kpi.ranking.rules import Entry, standings
from kpi.rulebooks.queries import by_id
from tests.support import ranked, scores

SURE = Fraction(95, 100)


def entry(id_: int, **values: str) -> Entry:
    return of(id_, scores.with_values(**values))


def of(id_: int, facts: Facts) -> Entry:
    card = score(scores.A, facts)
    row = replace(ranked.ROW, id=id_, total=card.total, grade=card.grade.code if card.grade else "")
    return Entry(row=row, card=card, rulebook=scores.A, span=span(scores.A, facts, card, confidence=SURE))


def accuracy(id_: int, upheld: int, rejected: int) -> Entry:
    return entry(id_, findings_upheld=str(upheld), findings_rejected=str(rejected))


def test_five_of_five_leads_by_rate_and_sixteen_of_nineteen_by_the_lower_bound() -> None:
    found = comparison("A04", [accuracy(1, 5, 0), accuracy(2, 16, 3)], confidence=SURE)
    assert [(one.row.id, one.by_value, one.by_sure, one.rank, one.shared) for one in found.rows] == [
        (1, 1, 2, 1, True),
        (2, 2, 1, 1, True),
    ]
    ((first, surer),) = found.turned
    assert (first.row.id, surer.row.id) == (1, 2)


def test_of_faults_the_least_is_the_best_and_the_upper_bound_counts() -> None:
    few = entry(1, findings_missed="0", findings_in_rereviewed="5")
    many = entry(2, findings_missed="1", findings_in_rereviewed="99")
    found = comparison("A06", [many, few], confidence=SURE)
    assert not found.rising
    assert [one.row.id for one in found.rows] == [1, 2]
    assert [(one.row.id, other.row.id) for one, other in found.turned] == [(1, 2)]


def test_what_counts_everything_has_no_interval_and_plain_places() -> None:
    found = comparison("K02", [entry(1), entry(2, reports_on_time="4"), entry(3)], confidence=SURE)
    assert [(one.row.id, one.rank, one.shared) for one in found.rows] == [(1, 1, True), (3, 1, True), (2, 3, False)]
    assert found.rows[0].interval is None
    assert found.turned == ()


def test_an_indicator_that_applies_to_nobody_is_not_offered() -> None:
    assert "A04" not in indicators([accuracy(1, 0, 0)])
    with pytest.raises(KeyError):
        comparison("A04", [accuracy(1, 0, 0)], confidence=SURE)


@pytest.mark.parametrize(
    ("rulebook", "falling"),
    [("A-2026", {"A05", "A06", "A07", "K04", "K05"}), ("D-2026", {"D05", "K04", "K05"})],
)
def test_the_formula_says_which_way_is_better(rulebook: str, falling: set[str]) -> None:
    book = by_id(rulebook)
    assert {one.code for one in book.indicators if not rises(one, book)} == falling


def test_overlapping_scores_share_a_rank() -> None:
    clear = entry(3, findings_upheld="9900", findings_rejected="100", tasks_on_time="2", reports_on_time="0")
    found = standings([clear, accuracy(1, 5, 0), accuracy(2, 16, 3)], confidence=SURE)
    assert [(one.row.id, one.rank, one.shared) for one in found] == [(1, 1, True), (2, 1, True), (3, 3, False)]
    assert {one.shrunk for one in found} == {None}


def test_among_four_small_samples_are_pulled_to_the_mean() -> None:
    found = standings(
        [accuracy(1, 5, 0), accuracy(2, 160, 30), accuracy(3, 85, 15), accuracy(4, 190, 10)], confidence=SURE
    )
    best = next(one for one in found if one.row.id == 1)
    assert best.shrunk is not None
    assert best.row.total is not None
    assert best.shrunk < best.row.total


def test_a_card_without_a_total_stands_last_and_has_no_rank() -> None:
    found = standings([of(1, Facts(kind="A", subject="", period="", values={})), entry(2)], confidence=SURE)
    assert [(one.row.id, one.rank, one.by_total) for one in found] == [(2, 1, 1), (1, None, None)]
    assert not found[1].sampled


def test_small_samples_are_named() -> None:
    (one,) = standings([accuracy(1, 3, 0)], confidence=SURE)
    assert one.small == ("A04", "A05")
    assert one.span.total == Decimal(100)
