from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports import figures as frozen
from server.reports import rules
from tests.server.reports.sample import figures


def test_figures_come_back_from_their_json_as_they_were() -> None:
    before = figures()
    text = frozen.dump(before)
    assert frozen.load(text) == before
    assert frozen.dump(frozen.load(text)) == text


def test_text_that_is_no_figures_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        frozen.load('{"kind": "quarterly"}')


def test_a_later_run_with_nothing_new_is_the_same_report() -> None:
    later = replace(figures(), number="BG-2026Q3-09", version=9, cutoff=figures().cutoff + timedelta(days=1))
    assert frozen.same(figures(), later)
    assert not frozen.same(figures(), replace(later, lines=()))


def test_vendors_are_ranked_within_their_kind_and_equals_share_a_rank() -> None:
    kinds = dict(figures().kinds)
    assert [score.rank for score in kinds["信息技术机构"]] == [1, 1]
    assert [score.rank for score in kinds["会计师事务所"]] == [1, 2]


def test_pending_findings_count_towards_no_accuracy() -> None:
    found = figures().found
    assert rules.percent(found.accuracy) == "94.5%"
    assert replace(found, pending=0).accuracy == found.accuracy
    assert replace(found, upheld=0, rejected=0).accuracy is None


def test_problems_say_only_what_a_figure_says() -> None:
    whole = figures()
    clean = replace(
        whole,
        overall=replace(whole.overall, tasks_overdue=0, reviewed=whole.overall.listed),
        found=replace(whole.found, rejected=0, pending=0, determined_fen=whole.found.settled_fen),
        defended=replace(whole.defended, moved=0),
        conduct=(),
        proposals=(),
        scores=tuple(score for score in whole.scores if score.grade == "优秀"),
    )
    assert rules.problems(clean) == ()
    assert rules.next_steps(clean) == ()
    assert "有2件任务逾期，占下达任务的8.3%。" in rules.problems(whole)


@given(st.lists(st.integers(min_value=0, max_value=10**13), max_size=8))
def test_parts_in_whole_hundreds_of_yuan_always_add_up(parts: list[int]) -> None:
    even = [part * 10_000 for part in parts]
    assert rules.parts_add_up(even, sum(even))


def test_three_thirds_do_not_add_up_once_rounded() -> None:
    assert not rules.parts_add_up([33_335_000] * 3, 100_005_000)


def test_the_file_is_named_for_period_report_place_and_version() -> None:
    period = rules.quarter_from("2026Q3")
    name = rules.file_name(period=period, place=rules.place_of("张掖市医疗保障局（演示）"), version=1, suffix="pdf")
    assert name == "2026年第三季度_第三方绩效考核报告_张掖市_v1.pdf"
