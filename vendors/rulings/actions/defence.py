from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, Invalid, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, FindingState, next_state
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.rulings.rules import DefenceForm, Verdict, in_time

_DEFENCE = """
INSERT INTO vendors_defence (finding, vendor, form, content, made_at, in_time, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_RECHECK = """
INSERT INTO vendors_recheck (finding, vendor, upheld_defence, opinion, reviewer, reviewer_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDefence:
    """陈述申辩 as it was made; for an oral one `content` is the transcript."""

    form: DefenceForm
    content: str
    made_at: datetime


async def record_defence(*, finding: int, version: int, defence: NewDefence, by: Actor, at: datetime) -> FindingState:
    """Take down what the party said; open until the determination, also after the term (LZ Art.22: 不得限制).

    Made by the last day it must be rechecked, whenever it is recorded; a late one is kept and may be rechecked.
    Raises NotFound, Forbidden, Conflict, Invalid (empty, made in the future or before the notice).
    """
    if not defence.content.strip():
        raise Invalid({"content": Words("请记录申辩内容或笔录。", "Record what was said.")})
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=finding, version=version)
        timely = in_time(defence.made_at, heard_until=held.heard_until)
        what = Act.DEFEND if timely else Act.DEFEND_LATE
        next_state(state=held.state, act=what, by=by, vendor=held.vendor)
        await _refuse_misdated(deed, held, defence.made_at)
        row = (defence.form.value, defence.content, defence.made_at, timely, by.name)
        await deed.connection.execute(_DEFENCE, held.id, held.vendor, *row)
        after = {"form": defence.form.value, "made_at": defence.made_at.isoformat(), "in_time": timely}
        return await move(deed, held, what, after=after)


async def recheck(
    *, finding: int, version: int, verdict: Verdict, opinion: str, by: Actor, at: datetime
) -> FindingState:
    """复核 of the defence by somebody who was neither first nor second reviewer.

    Raises NotFound, Forbidden, Conflict (no defence to recheck), Invalid (no opinion).
    """
    if not opinion.strip():
        raise Invalid({"opinion": Words("请写明复核意见。", "Give the recheck's opinion.")})
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=finding, version=version)
        next_state(state=held.state, act=Act.RECHECK, by=by, vendor=held.vendor)
        reviewed = "SELECT EXISTS (SELECT 1 FROM vendors_review WHERE finding = $1 AND reviewer = $2)"
        if await deed.connection.fetchval(reviewed, held.id, by.id):
            raise Forbidden("复核须由初审、复审以外的人员进行。", "A recheck is done by neither of the reviewers.")
        if not await deed.connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM vendors_defence WHERE finding = $1)", held.id
        ):
            raise Conflict("没有可复核的申辩。", "There is no defence to recheck.")
        row = (held.id, held.vendor, verdict.value, opinion, by.id, by.name, at)
        await deed.connection.execute(_RECHECK, *row)
        return await move(deed, held, Act.RECHECK, note=opinion, after={"verdict": verdict.value})


async def _refuse_misdated(deed: Deed, held: Held, made_at: datetime) -> None:
    served_on = await deed.connection.fetchval("SELECT served_on FROM vendors_notice WHERE finding = $1", held.id)
    if made_at > deed.at or local_date(made_at) < served_on:
        raise Invalid(
            {"made_at": Words("申辩时间须在告知之后、现在之前。", "A defence lies between the notice and now.")}
        )
