from datetime import date, datetime
from typing import TYPE_CHECKING

from kpi.retention.probation_rules import PROBATIONS, Outcome, ProbationState, ended, months_on
from kpi.retention.rows import must_lead
from kpi.retention.standing import held_back, restore
from kpi.rulebooks.queries import by_id
from vendors.actors import Actor
from vendors.errors import Conflict, Gate, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import allot
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.actions import change_standing
from vendors.registry.probation import cap_work, uncap_work
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE, LEFT, TRANSITIONS, Standing, must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_EMPTY = Words("不能为空。", "Must not be empty.")
_ENTER = """
INSERT INTO kpi_probation (vendor, proposal, number, grounds, cap, starts_on, ends_on, state, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9) RETURNING id
"""
_END = """
UPDATE kpi_probation SET state = $2, findings = $3, ends_on = $4, ended_by = $5, ended_at = $6 WHERE id = $1
"""
_RUNNING = "SELECT id, number FROM kpi_probation WHERE vendor = $1 AND state = 'running' FOR UPDATE"
_LATEST = """
SELECT number, rulebook, grade FROM kpi_scorecard
WHERE vendor = $1 AND published_at >= $2 AND state NOT IN ('draft', 'superseded') ORDER BY published_at DESC, id DESC
LIMIT 1
"""


async def enter_probation(*, vendor: int, grounds: str, by: Actor, at: datetime, proposal: int | None = None) -> int:
    """Begin a probation, with the term and the cap of the day's parameters; returns its id.

    Raises Forbidden, NotFound, Conflict (on probation already, or given no work at all), Invalid without grounds.
    """
    must_lead(by)
    if not grounds.strip():
        raise Invalid({"grounds": _EMPTY})
    today = local_date(at)
    cap, until = parameter("probation_tasks_max", today).whole, _until(today)
    async with act(by=by, at=at) as deed:
        sql = "SELECT EXISTS (SELECT FROM kpi_probation WHERE vendor = $1 AND state = 'running')"
        if await deed.connection.fetchval(sql, vendor):
            raise Conflict("该机构已在观察期。", "The vendor is on probation already.")
        await cap_work(vendor=vendor, until=until, cap=cap, reason=grounds, by=by, at=at)
        (number,) = await allot(deed.connection, PROBATIONS, year=today.year)
        made = await deed.connection.fetchval(
            _ENTER, vendor, proposal, number, grounds.strip(), cap, today, until, by.name, at
        )
        after: dict[str, Json] = {"number": number, "until": until.isoformat(), "cap": cap}
        deed.note("probation.entered", "probation", made, vendor=vendor, after=after, note=grounds.strip())
    return int(made)


async def resume(*, vendor: int, reason: str, probation: bool, by: Actor, at: datetime) -> None:
    """恢复派单 of a suspended vendor by the leader, on probation or without.

    Raises Forbidden, NotFound, Conflict (not suspended), Gate `rectification_open` or `vendor_contract`, Invalid.
    """
    must_lead(by)
    if not reason.strip():
        raise Invalid({"reason": _EMPTY})
    async with act(by=by, at=at) as deed:
        standing = (await vendor_view(vendor, for_=by)).standing
        if standing is not Standing.SUSPENDED:
            raise Conflict(f"机构状态为“{standing.zh}”，无须恢复派单。", f"The vendor is “{standing.en}”.")
        gate = await held_back(vendor, on=local_date(at))
        if gate:
            raise gate
        await restore(vendor=vendor, reason=reason.strip(), by=by, at=at)
        after: dict[str, Json] = {"probation": probation}
        deed.note("retention.resumed", "vendor", vendor, vendor=vendor, after=after, note=reason.strip())
        if probation:
            await enter_probation(vendor=vendor, grounds=reason, by=by, at=at)


async def end_probation(*, probation: int, outcome: Outcome, findings: str, by: Actor, at: datetime) -> None:
    """The exit test: passed lifts the cap, extended adds a term, failed suspends the vendor.

    Raises Forbidden, NotFound, Conflict (over already, too early), Gate `probation_card` when it is passed with a
    failing card published since it began, Invalid without findings.
    """
    must_lead(by)
    if not findings.strip():
        raise Invalid({"findings": _EMPTY})
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT * FROM kpi_probation WHERE id = $1 FOR UPDATE", probation)
        if row is None:
            raise NotFound
        state = ended(ProbationState(row["state"]), outcome, ends_on=row["ends_on"], on=today)
        if outcome is Outcome.PASSED:
            await _must_not_have_failed(deed, row["vendor"], row["entered_at"])
        until = _until(today) if outcome is Outcome.EXTENDED else row["ends_on"]
        await deed.connection.execute(_END, probation, state.value, findings.strip(), until, by.name, at)
        after: dict[str, Json] = {"outcome": outcome.value, "until": until.isoformat()}
        deed.note("probation.ended", "probation", probation, vendor=row["vendor"], after=after, note=findings.strip())
        await _follow(row["vendor"], outcome, number=row["number"], cap=row["cap"], until=until, by=by, at=at)


async def end_with_service(*, vendor: int, by: Actor, at: datetime) -> None:
    """The running probation of a vendor that has left, 考核退出 or otherwise, is over; of one still there it goes on.

    Raises Forbidden, NotFound.
    """
    must_be_bureau(by)
    async with transaction() as connection:
        standing = (await vendor_view(vendor, for_=by)).standing
        row = await connection.fetchrow(_RUNNING, vendor)
        if standing in LEFT and row is not None:
            await _end_for_good(vendor, row, standing, by=by, at=at)


async def _end_for_good(vendor: int, row: "Record", standing: Standing, *, by: Actor, at: datetime) -> None:
    async with act(by=by, at=at) as deed:
        today, findings = local_date(at), f"机构已{standing.zh}，观察期随之终止"
        await deed.connection.execute(_END, row["id"], ProbationState.ENDED.value, findings, today, by.name, at)
        after: dict[str, Json] = {"outcome": ProbationState.ENDED.value, "until": today.isoformat()}
        deed.note("probation.ended", "probation", row["id"], vendor=vendor, after=after, note=findings)
        await uncap_work(vendor=vendor, reason=f"{row['number']} {findings}", by=by, at=at)


async def _follow(
    vendor: int, outcome: Outcome, *, number: str, cap: int, until: date, by: Actor, at: datetime
) -> None:
    standing = (await vendor_view(vendor, for_=by)).standing
    if outcome is Outcome.EXTENDED and standing in ASSIGNABLE:
        await cap_work(vendor=vendor, until=until, cap=cap, reason=f"{number} 延长观察期", by=by, at=at)
        return
    await uncap_work(vendor=vendor, reason=f"{number} {outcome.zh}", by=by, at=at)
    if outcome is Outcome.FAILED and Standing.SUSPENDED in TRANSITIONS[standing]:
        reason = f"{number} 观察期未通过，暂停派单"
        await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason=reason, by=by, at=at)


async def _must_not_have_failed(deed: Deed, vendor: int, since: datetime) -> None:
    card = await deed.connection.fetchrow(_LATEST, vendor, since)
    if card and card["grade"] == by_id(card["rulebook"]).failing:
        number = card["number"]
        zh, en = f"观察期内的考核 {number} 不合格，不能通过。", f"Card {number} of the probation failed."
        raise Gate("probation_card", zh, en)


def _until(today: date) -> date:
    return months_on(today, parameter("probation_months", today).whole)
