"""Roll-ups: quarters to a year (60/40), periods to a contract by time, older ones fading, what could not be graded."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.engine.card import Card, Flag
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Event, Facts, FactValue, Part
from kpi.engine.rulebook import Rollup, Rulebook
from kpi.engine.score import score
from tests.support.scores import A


def part(period: str, total: str | None, weight: int = 1) -> Part:
    return Part(
        period=period, total=None if total is None else Decimal(total), weight=Decimal(weight), record=f"card:{period}"
    )


QUARTERS = (part("2026Q1", "92.12"), part("2026Q2", "88.61"), part("2026Q3", "90.00"), part("2026Q4", "75.00"))


def facts(cycle: str, parts: Sequence[Part], *, evaluation: str | None = None) -> Facts:
    values = {"evaluation": FactValue(value=Decimal(evaluation))} if evaluation else {}
    return Facts(
        kind="A", subject="祁连病案质量评估中心", period="2026", values=values, cycle=cycle, parts=tuple(parts)
    )


def rolled(cycle: str, parts: Sequence[Part], *, evaluation: str | None = None, by: Rulebook = A) -> Card:
    return score(by, facts(cycle, parts, evaluation=evaluation))


def with_rule(cycle: str, **changes: object) -> Rulebook:
    rule: Rollup = replace(A.rollups[cycle], **changes)  # type: ignore[arg-type]
    return replace(A, rollups={**A.rollups, cycle: rule})


def test_a_year_is_sixty_of_the_quarters_and_forty_of_the_evaluation() -> None:
    card = rolled("year", QUARTERS, evaluation="88")
    assert [str(line.points) for line in card.lines] == ["51.86", "35.20"]
    assert (str(card.total), card.grade.words.zh if card.grade else "") == ("87.06", "良好")
    told = "(2026Q1 92.12 + 2026Q2 88.61 + 2026Q3 90 + 2026Q4 75) ÷ 4 = 86.4325。得 60 × 86.4325 ÷ 100 = 51.86 分"
    assert told in card.lines[0].sentence.zh
    assert card.rulebook == "A-2026"


def test_a_year_without_its_evaluation_cannot_be_graded() -> None:
    card = rolled("year", QUARTERS)
    assert (card.total, card.flags) == (None, (Flag.NOT_GRADABLE,))


def test_a_contract_weighs_its_periods_by_their_days() -> None:
    card = rolled("contract", (part("2026Q1", "90", 90), part("2026Q2", "60", 30)))
    assert (str(card.total), card.grade.code if card.grade else "") == ("82.50", "good")
    assert "(2026Q1 90 × 90 + 2026Q2 60 × 30) ÷ (90 + 30) = 82.5" in card.lines[0].sentence.zh


def test_a_contract_tells_its_mean_as_published_cards_do() -> None:
    card = rolled("contract", (part("2026Q1", "27.99", 58), part("2026Q2", "95.35", 12), part("2026Q3", "97.06", 103)))
    assert card.lines[0].sentence.zh.endswith("= 73.785。得 100 × 73.785 ÷ 100 = 73.78 分（满分 100 分）。")


def test_half_a_year_is_the_plain_mean_and_no_small_sample() -> None:
    card = rolled("half", QUARTERS[:2])
    assert (str(card.total), card.lines[0].flags) == ("90.37", ())


def test_older_periods_fade() -> None:
    card = rolled("half", (part("2026Q1", "60"), part("2026Q2", "90")), by=with_rule("half", keep=Decimal("0.5")))
    assert str(card.total) == "80.00"
    assert "(2026Q1 60 × 50% + 2026Q2 90 × 100%) ÷ (50% + 100%) = 80" in card.lines[0].sentence.zh


def test_days_and_fading_multiply() -> None:
    parts = (part("2026Q1", "60", 90), part("2026Q2", "90", 91))
    card = rolled("contract", parts, by=with_rule("contract", keep=Decimal("0.8")))
    assert "2026Q1 60 × 72 + 2026Q2 90 × 91" in card.lines[0].sentence.zh


def test_a_period_that_could_not_be_graded_is_left_out_and_named() -> None:
    card = rolled("half", (part("2026Q1", None), part("2026Q2", "90")))
    assert str(card.total) == "90.00"
    assert card.lines[0].excluded == (("card:2026Q1", "无法评定"),)
    assert "另有 1 条未计入：无法评定 1" in card.lines[0].sentence.zh
    assert card.lines[0].facts == ("part_1", "part_2")


def test_too_few_periods_give_no_grade_and_say_how_many_are_needed() -> None:
    card = rolled("half", (part("2026Q1", None), part("2026Q2", "90")), by=with_rule("half", at_least=2))
    assert (card.total, card.grade) == (None, None)
    assert "已评定的期间有 1 个，至少应有 2 个" in card.lines[0].sentence.zh
    assert card.lines[0].formula == "((full * value) / 100)"


def test_a_veto_of_the_year_is_zero_and_bonuses_were_given_in_the_quarters() -> None:
    year = facts("year", QUARTERS, evaluation="88")
    card = score(A, replace(year, vetoes=(Event(code="data_leak"),)))
    assert (card.total, card.computed) == (Decimal(0), Decimal("87.06"))
    with pytest.raises(FactsMismatch):
        score(A, replace(year, bonuses=(Event(code="practice_adopted"),)))


@pytest.mark.parametrize("cycle", ["quarter", ""])
def test_a_cycle_the_rulebook_has_no_rule_for_is_refused(cycle: str) -> None:
    with pytest.raises(FactsMismatch, match="累计办法"):
        rolled(cycle, QUARTERS)
