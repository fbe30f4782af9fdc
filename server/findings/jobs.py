"""What the worker runs of this room."""

from dataclasses import replace
from datetime import datetime

from server.accounts import queries as accounts
from server.desk.actions import tell
from server.desk.rules import Audience, Letter, MessageKind
from server.web import clock
from server.web.house import House
from vendors.actors import Actor, Role
from vendors.errors import NotFound, Words
from vendors.findings.bulk.actions import break_off, carry_on
from vendors.findings.bulk.queries import BulkView, bulk_act, orderer
from vendors.findings.bulk.rules import BulkState


async def review_in_bulk(*, house: House, at: datetime, bulk: int) -> None:  # noqa: ARG001 every job gets the house
    """Carry a bulk act on from where it stands, as whoever ordered it, with such of their roles as they still hold."""
    who = await orderer(bulk)
    under_way = True
    while under_way:
        by = replace(who, roles=who.roles & await _roles_now(who.id))
        under_way = await carry_on(bulk=bulk, by=by, at=clock.now())
    await _tell(who, bulk, at=clock.now())


async def tell_unreviewed(*, house: House, at: datetime, bulk: int) -> None:  # noqa: ARG001 every job gets the house
    """A bulk act whose job is given up says where it broke off."""
    who = await orderer(bulk)
    await break_off(bulk=bulk, by=who, at=at)
    await _tell(who, bulk, at=at)


async def _roles_now(person: int) -> frozenset[Role]:
    """None for an account that is gone or disabled: every item is then refused for want of a role."""
    try:
        found = await accounts.person(person)
    except NotFound:
        return frozenset()
    return frozenset() if found.disabled else found.roles


async def _tell(who: Actor, bulk: int, *, at: datetime) -> None:
    found = await bulk_act(bulk, for_=who)
    if found.state not in {BulkState.DONE, BulkState.BROKEN}:
        return
    letter = Letter(
        once=f"bulk {bulk} {found.state.value} {found.left}",
        kind=MessageKind.NEWS,
        words=_words(found),
        link=f"/review/bulk/{bulk}",
        to=(Audience(person=who.id, region=who.region),),
    )
    await tell([letter], at=at)


def _words(found: BulkView) -> Words:
    zh = f"批量{found.stage.zh}“{found.opinion.zh}”{found.state.zh}：{found.done} 件已办，{found.refused} 件未办成"
    en = f"{found.stage.en} in bulk, “{found.opinion.en}”, {found.state.en.lower()}: {found.done} done,"
    en += f" {found.refused} refused"
    left = found.left
    return Words(f"{zh}，{left} 件未办理。" if left else f"{zh}。", f"{en}, {left} left." if left else f"{en}.")
