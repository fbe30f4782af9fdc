"""Every indicator at full, zero, between, not applicable and at each edge: the rows of tests/golden/scores/lines."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from kpi.engine.card import Line
from kpi.engine.parser import names_in
from kpi.engine.rulebook import Indicator, Rulebook
from kpi.engine.verdicts import grade_of
from tests.support.golden import BOOKS, NOT_APPLICABLE, Table, card_of, decimal, read, table, tables, told

EDGES = ("edge_", "full_at", "floor", "target", "zero_below")
NEAR = Decimal(1) / 1000
"""How close the rows under and over an edge lie: a tenth of a percentage point, or a tenth of a point of 100."""


def rows(kind: str, code: str) -> list[Table]:
    return tables(read("lines/K" if code.startswith("K") else f"lines/{kind}")[code])


def indicators() -> Iterator[object]:
    for kind, book in BOOKS.items():
        yield from (pytest.param(kind, one.code, id=f"{kind}: {one.code}") for one in book.indicators)


def lines() -> Iterator[object]:
    for kind, book in BOOKS.items():
        for indicator in book.indicators:
            for row in rows(kind, indicator.code):
                name = f"{kind}: {indicator.code} {row['at']}"
                yield pytest.param(book, indicator, row, id=name)


def indicator_of(kind: str, code: str) -> Indicator:
    return next(one for one in BOOKS[kind].indicators if one.code == code)


def line_at(book: Rulebook, code: str, row: Table) -> Line:
    changes = {name: value for name, value in row.items() if name not in {"at", "points"}}
    return card_of(book, changes).line(code)


@pytest.mark.parametrize(("book", "indicator", "row"), list(lines()))
def test_a_line_earns_what_is_written(book: Rulebook, indicator: Indicator, row: Table) -> None:
    line, at = line_at(book, indicator.code, row), str(row["at"])
    assert told(line) == row["points"]
    full = str(indicator.points.quantize(Decimal("0.01")))
    if at == "full":
        assert row["points"] == full
    elif at in {"zero", "spent", "overspent"}:
        assert row["points"] == "0.00"
    elif at.startswith("between"):
        assert 0 < Decimal(str(row["points"])) < indicator.points
    elif at.startswith(("missing", "no denominator")):
        assert row["points"] == NOT_APPLICABLE


def edge(indicator: Indicator, name: str) -> Decimal:
    if name == "100%":
        return Decimal(1)
    value = indicator.parameters[name].value
    return value * indicator.parameters["target"].value if name == "zero_below" else value


def beside_an_edge() -> Iterator[object]:
    for param in lines():
        book, indicator, row = param.values  # type: ignore[attr-defined]
        side, _, name = str(row["at"]).partition(" ")
        if side in {"under", "at", "over"}:
            yield pytest.param(book, indicator, row, side, name, id=param.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("book", "indicator", "row", "side", "name"), list(beside_an_edge()))
def test_a_row_lies_where_it_says(book: Rulebook, indicator: Indicator, row: Table, side: str, name: str) -> None:
    value, at = line_at(book, indicator.code, row).value, edge(indicator, name)
    near = NEAR if at <= 1 else NEAR * 100
    assert value is not None
    assert {"under": at - near <= value < at, "at": value == at, "over": at < value <= at + near}[side], value


def wanted(indicator: Indicator) -> Iterator[str]:
    """The rows an indicator must have, read off its own formula and parameters."""
    yield from ("full", "zero", "between")
    yield from (f"missing {name}" for name in worked_with(indicator))
    if indicator.denominator:
        yield "no denominator"
    edges = [name for name in indicator.parameters if name.startswith(EDGES)]
    if "min(1, value)" in indicator.formula.text:
        edges.append("100%")
    yield from (f"{side} {name}" for name in edges for side in ("under", "at", "over"))
    deductions = [name for name in indicator.parameters if name.startswith("per_")]
    yield from (f"once {name}" for name in deductions)
    if deductions:
        yield from ("spent", "overspent")


def worked_with(indicator: Indicator) -> list[str]:
    """The facts without which there are no points; what only counts the sample is not among them."""
    parts = (indicator.numerator, indicator.denominator, indicator.value, indicator.formula)
    names = {name for part in parts if part for name in names_in(part.text)}
    return [name for name in indicator.uses if name in names]


def agreed(indicator: Indicator) -> set[str]:
    return {one.fact for one in indicator.parameters.values()}


@pytest.mark.parametrize(("kind", "code"), list(indicators()))
def test_no_place_of_an_indicator_is_without_a_row(kind: str, code: str) -> None:
    indicator, places = indicator_of(kind, code), [str(row["at"]) for row in rows(kind, code)]
    assert [one for one in wanted(indicator) if one not in places] == []
    assert [fact for fact in agreed(indicator) - {""} if not any(fact in place for place in places)] == []
    assert len(set(places)) == len(places)


def test_no_row_is_for_an_indicator_nobody_has() -> None:
    held = {kind: {one.code for one in book.indicators} for kind, book in BOOKS.items()}
    for kind, codes in held.items():
        assert set(read(f"lines/{kind}")) - {"rulebook"} == {code for code in codes if not code.startswith("K")}
    assert set(read("lines/K")) == {code for code in held["A"] if code.startswith("K")}


@pytest.mark.parametrize("quarter", tables(read("quarters")["quarter"]), ids=lambda one: str(one["what"]))
def test_a_whole_quarter_comes_out_line_by_line(quarter: Table) -> None:
    book = next(one for one in BOOKS.values() if one.id == quarter["rulebook"])
    card = card_of(book, table(quarter["facts"]))
    assert {line.code: told(line) for line in card.lines} == quarter["points"]
    assert {block.code: str(block.points) for block in card.blocks} == quarter["blocks"]
    assert (str(card.total), card.grade.words.zh if card.grade else "") == (quarter["total"], quarter["grade"])


@pytest.mark.parametrize("kind", list(BOOKS))
@pytest.mark.parametrize(("total", "grade"), list(table(read("grades")["grades"]).items()))
def test_a_total_is_rounded_and_then_graded(kind: str, total: str, grade: str) -> None:
    assert grade_of(BOOKS[kind], Decimal(total)).words.zh == grade


@pytest.mark.parametrize("row", tables(read("grades")["needed"]), ids=lambda row: f"{row['share']} of {row['cases']}")
def test_the_cases_needed_are_enough_and_one_fewer_is_not(row: Table) -> None:
    cases, needed = int(str(row["cases"])), int(str(row["needed"]))
    facts = {"inpatient_cases": cases, "manual_review_target": str(row["share"])}
    enough, short = (
        card_of(BOOKS["A"], {**facts, "cases_reviewed_manually": held}).line("A02").points
        for held in (needed, needed - 1)
    )
    assert (enough, short is not None and short < 8) == (Decimal("8.00"), True)
    assert decimal(str(row["share"])) * cases <= needed
