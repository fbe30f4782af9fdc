"""Which rulebook holds for a kind on a day."""

from datetime import date
from functools import cache
from pathlib import Path

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.loader import load
from vendors.errors import NotFound

DATA = Path(__file__).parent / "data"


@cache
def every() -> tuple[Rulebook, ...]:
    """All rulebooks of the house, by kind and date."""
    paths = sorted(path for path in DATA.glob("*.toml") if not path.name.startswith("common-"))
    return tuple(sorted((load(path) for path in paths), key=lambda one: (one.kind, one.effective_from)))


def in_force(kind: str, on: date) -> Rulebook:
    """The latest rulebook of a kind that covers a day. Raises NotFound."""
    covering = [one for one in every() if one.kind == kind and one.covers(on)]
    if not covering:
        raise NotFound(f"{on} 没有类别 {kind} 的有效考核规则。", f"No rulebook of kind {kind} is in force on {on}.")
    return covering[-1]


def by_id(name: str) -> Rulebook:
    """A rulebook by its id, for recomputing an old card. Raises NotFound."""
    for one in every():
        if one.id == name:
            return one
    raise NotFound(f"没有考核规则 {name}。", f"There is no rulebook {name}.")
