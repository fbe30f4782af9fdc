"""年终综合评价: points of a hundred for a year's work, which count beside the quarters by the rulebook's share."""

from datetime import datetime
from decimal import Decimal

from kpi.rulebooks.queries import in_force
from vendors.actors import Actor
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period
from vendors.registry.rules import must_be_bureau

_ENTER = """
INSERT INTO kpi_manual_fact (vendor, contract, period, name, value, evidence, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (contract, period, name) DO UPDATE SET value = $5, evidence = $6, entered_by = $7, entered_at = $8
"""
_BEFORE = "SELECT value FROM kpi_manual_fact WHERE contract = $1 AND period = $2 AND name = $3"


async def evaluate_year(*, contract: int, period: Period, points: Decimal, basis: str, by: Actor, at: datetime) -> None:
    """Entered again it replaces what stood; the journal keeps both.

    Raises Forbidden, NotFound, Conflict (the rulebook knows no such evaluation), Invalid naming `points`, `basis`.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        rulebook = in_force(under.vendor_kind.value, period.ends_on)
        rule = rulebook.rollups.get("year")
        if period.kind != "Y" or rule is None or rule.periods == 1:
            raise Conflict("考核规则没有年终综合评价。", "The rulebook has no year-end evaluation.")
        _check(points, basis, full=rulebook.points)
        name = rule.evaluation.name
        before = await deed.connection.fetchval(_BEFORE, contract, str(period), name)
        row = (under.vendor, contract, str(period), name, points, basis.strip(), by.name, at)
        await deed.connection.execute(_ENTER, *row)
        after: dict[str, Json] = {"period": str(period), "points": str(points)}
        was = None if before is None else {"points": str(before)}
        deed.note(
            "assessment.year_end", "contract", contract, vendor=under.vendor, before=was, after=after,
            note=basis.strip(),
        )  # fmt: skip


def _check(points: Decimal, basis: str, *, full: Decimal) -> None:
    fields = {}
    if not points.is_finite() or not 0 <= points <= full:
        fields["points"] = Words(f"应在 0 至 {full:f} 之间。", f"From 0 to {full:f}.")
    if not basis.strip():
        fields["basis"] = Words("请写明评价依据。", "Say what it rests on.")
    if fields:
        raise Invalid(fields)
