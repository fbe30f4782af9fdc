"""Cards: sums, absences, veto, bonus, the same bytes twice."""

import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kpi.engine.canonical import card_as_json, card_from_json, plain, to_json
from kpi.engine.card import Flag
from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Event, FactValue
from kpi.engine.rulebook import Band
from kpi.engine.score import score
from kpi.engine.verdicts import grade_of
from kpi.engine.words import same
from tests.support.scores import A, spotless, with_values


def test_how_a_number_is_written_does_not_change_the_card() -> None:
    assert to_json(score(A, with_values(staff_on_post="9.50"))) == to_json(score(A, with_values(staff_on_post="9.5")))


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("89.995", "优秀"),
        ("90", "优秀"),
        ("89.994", "良好"),
        ("89.99", "良好"),
        ("80", "良好"),
        ("79.99", "合格"),
        ("70.00", "合格"),
        ("69.99", "不合格"),
        ("0", "不合格"),
        ("100", "优秀"),
    ],
)
def test_every_total_has_a_grade_and_the_edges_are_where_the_rulebook_says(total: str, grade: str) -> None:
    assert grade_of(A, Decimal(total)).words.zh == grade


def test_a_total_outside_the_scale_is_refused() -> None:
    with pytest.raises(FactsMismatch):
        grade_of(A, Decimal(101))


def test_an_edge_can_be_excluded_below_and_included_above() -> None:
    band = Band(
        code="x",
        words=same("x"),
        lower=Decimal(70),
        lower_included=False,
        upper=Decimal(80),
        upper_included=True,
        clause="x",
    )
    assert [band.holds(Decimal(total)) for total in (70, 71, 80, 81)] == [False, True, True, False]


def test_a_whole_block_without_facts_gives_no_total_and_no_grade() -> None:
    empty = replace(spotless(), values={})
    card = score(A, empty)
    assert (card.computed, card.total, card.grade) == (None, None, None)
    assert card.flags == (Flag.NOT_GRADABLE,)
    assert card.sentence.zh.endswith("无法评定。")


def test_a_veto_without_facts_is_still_zero() -> None:
    card = score(A, replace(spotless(), values={}, vetoes=(Event(code="data_leak"),)))
    assert (card.total, card.grade.words.zh if card.grade else "") == (Decimal("0.00"), "不合格")


def test_a_bonus_is_refused_when_the_period_cannot_be_graded() -> None:
    card = score(A, replace(spotless(), values={}, bonuses=(Event(code="practice_adopted"),)))
    assert (card.bonus.granted, Flag.BONUS_REFUSED in card.flags) == (Decimal(0), True)


def test_a_veto_keeps_the_computed_score_and_tells_its_basis() -> None:
    vetoes = (Event(code="data_leak", basis="检查记录 12"), Event(code="subcontracted", count=0))
    card = score(A, replace(spotless(), vetoes=vetoes))
    assert (card.total, card.computed, card.vetoed) == (Decimal("0.00"), Decimal("100.00"), True)
    assert [veto.zh for veto in card.vetoes] == ["泄露、出售、违规外传参保人信息：检查记录 12"]
    assert "100.00 分（留存备查）" in card.sentence.zh


def test_a_line_says_it_does_not_apply_and_where_its_points_went() -> None:
    card = score(A, with_values(findings_notified="0"))
    assert card.line("A07").sentence.zh == "不适用：分母为 0。本项 6 分按比例分给本组其他指标。"
    assert card.line("A07").flags == (Flag.NOT_APPLICABLE,)
    told = card.line("A04").sentence
    assert "满分由 14 分按比例调整为 15.55 分" in told.zh
    assert "尾差按最大余数补足，本组合计仍为 60 分" in told.zh
    assert Flag.RESPREAD in card.line("A04").flags


def test_a_missing_fact_is_named() -> None:
    facts = spotless()
    values = {name: value for name, value in facts.values.items() if name != "tasks_due"}
    line = score(A, replace(facts, values=values)).line("A03")
    assert (line.applicable, line.shown) == (False, "—")
    assert "缺少事实“应完成任务数”" in line.sentence.zh
    assert "“tasks due” is missing" in line.sentence.en


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+99999", "1E-99999"])
def test_what_no_count_can_be_is_a_missing_fact(value: str) -> None:
    assert not score(A, with_values(tasks_due=value)).line("A03").applicable


def test_fewer_than_five_cases_are_flagged_as_a_small_sample() -> None:
    line = score(A, with_values(findings_missed="0", findings_in_rereviewed="4")).line("A06")
    assert line.flags == (Flag.SMALL_SAMPLE,)
    assert "n = 4，少于 5，样本不足" in line.sentence.zh
    assert (Flag.SMALL_SAMPLE.zh, Flag.SMALL_SAMPLE.en) == ("样本不足", "small sample")


def test_what_was_left_out_is_counted_by_reason() -> None:
    pending = tuple((f"finding/{n}", "待定") for n in range(45))
    values = {**spotless().values, "findings_upheld": FactValue(value=Decimal(100), excluded=pending)}
    line = score(A, replace(spotless(), values=values)).line("A04")
    assert line.sentence.zh.endswith("另有 45 条未计入：待定 45。")
    assert len(line.excluded) == 45


def test_reasons_in_a_value_are_told_before_it() -> None:
    line = score(A, with_values(staff_on_post="7")).line("K01")
    assert "因 70% < 80%，0 − " not in line.sentence.zh
    assert line.points == Decimal("0.00")


def test_facts_of_another_kind_are_refused() -> None:
    with pytest.raises(FactsMismatch) as refused:
        score(A, replace(spotless(), kind="B"))
    assert "类别 B" in refused.value.words.zh


@pytest.mark.parametrize("which", ["vetoes", "bonuses"])
def test_an_event_the_rulebook_does_not_know_is_refused(which: str) -> None:
    events = (Event(code="nonsense"),)
    facts = replace(spotless(), vetoes=events) if which == "vetoes" else replace(spotless(), bonuses=events)
    with pytest.raises(FactsMismatch):
        score(A, facts)


def test_a_card_has_only_its_own_lines() -> None:
    with pytest.raises(KeyError):
        score(A, spotless()).line("B01")


def test_only_what_a_card_is_made_of_can_be_written() -> None:
    with pytest.raises(TypeError):
        plain(SimpleNamespace())


@pytest.mark.parametrize(("key", "value"), [("sentence", "text"), ("flags", "none"), ("shares", ["none"])])
def test_a_text_that_is_not_a_card_is_refused(key: str, value: object) -> None:
    raw = json.loads(card_as_json(score(A, spotless())))
    (raw if key == "sentence" else raw["lines"][0])[key] = value
    with pytest.raises(TypeError):
        card_from_json(json.dumps(raw))
