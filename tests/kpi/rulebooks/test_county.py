"""The county's published method, as the page of examples writes it, over every edge of its steps."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.engine.facts import Event, Facts, FactValue
from kpi.engine.score import score
from kpi.rulebooks.loader import load_from
from kpi.rulebooks.source import read_standalone
from tests.support.scores import GOLDEN

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rulebook-examples.md"
TEXT = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
COUNTY = load_from(read_standalone(TEXT, file="county.toml"))
CASES = tomllib.loads((GOLDEN / "county.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['late']} of {case['allowed']}, {case['lost']} lost")
def test_a_case_of_the_county_comes_out_as_written(case: dict[str, str | int]) -> None:
    given = {"days_late": case["late"], "days_allowed": case["allowed"], "quality_deductions": case["lost"]}
    facts = Facts(
        kind="",
        subject="某评审公司",
        period="2026-09",
        values={name: FactValue(value=Decimal(str(value))) for name, value in given.items()},
        bonuses=(Event(code="early_day", count=int(case["early"])),),
    )
    card = score(COUNTY, facts)
    found = ["不适用" if line.points is None else str(line.points) for line in card.lines]
    assert [*found, str(card.total)] == [case["time"], case["quality"], case["total"]]
