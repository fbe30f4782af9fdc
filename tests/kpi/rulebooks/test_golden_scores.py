"""Every case of tests/golden/scores comes out as written there."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.engine.card import Card, Line
from kpi.engine.facts import Event, Facts, FactValue
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.rulebooks.files import score_files
from kpi.rulebooks.queries import DATA, by_id

GOLDEN = Path(__file__).parents[2] / "golden" / "scores"
FILES = ("A", "B", "C", "D", "bonus-and-veto")
Case = dict[str, object]


def read(name: str) -> Case:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def table(raw: object) -> Case:
    assert isinstance(raw, dict)
    return raw


def texts(raw: object) -> list[str]:
    assert isinstance(raw, list)
    return [str(one) for one in raw]


def cases() -> Iterator[object]:
    for name in FILES:
        book = read(name)
        shared = read("A")["base"] if "include" in book else {}
        base = {**table(shared), **table(book.get("base", {}))}
        found = book["case"]
        assert isinstance(found, list)
        yield from (pytest.param(str(book["rulebook"]), base, case, id=f"{name}: {case['what']}") for case in found)


def facts_of(rulebook: Rulebook, base: Case, case: Case) -> Facts:
    stated = {**base, **table(case["facts"])}
    values = {
        name: FactValue(value=decimal(str(value)))
        for name, value in stated.items()
        if name in rulebook.facts and value != "absent"
    }
    return Facts(
        kind=rulebook.kind,
        subject="祁连病案质量评估中心",
        period="2026Q3",
        values=values,
        vetoes=tuple(Event(code=code) for code in texts(case.get("veto", []))),
        bonuses=tuple(Event(code=code) for code in texts(case.get("bonus", []))),
    )


def decimal(text: str) -> Decimal:
    return Decimal(text.removesuffix("%") + "E-2") if text.endswith("%") else Decimal(text)


def told(line: Line) -> str:
    return "不适用" if line.points is None else str(line.points)


def totals(card: Card) -> dict[str, str]:
    grade = card.grade.words.zh if card.grade else "—"
    return {
        "total": str(card.total),
        "computed": str(card.computed),
        "granted": str(card.bonus.granted),
        "grade": grade,
    }


@pytest.mark.parametrize(("name", "base", "case"), list(cases()))
def test_a_golden_case_comes_out_as_written(name: str, base: Case, case: Case) -> None:
    rulebook = by_id(name)
    card = score(rulebook, facts_of(rulebook, base, case))
    points = table(case.get("points", {}))
    assert {code: told(card.line(code)) for code in points} == points
    assert {key: value for key, value in totals(card).items() if key in case} == {
        key: case[key] for key in totals(card) if key in case
    }


def test_the_worked_card_comes_out_line_by_line() -> None:
    expected = read("worked-card.expected")
    card = score_files(rulebook=DATA / "A-2026.toml", facts=GOLDEN / "worked-card.facts.json")
    assert {line.code: str(line.points) for line in card.lines} == expected["points"]
    assert {block.code: str(block.points) for block in card.blocks} == expected["blocks"]
    shown = {line.code: line.shown for line in card.lines}
    assert expected["shown"] == {code: shown[code] for code in table(expected["shown"])}
    assert (str(card.total), card.grade.words.zh if card.grade else "") == (expected["total"], expected["grade"])
