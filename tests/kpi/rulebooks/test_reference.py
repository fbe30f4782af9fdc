"""The reference pages are complete, and every example on them is true."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from kpi.engine.amounts import Absent, Known
from kpi.engine.calls import FUNCTIONS
from kpi.engine.card import Card, Flag
from kpi.engine.numbers import half_up
from kpi.engine.parser import parse
from kpi.engine.rulebook import Rulebook
from kpi.engine.words import same
from kpi.rulebooks.files import score_files
from kpi.rulebooks.loader import load
from kpi.rulebooks.queries import every

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (FOLDER / "rulebook-format.md").read_text(encoding="utf-8")
TABLES = (FOLDER / "indicators-2026.md").read_text(encoding="utf-8")
PAGES = ("rulebook-format", "facts-format", "rulebook-examples")
COUNTY_LINES = 60
_BLOCK = re.compile(r"```(toml|json)\n(.*?)```|\*\*([^*\n]+)\*\*", re.DOTALL)
_RECIPE = re.compile(r"^\| [^|]+ \| `([^`]+)` \| ([^|]+) \| ([0-9]+\.[0-9]{2}) \|$", re.MULTILINE)


def examples() -> Iterator[object]:
    """Each JSON of a page with the rulebook before it and the first bold result after it."""
    for name in PAGES:
        rulebook, facts = "", ""
        for language, block, bold in _BLOCK.findall((FOLDER / f"{name}.md").read_text(encoding="utf-8")):
            rulebook = block if language == "toml" else rulebook
            if facts and bold:
                yield pytest.param(rulebook, facts, bold, id=f"{name}: {bold}")
            facts = block if language == "json" else ""


def told(card: Card) -> str:
    """As the pages print it: `88.61, 合格`, a total alone, or an adjective alone."""
    parts = (None if card.total is None else str(card.total), card.grade.words.zh if card.grade else None)
    return ", ".join(part for part in parts if part)


@pytest.mark.parametrize(("rulebook", "facts", "result"), list(examples()))
def test_an_example_of_the_pages_scores_what_the_page_says(
    tmp_path: Path, rulebook: str, facts: str, result: str
) -> None:
    (tmp_path / "my.toml").write_text(rulebook, encoding="utf-8")
    (tmp_path / "my.json").write_text(facts, encoding="utf-8")
    assert told(score_files(rulebook=tmp_path / "my.toml", facts=tmp_path / "my.json")) == result


def test_no_example_is_passed_over() -> None:
    whole = "".join((FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in PAGES)
    assert len(list(examples())) == whole.count("```json") == 12


def test_the_whole_rulebook_of_the_page_is_one_the_house_takes(tmp_path: Path) -> None:
    text = next(block for language, block, _ in _BLOCK.findall(PAGE) if "A-example" in block and language)
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    facts = next(block for language, block, _ in _BLOCK.findall(PAGE) if "found_right" in block and language == "json")
    (tmp_path / "my.json").write_text(facts, encoding="utf-8")
    card = score_files(rulebook=tmp_path / "my.toml", facts=tmp_path / "my.json")
    assert [str(line.points) for line in card.lines] == ["71.11", "17.50"]
    assert Flag.BONUS_REFUSED in card.flags
    assert load(tmp_path / "my.toml").consequences


def test_the_county_method_takes_less_than_sixty_lines() -> None:
    page = (FOLDER / "rulebook-examples.md").read_text(encoding="utf-8")
    county = next(block for language, block, _ in _BLOCK.findall(page) if language == "toml")
    assert 'id = "county-review-2026"' in county
    assert len(county.splitlines()) < COUNTY_LINES


@pytest.mark.parametrize(("formula", "given", "points"), _RECIPE.findall(PAGE))
def test_a_rule_put_as_a_formula_gives_the_points_of_the_page(formula: str, given: str, points: str) -> None:
    pairs = (pair.rsplit(" ", 1) for pair in given.split(", "))
    known = {name: Known(value=number(text), text=same(name)) for name, text in pairs}
    value = parse(formula, names=known).work(known).value
    assert not isinstance(value, Absent)
    assert str(half_up(value)) == points


def number(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100 if text.endswith("%") else Fraction(text)


def test_the_recipes_are_read() -> None:
    assert len(_RECIPE.findall(PAGE)) == 15


@pytest.mark.parametrize("rulebook", every(), ids=lambda book: book.id)
def test_every_indicator_fact_and_event_has_its_line(rulebook: Rulebook) -> None:
    for indicator in rulebook.indicators:
        assert f"| {indicator.code} | {indicator.words.zh} |" in TABLES
    for fact in rulebook.facts.values():
        assert f"| `{fact.name}` | {fact.words.zh} |" in TABLES
    for event in (*rulebook.vetoes, *rulebook.bonus.events):
        assert f"| `{event.code}` | {event.words.zh} |" in TABLES


def test_every_function_has_its_line() -> None:
    assert [name for name in FUNCTIONS if f"`{name}(" not in PAGE] == []
