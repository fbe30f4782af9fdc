"""What an expert does with what was asked: an opinion, a refusal with its reason, or a recusal (LZ Art.34)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.people.recusal.actions import Given, Person, declare
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.periods import local_date
from vendors.reviewing.rules import Conclusion, OpinionState

if TYPE_CHECKING:
    from asyncpg import Record

_HELD: Final = """
SELECT o.id, o.state, o.finding, o.expert, r.asked_at, f.institution FROM vendors_expert_opinion o
JOIN vendors_expert e ON e.id = o.expert JOIN vendors_expert_request r ON r.id = o.request
JOIN vendors_finding f ON f.id = o.finding WHERE o.id = $1 AND e.account = $2 FOR UPDATE OF o
"""
_WRITE: Final = """
UPDATE vendors_expert_opinion SET state = $2, conclusion = $3, reason = $4, signed_on = $5, answered_at = $6
WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An expert's opinion as signed."""

    conclusion: Conclusion
    reason: str
    signed_on: date


async def give_opinion(*, opinion: int, statement: Statement, by: Actor, at: datetime) -> None:
    """Sign an opinion; it stays as it is. Late ones are taken and show as late.

    Raises Forbidden, NotFound (not asked of this expert), Conflict (answered), Invalid (no reason, a day not between
    the asking and today).
    """
    reason = _reason(statement.reason)
    async with act(by=by, at=at) as deed:
        row = await _asked(deed, opinion)
        if not local_date(row["asked_at"]) <= statement.signed_on <= local_date(at):
            words = Words("签署日期应在提请之日至今天之间。", "The day of signing lies between the asking and today.")
            raise Invalid({"signed_on": words})
        conclusion = statement.conclusion.value
        state = OpinionState.GIVEN.value
        await deed.connection.execute(_WRITE, opinion, state, conclusion, reason, statement.signed_on, at)
        deed.note("expert_opinion.given", "expert_opinion", opinion, after={"conclusion": conclusion})


async def decline(*, opinion: int, reason: str, by: Actor, at: datetime) -> None:
    """谢绝 with a reason. Raises Forbidden, NotFound, Conflict, Invalid."""
    reason = _reason(reason)
    async with act(by=by, at=at) as deed:
        await _asked(deed, opinion)
        await deed.connection.execute(_WRITE, opinion, OpinionState.DECLINED.value, "", reason, None, at)
        deed.note("expert_opinion.declined", "expert_opinion", opinion, note=reason)


async def recuse(*, opinion: int, kind: TieKind, reason: str, by: Actor, at: datetime) -> None:
    """申报回避: the tie with the institution goes on record and keeps the expert out of later draws about it.

    A former employment is told as such, ended today at the latest: the bureau corrects the day when it decides.
    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    reason = _reason(reason)
    async with act(by=by, at=at) as deed:
        row = await _asked(deed, opinion)
        ended = local_date(at) if kind is TieKind.FORMER else None
        tie = Given(institution=row["institution"], kind=kind, detail=reason, ended_on=ended)
        person = Person(type=PersonType.EXPERT, id=row["expert"])
        await declare(object_type="finding", object_id=row["finding"], person=person, ties=(tie,), by=by, at=at)
        await deed.connection.execute(_WRITE, opinion, OpinionState.RECUSED.value, "", reason, None, at)
        deed.note("expert_opinion.recused", "expert_opinion", opinion, after={"kind": kind.value}, note=reason)


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    return text.strip()


async def _asked(deed: Deed, opinion: int) -> "Record":
    if not deed.by.has(Role.EXPERT):
        raise Forbidden("只有专家可以出具评审意见。", "Only an expert gives an opinion.")
    row = await deed.connection.fetchrow(_HELD, opinion, deed.by.id)
    if row is None:
        raise NotFound
    if row["state"] != OpinionState.ASKED.value:
        raise Conflict("该评审意见已办结。", "This request has been answered.")
    return row
