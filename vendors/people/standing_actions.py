"""The bureau's side of 双重管理 (ZY-13): approve, refuse, suspend, let back."""

from datetime import datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.journal.actions import act
from vendors.people.actions import locked, only_lead
from vendors.people.rules import StaffState, check_transition, must_stay
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau

_REASON: Final = Words("请写明理由。", "Give a reason.")


async def approve_staff(*, staff: int, by: Actor, at: datetime, opinion: str = "") -> None:
    """待审核 → 在岗, counted from today on.

    Raises Forbidden for vendor people, NotFound, Conflict for another state or a second project lead.
    """
    must_be_bureau(by)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        check_transition(person.standing.state_on(today), StaffState.ON_POST)
        if person.row["is_lead"]:
            must_stay(person.standing, today)
            await deed.connection.execute("SELECT 1 FROM vendors_vendor WHERE id = $1 FOR NO KEY UPDATE", person.vendor)
            await only_lead(deed, vendor=person.vendor, on=today, but=staff)
        await deed.connection.execute(
            "UPDATE vendors_staff SET state = 'on_post', admitted_on = $2, opinion = $3 WHERE id = $1",
            staff, today, opinion.strip(),
        )  # fmt: skip
        after = {"state": StaffState.ON_POST.value, "admitted_on": today.isoformat()}
        deed.note("staff.approved", "staff", staff, vendor=person.vendor, after=after, note=opinion.strip())


async def refuse_staff(*, staff: int, reason: str, by: Actor, at: datetime) -> None:
    """待审核 → 审核不通过; the vendor may correct and submit anew. Raises as `approve_staff`, and Invalid."""
    must_be_bureau(by)
    _must_say(reason)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        check_transition(person.standing.state_on(local_date(at)), StaffState.REFUSED)
        await deed.connection.execute(
            "UPDATE vendors_staff SET state = 'refused', opinion = $2 WHERE id = $1", staff, reason.strip()
        )
        after = {"state": StaffState.REFUSED.value}
        deed.note("staff.refused", "staff", staff, vendor=person.vendor, after=after, note=reason.strip())


async def suspend_staff(*, staff: int, reason: str, by: Actor, at: datetime) -> None:
    """Off work from today until let back. Raises as `refuse_staff`."""
    must_be_bureau(by)
    _must_say(reason)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        check_transition(person.standing.state_on(today), StaffState.SUSPENDED)
        await deed.connection.execute(
            "INSERT INTO vendors_staff_suspension (vendor, staff, begins, reason) VALUES ($1, $2, $3, $4)",
            person.vendor, staff, today, reason.strip(),
        )  # fmt: skip
        after = {"begins": today.isoformat()}
        deed.note("staff.suspended", "staff", staff, vendor=person.vendor, after=after, note=reason.strip())


async def resume_staff(*, staff: int, reason: str, by: Actor, at: datetime) -> None:
    """Back to work from today. Raises as `refuse_staff`."""
    must_be_bureau(by)
    _must_say(reason)
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        check_transition(person.standing.state_on(today), StaffState.ON_POST)
        await deed.connection.execute(
            "UPDATE vendors_staff_suspension SET until = $2 WHERE staff = $1 AND until IS NULL", staff, today
        )
        after = {"until": today.isoformat()}
        deed.note("staff.resumed", "staff", staff, vendor=person.vendor, after=after, note=reason.strip())


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": _REASON})
