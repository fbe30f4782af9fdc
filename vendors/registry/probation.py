"""观察期: until a day a vendor has no more than so many tasks in hand. Why and how it ends is for the rooms above."""

from datetime import date, datetime

from vendors.actors import Actor
from vendors.bars import Bar
from vendors.errors import Conflict, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.registry.rules import ASSIGNABLE, Standing, must_be_bureau
from vendors.transaction import transaction

_SET = "UPDATE vendors_vendor SET probation_until = $2, probation_cap = $3 WHERE id = $1"


async def cap_work(*, vendor: int, until: date, cap: int, reason: str, by: Actor, at: datetime) -> None:
    """Begin a probation, or set its end and cap anew. Raises NotFound, Conflict for a vendor that is given no work."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT status FROM vendors_vendor WHERE id = $1 FOR UPDATE", vendor)
        if row is None:
            raise NotFound
        standing = Standing(row["status"])
        if standing not in ASSIGNABLE:
            raise Conflict(
                f"机构状态为“{standing.zh}”，不能进入观察期。", f"A vendor “{standing.en}” is given no work."
            )
        await deed.connection.execute(_SET, vendor, until, cap)
        after: dict[str, Json] = {"until": until.isoformat(), "cap": cap}
        deed.note("vendor.work_capped", "vendor", vendor, vendor=vendor, after=after, note=reason.strip())


async def uncap_work(*, vendor: int, reason: str, by: Actor, at: datetime) -> None:
    """End it. Raises NotFound."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        if await deed.connection.fetchval(_SET + " RETURNING id", vendor, None, None) is None:
            raise NotFound
        deed.note("vendor.work_uncapped", "vendor", vendor, vendor=vendor, note=reason.strip())


async def probation_bars(vendor: int, *, on: date, held: int) -> tuple[Bar, ...]:
    """Why a vendor with `held` tasks in hand is given no more on a day. A probation stands until somebody ends it."""
    async with transaction() as connection:
        sql = "SELECT probation_until, probation_cap FROM vendors_vendor WHERE id = $1"
        row = await connection.fetchrow(sql, vendor)
    if row is None or row["probation_cap"] is None or held < row["probation_cap"]:
        return ()
    until, cap = row["probation_until"], row["probation_cap"]
    over = "，待出观察期考核" if on > until else ""
    words = Words(
        f"该机构处于观察期（至 {until}{over}），在办任务已有 {held} 项（上限 {cap} 项）。",
        f"The vendor is on probation until {until} and has {held} tasks in hand (at most {cap}).",
    )
    return (Bar(code="probation.cap", words=words, rule="留用决定"),)
