"""The golden scores as written in tests/golden/scores: spotless quarters, and rows that change some of their facts."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import kpi.rulebooks
from kpi.engine.card import Card, Line
from kpi.engine.facts import Facts, FactValue
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.rulebooks.loader import load

GOLDEN = Path(__file__).parents[1] / "golden" / "scores"
BOOKS = {
    kind: load(Path(kpi.rulebooks.__file__).parent / "data" / f"{kind}-2026.toml") for kind in ("A", "B", "C", "D")
}
Table = Mapping[str, object]
NOT_APPLICABLE = "不适用"


def read(name: str) -> Table:
    """One file of the golden scores by its name without ending, as in `lines/K`."""
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def table(raw: object) -> Table:
    assert isinstance(raw, dict)
    return raw


def tables(raw: object) -> list[Table]:
    assert isinstance(raw, list)
    return [table(one) for one in raw]


def decimal(text: str) -> Decimal:
    return Decimal(text.removesuffix("%") + "E-2") if text.endswith("%") else Decimal(text)


def spotless(kind: str) -> Table:
    """A quarter in which everything is in order, by fact name."""
    return {**table(read("A")["base"]), **table(read(kind).get("base", {}))}


def card_of(rulebook: Rulebook, changes: Table) -> Card:
    """The card of a spotless quarter with these facts changed; `absent` takes one away."""
    stated = {**spotless(rulebook.kind), **changes}
    values = {
        name: FactValue(value=decimal(str(value)))
        for name, value in stated.items()
        if name in rulebook.facts and value != "absent"
    }
    unknown = set(changes) - set(rulebook.facts)
    assert not unknown, f"{rulebook.id} knows no {sorted(unknown)}"
    return score(rulebook, Facts(kind=rulebook.kind, subject="祁连病案质量评估中心", period="2026Q3", values=values))


def told(line: Line) -> str:
    return NOT_APPLICABLE if line.points is None else str(line.points)
