"""Due days of reports, publications and filings that leaned on a year without a notice (暂定), reckoned again."""

from datetime import datetime

from vendors.actors import SYSTEM, Actor
from vendors.journal.actions import Deed, act
from vendors.periods import Period
from vendors.policy.calendar import Calendar, bureau_calendar
from vendors.transaction import transaction

_REPORTS = """
SELECT id, contract, vendor, period, due_on FROM vendors_report_due
WHERE due_is_provisional AND delivered_on IS NULL ORDER BY id FOR UPDATE
"""
_SIGNED = """
SELECT id, vendor, signed_on, {0}_due_on AS due_on FROM vendors_contract
WHERE {0}_is_provisional AND signed_on IS NOT NULL ORDER BY id FOR UPDATE
"""


async def firm_contract_days(*, before: Calendar, at: datetime, by: Actor = SYSTEM) -> int:
    """Reckon provisional days anew; `before` is the calendar they were reckoned by. Returns how many were touched.

    The working days of each term stay what they were.
    """
    async with transaction() as connection:
        waiting = "SELECT EXISTS (SELECT FROM vendors_report_due WHERE due_is_provisional AND delivered_on IS NULL)"
        signed = "SELECT EXISTS (SELECT FROM vendors_contract WHERE publish_is_provisional OR file_is_provisional)"
        if not (await connection.fetchval(waiting) or await connection.fetchval(signed)):
            return 0
        async with act(by=by, at=at) as deed:
            touched = await _reports(deed, before)
            for name in ("publish", "file"):
                touched += await _signed(deed, before, name)
            deed.note("contract.days_firmed", "calendar", "0", after={"touched": touched})
    return touched


async def _reports(deed: Deed, before: Calendar) -> int:
    rows = await deed.connection.fetch(_REPORTS)
    for row in rows:
        start = Period.parse(row["period"]).ends_on
        due = bureau_calendar().deadline(start, max(1, before.working_days_between(start, row["due_on"])))
        await deed.connection.execute(
            "UPDATE vendors_report_due SET due_on = $2, due_is_provisional = $3 WHERE id = $1",
            row["id"], due.on, due.provisional,
        )  # fmt: skip
    return len(rows)


async def _signed(deed: Deed, before: Calendar, name: str) -> int:
    rows = await deed.connection.fetch(_SIGNED.format(name))
    for row in rows:
        days = max(1, before.working_days_between(row["signed_on"], row["due_on"]))
        due = bureau_calendar().deadline(row["signed_on"], days)
        await deed.connection.execute(
            f"UPDATE vendors_contract SET {name}_due_on = $2, {name}_is_provisional = $3 WHERE id = $1",  # noqa: S608
            row["id"], due.on, due.provisional,
        )  # fmt: skip
    return len(rows)
