"""A rulebook's text while it is typed: faults with line and column, sums, numbers in and out, what differs."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.rulebooks.checking import Checked, check_text
from kpi.rulebooks.differences import Side, differences
from kpi.rulebooks.loader import load, load_text
from kpi.rulebooks.numbers import changed, every_number, groups
from kpi.rulebooks.queries import DATA
from kpi.rulebooks.rules import next_name
from kpi.rulebooks.source import read_toml
from kpi.rulebooks.writing import as_toml, standalone

TEXT = standalone(DATA / "A-2026.toml")
RAW = tomllib.loads(TEXT, parse_float=Decimal)


def check(text: str) -> Checked:
    return check_text(text, name="A-2026", kind="A")


def at(old: str, new: str) -> tuple[str, str]:
    """The key path of the first fault after a change, and the text from where it is said to be."""
    changed_text = TEXT.replace(old, new, 1)
    assert changed_text != TEXT
    fault = check(changed_text).faults[0]
    return fault.where, changed_text.splitlines()[fault.line - 1][fault.column - 1 :]


@pytest.mark.parametrize("kind", list("ABCD"))
def test_a_file_and_its_common_part_become_one_text_that_says_the_same(kind: str) -> None:
    path = DATA / f"{kind}-2026.toml"
    text = standalone(path)
    assert tomllib.loads(text, parse_float=Decimal) == dict(read_toml(path).raw)
    assert load_text(text, file=path.name) == load(path)
    assert check_text(text, name=f"{kind}-2026", kind=kind).faults == ()


PLAIN = st.text(max_size=12) | st.integers(-(10**9), 10**9) | st.booleans() | st.dates()
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=3)
VALUES = PLAIN | NUMBERS | st.lists(PLAIN, max_size=3)
KEYS = st.text(min_size=1, max_size=6)
TABLES = st.recursive(
    st.dictionaries(KEYS, VALUES, max_size=3),
    lambda inner: st.dictionaries(KEYS, VALUES | inner | st.lists(inner, min_size=1, max_size=2), max_size=3),
    max_leaves=6,
)


@given(TABLES)
def test_whatever_is_written_is_read_back(raw: Mapping[str, object]) -> None:
    assert tomllib.loads(as_toml(raw), parse_float=Decimal) == raw


@pytest.mark.parametrize(
    ("old", "new", "where", "there"),
    [
        (
            'floor = { value = "80%"',
            'floor = { value = "x"',
            "indicator K01 › parameters › floor › value",
            'value = "x"',
        ),
        ("full - value)", "full - valu)", "indicator K04 › formula", 'valu)"'),
        ('grade = "good"', 'grade = "godo"', "consequence good › grade", 'grade = "godo"'),
        ("points = 8", "points = 9", "block common", "[block.common]"),
        ("small_sample = 5", "small_sampel = 5", "small_sampel", "small_sampel = 5"),
        ('kind = "A"', 'kind = "B"', "kind", 'kind = "B"'),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-15", "effective_from", "effective_from = 2026-01-15"),
        ('basis = "合同约定人数"', 'basis = " "', "indicator K01 › parameters › full_at › basis", "basis ="),
        ("[[grade]]", "[[grade]", "", "]"),
    ],
)
def test_a_fault_is_where_it_says_it_is(old: str, new: str, where: str, there: str) -> None:
    found, line = at(old, new)
    assert found == where
    assert line.startswith(there) or there == "]"


def test_every_indicator_names_its_own_fault_at_once() -> None:
    text = TEXT.replace("full - value", "full - valu")
    assert [one.where for one in check(text).faults] == ["indicator K04 › formula", "indicator K05 › formula"]


def test_the_sums_are_told_even_while_the_rest_is_faulty() -> None:
    text = TEXT.replace("points = 8", "points = 9.5", 1).replace('grade = "good"', "grade = 3")
    assert [(one.code, one.declared, one.summed, one.same) for one in check(text).sums] == [
        ("common", Decimal(40), Decimal("41.5"), False),
        ("professional", Decimal(60), Decimal(60), True),
    ]


@given(st.text(max_size=40), st.integers(0, len(TEXT)), st.integers(0, 60))
def test_no_typing_whatever_breaks_the_check(typed: str, place: int, over: int) -> None:
    checked = check(TEXT[:place] + typed + TEXT[place + over :])
    assert (checked.rulebook is None) is bool(checked.faults)
    assert all(one.line >= 1 and one.column >= 1 and one.words.zh and one.words.en for one in checked.faults)


def test_every_weight_and_threshold_is_a_number_of_the_form() -> None:
    own = [group for group in groups(RAW) if group.part == "indicator"]
    assert sum(Decimal(group.points.text) for group in own if group.points) == 100
    book = load_text(TEXT, file="A")
    assert [len(group.numbers) for group in own] == [len(one.parameters) for one in book.indicators]
    assert {group.part for group in groups(RAW)} >= {"block", "grade", "consequence", "bonus", "general"}
    keys = [one.key for one in every_number(RAW)]
    assert len(keys) == len(set(keys))


@given(st.data())
def test_typed_numbers_stand_in_their_places_and_nothing_else_moves(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(list(every_number(RAW))))
    typed = data.draw(st.decimals(min_value=0, max_value=100, places=2))
    text = f"{typed}%" if one.text.endswith("%") else f"{typed}"
    made = changed(RAW, {one.key: text})
    after = {other.key: other.text for other in every_number(made)}
    assert Decimal(after.pop(one.key).rstrip("%")) == typed
    assert after == {other.key: other.text for other in every_number(RAW) if other.key != one.key}


def test_what_is_no_number_is_left_to_the_check() -> None:
    made = changed(RAW, {"indicator.0.points": "八"})
    (fault, *_others) = check(as_toml(made)).faults
    assert (fault.where, fault.words.zh) == ("indicator K01 › points", "应为数，而不是 '八'")


def test_differences_go_indicator_by_indicator_with_both_sides() -> None:
    after = changed(RAW, {"indicator.0.points": "7", "indicator.0.parameters.floor.value": "85%"})
    (one,) = differences(RAW, after)
    assert (one.section, one.code, one.side) == ("indicator", "K01", Side.CHANGED)
    assert [(change.words.zh, change.before, change.after) for change in one.changes] == [
        ("分值", "8", "7"),
        ("零分线", "80%", "85%"),
    ]


def test_what_came_and_went_is_told_as_such() -> None:
    fewer = {**RAW, "veto": RAW["veto"][1:]}
    (gone,) = differences(RAW, fewer)
    (come,) = differences(fewer, RAW)
    assert (gone.section, gone.code, gone.side, come.side) == ("veto", "data_leak", Side.REMOVED, Side.ADDED)
    assert differences(RAW, RAW) == ()


def test_ids_run_on_where_one_is_taken() -> None:
    day = date(2026, 10, 1)
    assert next_name("A", day, ()) == "A-2026"
    assert next_name("A", day, ("A-2026", "A-2026-2", "B-2026")) == "A-2026-3"
