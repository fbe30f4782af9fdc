"""Nothing to go by, constants that work on no card, facts no card can have; and sentences that stay true."""

import json
from pathlib import Path

import pytest

from kpi.engine.card import Card, Flag
from kpi.engine.parser import names_in
from kpi.engine.quick import quick
from kpi.engine.score import score
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.facts_file import facts_from_json
from kpi.rulebooks.files import score_files
from kpi.rulebooks.loader import load, load_from
from kpi.rulebooks.rendering import card_as_shown
from kpi.rulebooks.source import read_standalone

MIXED = """
id = "mixed"
facts = { n = "件数", m = { zh = "配合", scale = "manner" }, x = "其他" }
scale = { manner = { good = "好", poor = "差" } }
block = { first = { zh = "甲组", points = 60 }, second = { zh = "乙组", points = 40 } }
grade = [{ zh = "合格", from = 70 }, { zh = "不合格" }]
[[indicator]]
code = "N"
block = "first"
points = 60
formula = "full * n"
[[indicator]]
code = "M"
block = "first"
scale = "manner"
formula = "m"
[[indicator]]
code = "X"
block = "second"
points = 40
formula = "full * x"
"""
PLAIN = """
id = "plain"
facts = { FACTS }
indicator = [{ code = "T", points = 100, formula = "FORMULA" }]
rollup = { year = { zh = "季度均值", periods = "60%" } }
"""
FACT = 'facts = { a = "甲" }'
QUARTER = {"period": "2026Q1", "total": "92.12"}


def plain(formula: str) -> str:
    facts = (f'{name} = "{zh}"' for name, zh in (("a", "甲"), ("b", "乙")) if name in names_in(formula))
    return PLAIN.replace("FORMULA", formula).replace("FACTS", ", ".join(facts))


def book(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def scored(tmp_path: Path, text: str, **facts: object) -> Card:
    held = tmp_path / "my.json"
    held.write_text(json.dumps(facts), encoding="utf-8")
    rulebook = book(tmp_path, text)
    card = score_files(rulebook=rulebook, facts=held)
    known = facts_from_json(held.read_text(encoding="utf-8"))
    assert quick(load(rulebook), known).total == card.total
    return card


def refused(tmp_path: Path, text: str, **facts: object) -> tuple[str, str]:
    with pytest.raises(BadFile) as found:
        scored(tmp_path, text, **facts)
    return found.value.where, found.value.what.zh


def sentence(tmp_path: Path, formula: str, **facts: object) -> str:
    return scored(tmp_path, plain(formula), facts=facts).line("T").sentence.zh


def test_a_block_with_an_adjective_alone_has_nothing_to_go_by(tmp_path: Path) -> None:
    card = scored(tmp_path, MIXED, facts={"m": {"level": "good"}, "x": 1})
    assert [block.points for block in card.blocks] == [None, card.line("X").points]
    assert (card.total, card.grade, card.flags) == (None, None, (Flag.NOT_GRADABLE,))
    assert card.sentence.zh.endswith("无法评定。")


def test_beside_points_an_adjective_counts_for_none(tmp_path: Path) -> None:
    card = scored(tmp_path, MIXED, facts={"n": "0.5", "m": {"level": "good"}, "x": 1})
    assert str(card.total) == "70.00"
    assert [line.points is None for line in card_as_shown(card).lines] == [False, True, False]


@pytest.mark.parametrize(
    ("formula", "facts", "told"),
    [
        ("a + 5", {"a": 100}, "甲 100 + 5 = 105。得 105，超过满分，按 100.00 分计（满分 100 分）。"),
        ("0 - a", {"a": 30}, "，不足 0 分，按 0 分计（满分 100 分）。"),
        ("if(a > 0, 105, 0)", {"a": 1}, "因 甲 1 > 0，105。得 105，超过满分，按 100.00 分计（满分 100 分）。"),
    ],
)
def test_points_held_in_bounds_say_so(tmp_path: Path, formula: str, facts: dict[str, object], told: str) -> None:
    found = sentence(tmp_path, formula, **facts)
    assert found.endswith(told), found
    assert "= 100.00" not in found
    assert "= 0.00" not in found


def test_a_worked_formula_is_told_up_to_what_it_gives(tmp_path: Path) -> None:
    text = plain("value * 2").replace("code", 'value = "a", code').replace("facts = {  }", FACT)
    words = scored(tmp_path, text, facts={"a": 60}).line("T").sentence
    assert words.zh == "甲 60。得 60 × 2 = 120，超过满分，按 100.00 分计（满分 100 分）。"
    assert words.en == "甲 60. 60 × 2 = 120, over full marks: counts as 100.00 points (out of 100)."


def test_a_value_has_as_many_digits_as_its_rounding_takes(tmp_path: Path) -> None:
    assert sentence(tmp_path, "a", a="89.994999").startswith("甲 89.994999。得 89.99 分")
    assert "= 89.994999。得 89.99 分" in sentence(tmp_path, "a + b", a="80", b="9.994999")
    assert sentence(tmp_path, "a", a="89.9951").startswith("甲 89.9951。得 90.00 分")


@pytest.mark.parametrize(
    ("formula", "column", "said"),
    [
        ("full * lower_bound(a, b, 95)", 8, "置信度超出范围"),
        ("full * lower_bound(6, 5, 95%)", 8, "数据或置信度超出范围"),
        ("full * upper_bound(a, 0, 95%)", 8, "分母为 0"),
        ("full * decay(a, 120%)", 8, "衰减比例应在 0% 与 100% 之间"),
        ("round(a, 99)", 1, "小数位数应为 0–12"),
        ("a + 1 / 0", 9, "分母为 0"),
        ("a / (1 - 1)", 5, "分母为 0"),
        ("ratio(a, 0)", 1, "分母为 0"),
        ("", 1, "此处应为数、名称或括号"),
    ],
)
def test_a_constant_that_works_on_no_card_is_found_at_load(
    tmp_path: Path, formula: str, column: int, said: str
) -> None:
    with pytest.raises(BadFile) as found:
        load(book(tmp_path, plain(formula)))
    assert f"formula 第 {column} 列" in found.value.what.zh
    assert said in found.value.what.zh


def test_what_depends_on_facts_alone_is_no_mistake(tmp_path: Path) -> None:
    formula = "lower_bound(a, b, 95%) + decay(a, 80%) + round(a / b, 2) + lower_bound(a, b, b) + upper_bound(5, a, 95%)"
    assert load(book(tmp_path, plain(formula))).id == "plain"


def test_a_rulebook_approved_before_still_loads() -> None:
    text = plain("round(a, 99) + b / 0")
    rulebook = load_from(read_standalone(text, file="my.toml"), strict=False)
    assert score(rulebook, facts_from_json('{"facts": {"a": 1, "b": 1}}')).total is None


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"facts": {"evaluation": 101}}, "facts › evaluation", "应在 0 与 100 之间"),
        ({"facts": {"evaluation": -5}}, "facts › evaluation", "应在 0 与 100 之间"),
        ({"parts": [QUARTER, {"period": "2026Q2", "total": -1}]}, "parts 2 › total", "应在 0 与 100 之间"),
        ({"parts": [{"period": "2026Q1", "total": 110}]}, "parts 1 › total", "应在 0 与 100 之间"),
        ({"parts": [QUARTER, QUARTER]}, "parts 2 › period", "期间 2026Q1 重复"),
        ({"parts": []}, "parts", "不能为空"),
        ({"cycle": "half", "facts": {}}, "cycle", "没有周期 half 的累计办法"),
    ],
)
def test_a_part_no_card_can_have_is_refused(tmp_path: Path, changes: dict[str, object], where: str, said: str) -> None:
    facts = {"cycle": "year", "parts": [QUARTER], "facts": {"evaluation": 88}, **changes}
    at, what = refused(tmp_path, plain("a + b"), **facts)
    assert at == where
    assert said in what


