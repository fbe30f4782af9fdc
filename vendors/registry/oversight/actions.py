from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.oversight.rules import InspectionKind, RiskCategory, inspection_problems, names, risk_problems
from vendors.registry.qualifications.actions import Scan
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from asyncpg import Record

ATTACHED: Final = "vendor_inspection"
"""Object type of an inspection's files."""
_RISK = """
INSERT INTO vendors_vendor_risk
  (vendor, category, description, likelihood, impact, measure, owner, review_on, recorded_at, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') RETURNING id
"""
_REASSESS = """
UPDATE vendors_vendor_risk SET likelihood = $2, impact = $3, measure = $4, owner = $5, review_on = $6 WHERE id = $1
"""
_INSPECTION = """
INSERT INTO vendors_vendor_inspection
  (vendor, inspected_on, kind, inspectors, findings, rectify_by, recorded_at, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, '') RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How a risk stands: 1–5 each, what is done about it, by whom, to be looked at again when."""

    likelihood: int
    impact: int
    measure: str
    owner: str
    review_on: date

    def told(self) -> dict[str, Json]:
        return {
            "likelihood": self.likelihood, "impact": self.impact, "measure": self.measure.strip(),
            "owner": self.owner.strip(), "review_on": self.review_on.isoformat(),
        }  # fmt: skip


async def add_risk(
    *, vendor: int, category: RiskCategory, description: str, rating: Rating, by: Actor, at: datetime
) -> int:
    """Enter a risk; returns its id. Raises NotFound, Invalid by field."""
    must_be_bureau(by)
    _check_risk(description, rating, local_date(at))
    async with act(by=by, at=at) as deed:
        await _must_exist(deed, vendor)
        made = int(
            await deed.connection.fetchval(
                _RISK, vendor, category.value, description.strip(), rating.likelihood, rating.impact,
                rating.measure.strip(), rating.owner.strip(), rating.review_on, at,
            )
        )  # fmt: skip
        after = {"category": category.value, **rating.told()}
        deed.note("vendor.risk_added", "vendor_risk", made, vendor=vendor, after=after, note=description.strip())
    return made


def _check_risk(description: str, rating: Rating, today: date) -> None:
    wrong = risk_problems(
        description=description, likelihood=rating.likelihood, impact=rating.impact, measure=rating.measure,
        owner=rating.owner, review_on=rating.review_on, today=today,
    )  # fmt: skip
    if wrong:
        raise Invalid(wrong)


async def reassess_risk(*, risk: int, rating: Rating, by: Actor, at: datetime) -> None:
    """Rate an open risk anew. Raises NotFound, Conflict when it is closed, Invalid by field."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await _open(deed, "vendors_vendor_risk", risk)
        _check_risk(row["description"], rating, local_date(at))
        await deed.connection.execute(
            _REASSESS, risk, rating.likelihood, rating.impact, rating.measure.strip(), rating.owner.strip(),
            rating.review_on,
        )  # fmt: skip
        before = {name: row[name] for name in ("likelihood", "impact", "measure", "owner")}
        deed.note(
            "vendor.risk_reassessed", "vendor_risk", risk, vendor=row["vendor"],
            before=before | {"review_on": row["review_on"].isoformat()}, after=rating.told(),
        )  # fmt: skip


async def close_risk(*, risk: int, outcome: str, by: Actor, at: datetime) -> None:
    """A risk is over; `outcome` says why. Raises NotFound, Conflict when it is closed, Invalid."""
    must_be_bureau(by)
    _check_outcome(outcome)
    async with act(by=by, at=at) as deed:
        row = await _open(deed, "vendors_vendor_risk", risk)
        await _close(deed, "vendors_vendor_risk", risk, outcome)
        deed.note("vendor.risk_closed", "vendor_risk", risk, vendor=row["vendor"], after={}, note=outcome.strip())


async def record_inspection(
    *,
    vendor: int,
    kind: InspectionKind,
    on: date,
    inspectors: str,
    findings: str,
    by: Actor,
    at: datetime,
    rectify_by: date | None = None,
    scan: Scan | None = None,
) -> int:
    """Record an inspection of a vendor; returns its id. One without `rectify_by` is closed at once.

    Raises NotFound, Invalid by field (fewer inspectors than vendor_inspectors_min).
    """
    must_be_bureau(by)
    people, least = names(inspectors), parameter("vendor_inspectors_min", on).whole
    wrong = inspection_problems(
        on=on, inspectors=people, least=least, findings=findings, rectify_by=rectify_by, today=local_date(at)
    )
    if wrong:
        raise Invalid(wrong)
    async with act(by=by, at=at) as deed:
        await _must_exist(deed, vendor)
        told = "、".join(people)
        made = int(
            await deed.connection.fetchval(_INSPECTION, vendor, on, kind.value, told, findings.strip(), rectify_by, at)
        )
        if rectify_by is None:
            await _close(deed, "vendors_vendor_inspection", made, "")
        after: dict[str, Json] = {
            "kind": kind.value, "on": on.isoformat(), "inspectors": list(people),
            "rectify_by": rectify_by.isoformat() if rectify_by else None,
        }  # fmt: skip
        deed.note("vendor.inspected", "vendor_inspection", made, vendor=vendor, after=after, note=kind.zh)
        if scan:
            await _attach(deed, made, vendor, kind.zh, scan)
    return made


async def close_inspection(*, inspection: int, outcome: str, by: Actor, at: datetime, scan: Scan | None = None) -> None:
    """What was found has been put right, or what else came of it. Raises NotFound, Conflict, Invalid."""
    must_be_bureau(by)
    _check_outcome(outcome)
    async with act(by=by, at=at) as deed:
        row = await _open(deed, "vendors_vendor_inspection", inspection)
        await _close(deed, "vendors_vendor_inspection", inspection, outcome)
        vendor = row["vendor"]
        deed.note(
            "vendor.inspection_closed", "vendor_inspection", inspection, vendor=vendor, after={}, note=outcome.strip()
        )
        if scan:
            await _attach(deed, inspection, vendor, "整改材料", scan)


def _check_outcome(outcome: str) -> None:
    if not outcome.strip() or len(outcome.strip()) > 300:
        raise Invalid(
            {"outcome": Words("请写明结果，最多 300 个字。", "Say what came of it, in at most 300 characters.")}
        )


async def _must_exist(deed: Deed, vendor: int) -> None:
    if await deed.connection.fetchval("SELECT id FROM vendors_vendor WHERE id = $1", vendor) is None:
        raise NotFound


async def _open(deed: Deed, table: str, id_: int) -> "Record":
    row = await deed.connection.fetchrow(f"SELECT * FROM {table} WHERE id = $1 FOR UPDATE", id_)  # noqa: S608 constant
    if row is None:
        raise NotFound
    if row["closed_on"] is not None:
        raise Conflict("该记录已经关闭。", "This record is closed.")
    return row


async def _close(deed: Deed, table: str, id_: int, outcome: str) -> None:
    await deed.connection.execute(
        f"UPDATE {table} SET closed_on = $2, outcome = $3 WHERE id = $1",  # noqa: S608 constant
        id_,
        local_date(deed.at),
        outcome.strip(),
    )


async def _attach(deed: Deed, inspection: int, vendor: int, title: str, scan: Scan) -> None:
    await attach(
        deed, object_type=ATTACHED, object_id=inspection, vendor=vendor, title=title, file=scan.file,
        sha256=scan.sha256,
    )  # fmt: skip
