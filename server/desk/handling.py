"""What of handling waits and falls due: lists for the desk, letters for the daily reminder."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from server.desk.counting import Count
from server.desk.rules import Letter, MessageKind, at_bureau
from vendors.actors import SYSTEM, Actor, Role
from vendors.errors import Words
from vendors.handling.queries import (
    DecisionFilters,
    DueMatter,
    Falling,
    Stage,
    TransferFilters,
    falling_due,
    stage_counts,
    transfers,
    waiting_measures,
)

_LINKS: Final = {
    Falling.FILING: "/decisions/{}",
    Falling.RELEASE: "/decisions/{}",
    Falling.PRECAUTION: "/sanctions/precautions/{}",
    Falling.HOLD: "/sanctions/precautions/{}",
    Falling.RECEIPT: "/transfers/{}",
}
_HANDLERS: Final = (Role.SECOND_REVIEWER, Role.LEGAL)


def measures(name: str) -> Count:
    """`to_review`, `to_approve` or `returned`."""

    async def count(who: Actor, on: date) -> int:
        return int(getattr(await waiting_measures(for_=who, on=on), name))

    return count


def decisions(stage: Stage) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a decision waits whatever the day
        return (await stage_counts(for_=who, which=DecisionFilters()))[stage]

    return count


async def late_filings(who: Actor, on: date) -> int:
    return sum((await stage_counts(for_=who, which=DecisionFilters(late_on=on))).values())


async def missing_receipts(who: Actor, on: date) -> int:
    found = await transfers(for_=who, which=TransferFilters(standing="receipt"))
    return sum(one.receipt_overdue(on) for one in found)


async def ending(who: Actor, on: date) -> int:
    """Holds, preservations and sealings whose day is near or past."""
    wanted = {Falling.RELEASE, Falling.HOLD, Falling.PRECAUTION}
    return sum(one.what in wanted for one in await falling_due(for_=who, on=on))


async def matters(on: date) -> Sequence[Letter]:
    """备案, 恢复结算, 登记保存 and 封存, 移送回执: to those who handle, of the city and of the county concerned."""
    return [_letter(one, on) for one in await falling_due(for_=SYSTEM, on=on)]


def _letter(one: DueMatter, on: date) -> Letter:
    late = one.due_on < on
    if late:
        days = (on - one.due_on).days
        words = Words(
            f"{one.about} 的{one.what.zh}已逾期 {days} 天（应于 {one.due_on} 完成）。",
            f"{one.what.en}, {one.about}: overdue since {one.due_on} (days: {days}).",
        )
    else:
        words = Words(
            f"{one.about} 的{one.what.zh}应于 {one.due_on} 完成。", f"{one.what.en}, {one.about}: due on {one.due_on}."
        )
    roles = (*_HANDLERS, *((Role.LEADER,) if late else ()))
    return Letter(
        once=f"{one.what.value} {one.object_id} {one.due_on} {'late' if late else 'soon'}",
        kind=MessageKind.DUE,
        words=words,
        link=_LINKS[one.what].format(one.object_id),
        to=(at_bureau(*roles), at_bureau(*roles, region=one.region)),
    )
