"""更正离岗日期: a last day typed wrong is put right while it lies ahead or has only just passed."""

from datetime import date, datetime, timedelta
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import act
from vendors.people.actions import locked, only_lead
from vendors.people.rules import Post
from vendors.periods import local_date
from vendors.policy.parameters import parameter

_BEFORE: Final = Words("离岗日期早于到岗日期。", "The last day lies before the first.")
_REASON: Final = Words("请写明理由。", "Give a reason.")


def correctable(standing: Post, today: date) -> bool:
    """There is a last day, to come or passed for no more than `leaving_correction_days`."""
    last = standing.on_post_to
    return last is not None and today <= last + timedelta(days=parameter("leaving_correction_days", today).whole)


async def correct_leaving(*, staff: int, on: date | None, reason: str, by: Actor, at: datetime) -> None:
    """Another last day, or none: the person stays. The vendor may do so as well as the bureau.

    Raises NotFound, Invalid without a reason or before the first day, Conflict when nothing would change, the old day
    is too long past, or a lead who stays would be the second.
    """
    today = local_date(at)
    if not reason.strip():
        raise Invalid({"reason": _REASON})
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        standing, last = person.standing, person.standing.on_post_to
        if last is None or not correctable(standing, today):
            raise Conflict("离岗日期不能更正。", "The last day can no longer be corrected.")
        if on == last:
            raise Conflict("离岗日期没有变化。", "Nothing would change.")
        if on is not None and on < standing.on_post_from:
            raise Invalid({"on": _BEFORE})
        if person.row["is_lead"] and (on is None or on >= today):
            await deed.connection.execute("SELECT 1 FROM vendors_vendor WHERE id = $1 FOR NO KEY UPDATE", person.vendor)
            await only_lead(deed, vendor=person.vendor, on=today, but=staff)
        await deed.connection.execute("UPDATE vendors_staff SET on_post_to = $2 WHERE id = $1", staff, on)
        deed.note(
            "staff.leaving_corrected", "staff", staff, vendor=person.vendor,
            before={"on_post_to": last.isoformat()}, after={"on_post_to": on.isoformat() if on else None},
            note=reason.strip(),
        )  # fmt: skip
