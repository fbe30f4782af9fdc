from datetime import date, datetime

from kpi.retention.rows import must_lead, must_prepare
from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.numbering import Series, allot
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ban_ends

RECORDS = Series(letters="BL", table="kpi_misconduct")
_EMPTY = Words("不能为空。", "Must not be empty.")
_INSERT = """
INSERT INTO kpi_misconduct
  (vendor, proposal, number, name, code, legal_representative, grounds, basis, listed_on, until, listed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
"""


async def list_misconduct(
    *, vendor: int, proposal: int | None, grounds: str, basis: str, by: Actor, at: datetime
) -> int:
    """列入不良记录, within a decision's act; returns its id. It stands for the parameter `misconduct_years`."""
    must_lead(by)
    today = local_date(at)
    until = ban_ends(today, years=parameter("misconduct_years", today).whole)
    async with act(by=by, at=at) as deed:
        known = await vendor_view(vendor, for_=by)
        (number,) = await allot(deed.connection, RECORDS, year=today.year)
        made = await deed.connection.fetchval(
            _INSERT, vendor, proposal, number, known.name, known.code, known.legal_representative, grounds.strip(),
            basis.strip(), today, until, by.name,
        )  # fmt: skip
        after: dict[str, Json] = {"number": number, "until": until.isoformat()}
        deed.note("misconduct.listed", "misconduct", made, vendor=vendor, after=after, note=grounds.strip())
    return int(made)


async def report_misconduct(*, record: int, on: date, reference: str, by: Actor, at: datetime) -> None:
    """报财政部门: the day and the letter's number. Raises NotFound, Forbidden, Conflict, Invalid."""
    must_prepare(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT * FROM kpi_misconduct WHERE id = $1 FOR UPDATE", record)
        if row is None:
            raise NotFound
        if row["reported_on"]:
            raise Conflict("已经报送财政部门。", "It is reported to the finance department already.")
        wrong = {} if reference.strip() else {"reference": _EMPTY}
        if not row["listed_on"] <= on <= local_date(at):
            wrong["reported_on"] = Words("日期应在列入之日至今天之间。", "Between the day it was listed and today.")
        if wrong:
            raise Invalid(wrong)
        sql = "UPDATE kpi_misconduct SET reported_on = $2, reported_as = $3 WHERE id = $1"
        await deed.connection.execute(sql, record, on, reference.strip()[:120])
        after: dict[str, Json] = {"on": on.isoformat(), "reference": reference.strip()}
        deed.note("misconduct.reported", "misconduct", record, vendor=row["vendor"], after=after)


async def end_misconduct(*, record: int, reason: str, by: Actor, at: datetime) -> None:
    """Taken off early, by the leader with a reason. The vendor's ban is the registry's and runs on.

    Raises NotFound, Forbidden, Conflict (over already), Invalid.
    """
    must_lead(by)
    if not reason.strip():
        raise Invalid({"reason": _EMPTY})
    today = local_date(at)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT * FROM kpi_misconduct WHERE id = $1 FOR UPDATE", record)
        if row is None:
            raise NotFound
        if row["ended_on"] or row["until"] < today:
            raise Conflict("该不良记录已经结束。", "This record has ended.")
        sql = "UPDATE kpi_misconduct SET ended_on = $2, end_reason = $3, ended_by = $4 WHERE id = $1"
        await deed.connection.execute(sql, record, today, reason.strip(), by.name)
        after: dict[str, Json] = {"ended_on": today.isoformat()}
        deed.note("misconduct.ended", "misconduct", record, vendor=row["vendor"], after=after, note=reason.strip())
