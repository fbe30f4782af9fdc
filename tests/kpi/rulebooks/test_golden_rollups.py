"""Years of 60/40 and whole contracts come out as worked out by hand in tests/golden/scores/rollups.toml."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from kpi.engine.facts import Facts, FactValue, Part
from kpi.engine.quick import quick
from kpi.engine.score import score
from kpi.rulebooks.facts_file import check_parts
from tests.support.golden import BOOKS, Table, read, tables, told

UNGRADED = "无法评定"


def cases() -> Iterator[object]:
    yield from (pytest.param(case, id=str(case["what"])) for case in tables(read("rollups")["rollup"]))


def parts_of(case: Table) -> Iterator[Part]:
    rows = case["parts"]
    assert isinstance(rows, list)
    for period, total, *weight in rows:
        yield Part(period=period, total=None if total == UNGRADED else Decimal(total), weight=Decimal(*weight or [1]))


def facts_of(case: Table) -> Facts:
    values = {"evaluation": FactValue(value=Decimal(str(case["evaluation"])))} if "evaluation" in case else {}
    return Facts(
        kind="A",
        subject="祁连病案质量评估中心",
        period="2026",
        values=values,
        cycle=str(case["cycle"]),
        parts=tuple(parts_of(case)),
    )


@pytest.mark.parametrize("case", list(cases()))
def test_a_roll_up_comes_out_as_written(case: Table) -> None:
    facts = facts_of(case)
    check_parts(facts, BOOKS["A"])
    card = score(BOOKS["A"], facts)
    assert [told(line) for line in card.lines] == case["points"]
    assert (str(card.total or UNGRADED), card.grade.words.zh if card.grade else UNGRADED) == (
        case["total"],
        case["grade"],
    )
    assert quick(BOOKS["A"], facts).total == card.total
