"""What samples leave open of a total."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.facts import Event, Facts
from kpi.engine.inference.spans import Span, counts_of, span
from kpi.engine.score import score
from tests.support import scores

SURE = Fraction(95, 100)


def spanned(facts: Facts) -> Span:
    return span(scores.A, facts, score(scores.A, facts), confidence=SURE)


def test_five_of_five_may_lose_what_its_interval_reaches_down_to() -> None:
    found = spanned(scores.with_values(findings_upheld="5", findings_in_rereviewed="0"))
    (line,) = found.lines
    assert (line.code, line.hits, line.trials) == ("A04", 5, 5)
    assert (line.lower, line.points, line.upper) == (Decimal("0.00"), Decimal("15.55"), Decimal("15.55"))
    assert found.total == found.upper
    assert found.lower == found.upper - line.points


def test_reaches_add_up_as_independent_errors_do() -> None:
    found = spanned(scores.with_values(findings_upheld="16", findings_rejected="3"))
    down = sum(float(one.points - one.lower) ** 2 for one in found.lines) ** 0.5
    assert len(found.lines) == 2
    assert found.total is not None
    assert found.lower is not None
    assert float(found.total - found.lower) == pytest.approx(down, abs=0.005)


def test_an_interval_stays_within_the_highest_total_there_can_be() -> None:
    asked = tuple(Event(code=event.code) for event in scores.A.bonus.events)
    facts = replace(scores.with_values(findings_upheld="9", findings_rejected="1"), bonuses=asked)
    found = spanned(facts)
    assert found.total is not None
    assert found.total + sum(one.upper - one.points for one in found.lines) > scores.A.most
    assert found.upper == scores.A.most
    more = replace(scores.A, bands=(), bonus=replace(scores.A.bonus, ceiling=Decimal(105)))
    above = span(more, facts, score(more, facts), confidence=SURE).upper
    assert above is not None
    assert scores.A.most < above <= more.most


def test_a_great_sample_leaves_little_open() -> None:
    small = spanned(scores.with_values(findings_upheld="92", findings_rejected="8"))
    great = spanned(scores.with_values(findings_upheld="92000", findings_rejected="8000"))
    assert great.variance(SURE) < small.variance(SURE)


def test_a_veto_and_a_card_that_cannot_be_graded_have_no_interval() -> None:
    facts = scores.spotless()
    vetoed = Facts(
        kind=facts.kind, subject="", period="", values=facts.values, vetoes=(Event(code=scores.A.vetoes[0].code),)
    )
    assert (spanned(vetoed).lower, spanned(vetoed).upper, spanned(vetoed).lines) == (0, 0, ())
    nothing = spanned(Facts(kind="A", subject="", period="", values={}))
    assert (nothing.total, nothing.lower, nothing.variance(SURE)) == (None, None, 0)


def test_only_whole_counts_within_their_number_are_counts() -> None:
    card = score(scores.A, scores.with_values(findings_upheld="2.5", handoffs_on_time="30"))
    assert counts_of(card.line("A04")) is None
    assert counts_of(card.line("K06")) is None
    assert counts_of(card.line("K04")) is None
    assert counts_of(card.line("K02")) == (5, 5)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 40), st.integers(0, 400))
def test_the_total_lies_within_its_interval(upheld: int, rejected: int, missed: int, met: int) -> None:
    told = {"findings_upheld": upheld, "findings_rejected": rejected, "findings_missed": missed}
    found = spanned(
        scores.with_values(**{name: str(value) for name, value in (told | {"findings_in_rereviewed": met}).items()})
    )
    assert found.total is not None
    assert found.lower is not None
    assert found.upper is not None
    assert 0 <= found.lower <= found.total <= found.upper <= 100
