"""The reference page is complete, and its example is true."""

import re
from pathlib import Path

import pytest

from kpi.engine.calls import FUNCTIONS
from kpi.engine.card import Flag
from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.files import score_files
from kpi.rulebooks.queries import every

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "rulebook-format.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_page_scores_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(example("toml"), encoding="utf-8")
    (tmp_path / "my.json").write_text(example("json"), encoding="utf-8")
    card = score_files(rulebook=tmp_path / "my.toml", facts=tmp_path / "my.json")
    assert [str(line.points) for line in card.lines] == ["71.11", "17.50"]
    assert (str(card.total), card.grade.words.zh if card.grade else "") == ("88.61", "合格")
    assert "88.61, 合格" in PAGE
    assert Flag.BONUS_REFUSED in card.flags


@pytest.mark.parametrize("rulebook", every(), ids=lambda book: book.id)
def test_every_indicator_fact_and_event_has_its_line(rulebook: Rulebook) -> None:
    for indicator in rulebook.indicators:
        assert f"| {indicator.code} | {indicator.words.zh} |" in PAGE
    for fact in rulebook.facts.values():
        assert f"| `{fact.name}` | {fact.words.zh} |" in PAGE
    for event in (*rulebook.vetoes, *rulebook.bonus.events):
        assert f"| `{event.code}` | {event.words.zh} |" in PAGE


def test_every_function_has_its_line() -> None:
    assert [name for name in FUNCTIONS if f"`{name}(" not in PAGE] == []