def test_a_fact_above_the_most_it_can_be_is_refused(tmp_path: Path) -> None:
    free = plain("a + b")
    text = free.replace('a = "甲"', 'a = { zh = "甲", at_most = "b" }')
    assert refused(tmp_path, text, facts={"a": 12, "b": 7}) == ("facts › a", "甲 12 不能超过 乙 7")
    within = {"a": 7, "b": 12}
    assert scored(tmp_path, text, facts=within) == scored(tmp_path, free, facts=within)


def test_a_year_whose_evaluation_or_quarter_is_open_is_not_refused(tmp_path: Path) -> None:
    facts = {"evaluation": None}
    parts = [QUARTER, {"period": "2026Q2", "total": None}]
    assert scored(tmp_path, plain("a + b"), cycle="year", parts=parts, facts=facts).total is None


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"events": {"veto": ["leek"]}}, "events › veto"),
        ({"events": {"cap": ["leek"]}}, "events › cap"),
        ({"events": {"bonus": ["leek"]}}, "events › bonus"),
        ({"adjustments": [{"indicator": "N9", "points": 1, "reason": "误"}]}, "adjustments 1 › indicator"),
        ({"adjustments": [{"indicator": "M", "points": 1, "reason": "误"}]}, "adjustments 1 › points"),
    ],
)
def test_facts_a_rulebook_does_not_know_are_named_by_their_path(
    tmp_path: Path, facts: dict[str, object], where: str
) -> None:
    assert refused(tmp_path, MIXED, **facts)[0] == where


def test_facts_of_another_kind_are_named_by_their_path(tmp_path: Path) -> None:
    assert refused(tmp_path, f'kind = "A"\n{MIXED}', kind="B")[0] == "kind"


def test_a_chinese_name_is_a_name_and_a_dash_is_none(tmp_path: Path) -> None:
    at, what = refused(tmp_path, MIXED.replace("x = ", '"x-y" = '))
    assert (at, "汉字" in what) == ("facts › x-y", True)
