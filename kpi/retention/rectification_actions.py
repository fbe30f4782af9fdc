from datetime import date, datetime
from typing import TYPE_CHECKING

from kpi.retention.rectification_rules import (
    RECTIFICATIONS,
    RectificationState,
    Verdict,
    examined,
    move,
)
from kpi.retention.rows import must_prepare, must_speak
from kpi.retention.standing import held_back, restore
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import allot
from vendors.periods import local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.registry.actions import change_standing
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import TRANSITIONS, Standing

if TYPE_CHECKING:
    from asyncpg import Record

_EMPTY = Words("不能为空。", "Must not be empty.")
_OPEN = """
INSERT INTO kpi_rectification
  (vendor, contract, proposal, number, grounds, state, opened_by, opened_on, plan_due_on, due_on, due_provisional)
VALUES ($1, $2, $3, $4, $5, 'plan_due', $6, $7, $8, $9, $10) RETURNING id
"""
_PLAN = "UPDATE kpi_rectification SET state = $2, plan = $3, plan_by = $4, plan_at = $5 WHERE id = $1"
_REPORT = "UPDATE kpi_rectification SET state = $2, report = $3, report_by = $4, report_at = $5 WHERE id = $1"
_EXAMINE = """
UPDATE kpi_rectification SET state = $2, findings = $3, examined_by = $4, examined_at = $5, due_on = $6,
  due_provisional = $7, extensions = $8 WHERE id = $1
"""


async def open_rectification(
    *, vendor: int, contract: int, proposal: int | None, grounds: str, by: Actor, at: datetime
) -> int:
    """限期整改, within a decision's act; returns its id. The term is the parameter `rectification_days`."""
    today = local_date(at)
    due = deadline(today, parameter("rectification_days", today).whole)
    plan_due = deadline(today, parameter("rectification_plan_days", today).whole)
    async with act(by=by, at=at) as deed:
        (number,) = await allot(deed.connection, RECTIFICATIONS, year=today.year)
        made = await deed.connection.fetchval(
            _OPEN, vendor, contract, proposal, number, grounds.strip(), by.name, today, plan_due.on, due.on,
            due.provisional,
        )  # fmt: skip
        after: dict[str, Json] = {"number": number, "due_on": due.on.isoformat(), "proposal": proposal}
        deed.note("rectification.opened", "rectification", made, vendor=vendor, after=after, note=grounds.strip())
    return int(made)


async def submit_plan(
    *, rectification: int, plan: str, by: Actor, at: datetime, file: tuple[File, str] | None = None
) -> None:
    """整改方案, by the vendor. Raises NotFound, Forbidden, Conflict, Invalid."""
    await _hand_in(rectification, "plan", plan, RectificationState.UNDER_WAY, by=by, at=at, file=file)


async def submit_report(
    *, rectification: int, report: str, by: Actor, at: datetime, file: tuple[File, str] | None = None
) -> None:
    """整改报告, by the vendor. Raises NotFound, Forbidden, Conflict, Invalid."""
    await _hand_in(rectification, "report", report, RectificationState.REPORTED, by=by, at=at, file=file)


async def _hand_in(
    rectification: int,
    what: str,
    text: str,
    to: RectificationState,
    *,
    by: Actor,
    at: datetime,
    file: tuple[File, str] | None,
) -> None:
    async with act(by=by, at=at) as deed:
        row = await _locked(deed, rectification)
        must_speak(by, row["vendor"])
        if what == "report" and row["state"] == RectificationState.PLAN_DUE.value:
            raise Conflict("请先报送整改方案。", "Hand in the plan first.")
        state = move(RectificationState(row["state"]), to)
        if not text.strip():
            raise Invalid({what: _EMPTY})
        sql = _PLAN if what == "plan" else _REPORT
        await deed.connection.execute(sql, rectification, state.value, text.strip(), by.name, at)
        kind = "rectification.planned" if what == "plan" else "rectification.reported"
        deed.note(kind, "rectification", rectification, vendor=row["vendor"], after={"state": state.value})
        if file:
            title = "整改方案" if what == "plan" else "整改报告"
            await attach(
                deed, object_type="rectification", object_id=rectification, vendor=row["vendor"], title=title,
                file=file[0], sha256=file[1],
            )  # fmt: skip


async def examine(
    *, rectification: int, verdict: Verdict, findings: str, by: Actor, at: datetime, days: int | None = None
) -> None:
    """The exit test. Passed brings the vendor back into service; failed suspends it; extended moves the term.

    `days` of an extension are working days from today. Raises NotFound, Forbidden, Conflict, Invalid.
    """
    must_prepare(by)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await _locked(deed, rectification)
        state = examined(RectificationState(row["state"]), verdict, due_on=row["due_on"], on=today)
        wrong = {} if findings.strip() else {"findings": _EMPTY}
        due = (row["due_on"], row["due_provisional"], row["extensions"])
        if verdict is Verdict.EXTENDED:
            wrong |= _extension_faults(row, days, today)
        if wrong:
            raise Invalid(wrong)
        if verdict is Verdict.EXTENDED:
            moved = deadline(today, days or 0)
            due = (moved.on, moved.provisional, row["extensions"] + 1)
        await deed.connection.execute(_EXAMINE, rectification, state.value, findings.strip(), by.name, at, *due)
        after: dict[str, Json] = {"verdict": verdict.value, "due_on": due[0].isoformat()}
        deed.note(
            "rectification.examined", "rectification", rectification, vendor=row["vendor"], after=after,
            note=findings.strip(),
        )  # fmt: skip
        await _follow(row, verdict, by=by, at=at)


def _extension_faults(row: "Record", days: int | None, today: date) -> dict[str, Words]:
    most = parameter("rectification_extension_days", today).whole
    times = parameter("rectification_extensions_max", today).whole
    if row["extensions"] >= times:
        return {"verdict": Words(f"最多延期 {times} 次。", f"At most {times} extensions.")}
    if not days or not 0 < days <= most:
        return {"days": Words(f"延期 1 至 {most} 个工作日。", f"From 1 to {most} working days.")}
    return {}


async def _follow(row: "Record", verdict: Verdict, *, by: Actor, at: datetime) -> None:
    vendor = row["vendor"]
    standing = (await vendor_view(vendor, for_=by)).standing
    free = await held_back(vendor, on=local_date(at)) is None
    if verdict is Verdict.PASSED and standing is Standing.RECTIFYING and free:
        await restore(vendor=vendor, reason=f"{row['number']} 整改验收合格", by=by, at=at)
    if verdict is Verdict.FAILED and Standing.SUSPENDED in TRANSITIONS[standing]:
        reason = f"{row['number']} 整改不合格，暂停派单"
        await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason=reason, by=by, at=at)


async def _locked(deed: Deed, rectification: int) -> "Record":
    row = await deed.connection.fetchrow("SELECT * FROM kpi_rectification WHERE id = $1 FOR UPDATE", rectification)
    if row is None or deed.by.vendor not in (None, row["vendor"]):
        raise NotFound
    return row
