"""A rulebook with anything at all changed is a sound rulebook or one BadFile; and what is sound scores."""

import copy
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.engine.errors import FactsMismatch
from kpi.engine.facts import Facts, FactValue, Part
from kpi.engine.quick import quick
from kpi.engine.rulebook import Rulebook
from kpi.engine.score import score
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.loader import load_from
from kpi.rulebooks.reading import Reader
from kpi.rulebooks.rendering import card_as_text
from vendors.errors import Words

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
TEXTS = [
    block.split("```")[0]
    for page in ("rulebook-format", "facts-format", "rulebook-examples")
    for block in (REFERENCE / f"{page}.md").read_text(encoding="utf-8").split("```toml\n")[1:]
]
RULEBOOKS = [tomllib.loads(text, parse_float=Decimal) for text in TEXTS]
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-5, max_value=200, places=3),
    st.sampled_from(["", "full", "value", "50%", "x", "max(", "0 / 0", "good", "numerator", "明"]),
    st.sampled_from([[], {}, [1], ["a"], {"zh": "一"}, [{"code": "K"}], {"a": {"zh": "二"}}]),
)


def places(raw: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value, however deep."""
    pairs = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, object]:
    raw: dict[str, object] = copy.deepcopy(draw(st.sampled_from(RULEBOOKS)))
    for _ in range(draw(st.integers(1, 2))):
        way = draw(st.sampled_from(sorted(places(raw), key=str)))
        held: Any = raw
        for step in way[:-1]:
            held = held[step]
        if draw(st.booleans()) and isinstance(held, dict):
            del held[way[-1]]
        else:
            held[way[-1]] = copy.deepcopy(draw(values))
    return raw


def sound(raw: dict[str, object]) -> Rulebook | Words:
    """The rulebook, or what is wrong with it."""
    try:
        return load_from(Reader("my.toml", "", raw))
    except BadFile as refused:
        return refused.words


@settings(max_examples=400)
@given(mutated(), st.data())
def test_a_changed_rulebook_is_sound_or_refused_and_what_is_sound_scores(
    raw: dict[str, object], data: st.DataObject
) -> None:
    rulebook = sound(raw)
    if isinstance(rulebook, Words):
        assert "my.toml" in rulebook.zh
        assert "my.toml" in rulebook.en
        return
    numbers = st.one_of(st.none(), st.integers(-2, 300).map(Decimal))
    held = {
        name: FactValue(value=data.draw(numbers), level=data.draw(st.sampled_from(["", *rulebook.levels])))
        for name in rulebook.facts
    }
    facts = Facts(kind=rulebook.kind, subject="", period="", values=held)
    card = score(rulebook, facts)
    assert quick(rulebook, facts).total == card.total
    assert card_as_text(card)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 100).map(Decimal)), min_size=1, max_size=4), st.sampled_from(RULEBOOKS)
)
def test_a_rulebook_rolls_up_or_says_that_it_does_not(totals: list[Decimal | None], raw: dict[str, object]) -> None:
    rulebook = load_from(Reader("my.toml", "", raw))
    parts = tuple(Part(period=str(number), total=total) for number, total in enumerate(totals))
    facts = Facts(kind=rulebook.kind, subject="", period="", values={}, cycle="contract", parts=parts)
    try:
        card = score(rulebook, facts)
    except FactsMismatch:
        assert "contract" not in rulebook.rollups
        return
    assert card.total is None or 0 <= card.total <= 100
