"""The page of facts names every fact of the packaged rulebooks, and every parameter it speaks of is there."""

import re
from datetime import date
from pathlib import Path

from kpi.rulebooks.queries import every
from vendors.policy.parameters import parameter

PAGE = (Path(__file__).parents[2] / "docs/reference/facts.md").read_text(encoding="utf-8")


def test_every_fact_of_the_packaged_rulebooks_has_its_source() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert sorted({name for rulebook in every() for name in rulebook.facts} - named) == []


def test_every_term_of_the_page_is_a_parameter() -> None:
    terms = set(re.findall(r"\*([a-z]+(?:_[a-z]+)+)\*", PAGE))
    assert len(terms) > 5
    assert [parameter(term, date(2026, 9, 30)).code for term in sorted(terms)] == sorted(terms)
