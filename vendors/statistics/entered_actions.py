"""Figures of a time before the system enter the statistics here, each with where it comes from."""

import json
from datetime import datetime

from vendors.actors import Actor, Role
from vendors.errors import Forbidden, Invalid
from vendors.institutions.queries import institution_codes
from vendors.journal.actions import act
from vendors.periods import Period
from vendors.statistics.entered_queries import current
from vendors.statistics.entered_rules import Kind, NewFigures, problems
from vendors.statistics.machine_queries import Asked, machine_table
from vendors.statistics.machine_rules import Origin, check_distinct

_LOCK = "statistics entered"


def must_fill(by: Actor, region: str) -> None:
    """Only the filler's role, and a county's people for their county. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.TASK_MANAGER) or (by.region and by.region != region):
        raise Forbidden("您不能填报该单位的统计数据。", "You may not fill in figures for this unit.")


async def enter_figures(*, new: NewFigures, by: Actor, at: datetime) -> int:
    """Enter or correct the figures of a period; what stood before is kept as superseded. Raises Invalid, Forbidden."""
    must_fill(by, new.region)
    taken = [one.period for one in await current(new.kind, region=new.region)] if new.kind is Kind.MACHINE else ()
    if found := problems(new, known=await institution_codes(), taken=taken):
        raise Invalid(found)
    await _refuse_out_of_bounds(new, by=by, at=at)
    async with act(by=by, at=at) as deed:
        await deed.connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", _LOCK)
        before = await deed.connection.fetchrow(
            "UPDATE vendors_statistics_entered SET superseded_at = $4 WHERE kind = $1 AND period = $2 AND region = $3"
            " AND superseded_at IS NULL RETURNING figures",
            new.kind.value,
            new.period,
            new.region,
            at,
        )
        made: int = await deed.connection.fetchval(
            "INSERT INTO vendors_statistics_entered"
            " (kind, period, region, figures, institutions, basis, entered_by, entered_by_name, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            new.kind.value,
            new.period,
            new.region,
            json.dumps(dict(new.figures)),
            json.dumps(sorted(set(new.institutions))),
            new.basis.strip(),
            by.id,
            by.name,
            at,
        )
        deed.note(
            "statistics.entered",
            "statistics",
            made,
            before=json.loads(before["figures"]) if before else None,
            after={"kind": new.kind.value, "period": new.period, "region": new.region, **new.figures},
        )
    return made


async def _refuse_out_of_bounds(new: NewFigures, *, by: Actor, at: datetime) -> None:
    """A distinct number over a range is no less than its largest month and no more than its months together.

    A month the records hold nothing of may only not be entered yet: then there is no upper bound. Raises Invalid.
    """
    if new.kind is not Kind.SPAN:
        return
    first, last = map(Period.parse, new.period.split("/"))
    rows = (await machine_table(Asked(first=first, last=last, as_of=at, region=new.region), for_=by)).table.rows
    months, mine = [row.institutions for row in rows], new.figures["institutions"]
    known = all(row.origin is Origin.ENTERED or row.institutions for row in rows)
    if said := check_distinct(mine, months if known else [*months, mine]):
        raise Invalid({"institutions": said[0]})
