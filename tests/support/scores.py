"""A spotless quarter of a kind-A vendor, from the golden cases."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kpi.engine.facts import Facts, FactValue
from kpi.rulebooks.queries import by_id

GOLDEN = Path(__file__).parents[1] / "golden" / "scores"
A = by_id("A-2026")


def spotless() -> Facts:
    base = tomllib.loads((GOLDEN / "A.toml").read_text(encoding="utf-8"))["base"]
    values = {name: FactValue(value=Decimal(str(value))) for name, value in base.items()}
    return Facts(kind="A", subject="祁连病案质量评估中心", period="2026Q3", values=values)


def with_values(**values: str) -> Facts:
    facts = spotless()
    changed = {name: FactValue(value=Decimal(value)) for name, value in values.items()}
    return replace(facts, values={**facts.values, **changed})
