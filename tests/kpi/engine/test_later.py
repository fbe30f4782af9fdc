"""What came after the first cards: later adjustments, footnotes, caps, months; and that old bytes stay as they were."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.engine.canonical import card_as_json, card_from_json, to_json
from kpi.engine.card import Flag
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Adjustment, Event, FactValue
from kpi.engine.rulebook import EventRule
from kpi.engine.score import score
from kpi.engine.words import Words
from kpi.rulebooks.files import score_files
from kpi.rulebooks.queries import DATA
from tests.support.scores import GOLDEN, A, spotless, with_values

CAPPED = replace(
    A, caps=(EventRule(code="outage", words=Words("重大差错", "a grave error"), clause="", points=Decimal(75)),)
)


def adjusted(points: str, *, indicator: str = "A03", basis: str = "") -> Adjustment:
    return Adjustment(indicator=indicator, points=Decimal(points), reason="申诉成立", basis=basis)


def test_a_later_adjustment_changes_its_line_and_is_told_in_a_footnote() -> None:
    facts = replace(with_values(tasks_on_time="11"), adjustments=(adjusted("0.5", basis="复核意见 4 号"),))
    card = score(A, facts)
    line = card.line("A03")
    assert (line.points, card.total) == (Decimal("9.67"), Decimal("99.67"))
    assert Flag.ADJUSTED in line.flags
    assert "后续调整后得 9.67 分（9.17 + 0.50，在 0 至 10.00 分之间）" in line.sentence.zh
    assert [note.zh for note in line.footnotes] == ["后续调整 +0.5 分：申诉成立（复核意见 4 号）"]


@pytest.mark.parametrize(("points", "left"), [("5", "10.00"), ("-3", "7.00"), ("-30", "0.00")])
def test_an_adjusted_line_stays_between_nothing_and_what_it_counts(points: str, left: str) -> None:
    assert score(A, replace(spotless(), adjustments=(adjusted(points),))).line("A03").points == Decimal(left)


def test_a_line_that_does_not_apply_is_not_adjusted_into_one_that_does() -> None:
    facts = replace(with_values(tasks_due="0"), adjustments=(adjusted("5"),))
    line = score(A, facts).line("A03")
    assert (line.points, len(line.footnotes)) == (None, 1)


def test_an_adjustment_of_no_indicator_is_refused() -> None:
    with pytest.raises(FactsMismatch, match="A99"):
        score(A, replace(spotless(), adjustments=(adjusted("1", indicator="A99"),)))


def test_a_corrected_fact_is_told_in_a_footnote() -> None:
    note = FactValue(value=Decimal(12), note="任务 7 按期，原记录有误")
    line = score(A, replace(spotless(), values={**spotless().values, "tasks_on_time": note})).line("A03")
    assert [one.zh for one in line.footnotes] == ["按期提交并验收任务数：任务 7 按期，原记录有误"]


def test_a_cap_lowers_the_total_and_keeps_the_computed_score() -> None:
    card = score(
        CAPPED, replace(spotless(), caps=(Event(code="outage", basis="检查 3"), Event(code="outage", count=0)))
    )
    assert (card.total, card.computed, card.grade.code if card.grade else "") == (Decimal(75), Decimal(100), "pass")
    assert [one.zh for one in card.caps] == ["重大差错：检查 3"]
    assert Flag.CAPPED in card.flags
    assert card.sentence.zh.endswith("；有封顶事项，总分最高 75.00 分，合格。")
    assert card_from_json(card_as_json(card)) == card


def test_a_cap_above_the_total_changes_nothing_but_is_told() -> None:
    poor = with_values(satisfaction_bureau="0", tasks_on_time="0", findings_rejected="100", defences_upheld="50")
    weak = replace(poor, caps=(Event(code="outage"),))
    card = score(CAPPED, weak)
    assert card.total == card.computed == Decimal("66.00")
    assert (Flag.CAPPED in card.flags, len(card.caps)) == (False, 1)


def test_a_cap_the_rulebook_does_not_know_is_refused() -> None:
    with pytest.raises(FactsMismatch, match="outage"):
        score(A, replace(spotless(), caps=(Event(code="outage"),)))


def test_a_month_scores_process_indicators_alone() -> None:
    card = score(A, replace(spotless(), cycle="month"))
    assert [line.code for line in card.lines if line.applicable] == ["K02", "K03", "A03"]
    assert (card.total, card.line("A03").effective_points) == (Decimal(100), Decimal(60))
    assert card.line("A04").sentence.zh.startswith("不适用：月度只考核过程指标。")


def test_a_rulebook_that_marks_none_scores_all_of_them_every_month() -> None:
    unmarked = replace(A, indicators=tuple(replace(one, process=False) for one in A.indicators))
    assert all(line.applicable for line in score(unmarked, replace(spotless(), cycle="month")).lines)


def test_a_rulebook_without_grades_gives_a_total_alone() -> None:
    card = score(replace(A, bands=(), failing=""), spotless())
    assert (card.total, card.grade) == (Decimal(100), None)
    assert card.sentence.zh.endswith("= 100.00 分。")
    vetoed = score(replace(A, bands=(), failing=""), replace(spotless(), vetoes=(Event(code="data_leak"),)))
    assert vetoed.sentence.en.endswith("vetoed: 0.00 this period.")


def test_a_card_without_any_of_it_is_written_as_it_always_was() -> None:
    """The golden card was written before any of this was known."""
    card = score_files(rulebook=DATA / "A-2026.toml", facts=GOLDEN / "worked-card.facts.json")
    assert to_json(card) == (GOLDEN / "worked-card.card.json").read_bytes()
