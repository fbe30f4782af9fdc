"""陈述申辩 taken down, of one finding or of several told of together, and its 复核 by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.copying import as_json
from vendors.errors import Conflict, Forbidden, Invalid, Words
from vendors.findings.actions import Pick
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, FindingState, next_state
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.rulings.actions.panel import called
from vendors.rulings.rules import DefenceForm, Verdict, in_time
from vendors.rulings.service_rules import Exchange, Speaker, refuse_bad_record

_HEARING = """
INSERT INTO vendors_hearing
  (institution, form, content, exchanges, speaker, capacity, asked_by, taken_down_by, place, signed, unsigned_reason,
   made_at, recorded_by, at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id
"""
_DEFENCE = """
INSERT INTO vendors_defence (finding, vendor, form, content, made_at, in_time, recorded_by, hearing)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_RECHECK = """
INSERT INTO vendors_recheck (finding, vendor, upheld_defence, opinion, reviewer, reviewer_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_TOLD_ON = """
SELECT least(n.served_on, l.told_on) FROM vendors_notice n LEFT JOIN vendors_notice_letter l ON l.number = n.number
WHERE n.finding = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDefence:
    """陈述申辩 as it was made; an oral one's transcript is `exchanges`, or all in `content`."""

    form: DefenceForm
    content: str
    made_at: datetime
    exchanges: Sequence[Exchange] = ()
    speaker: Speaker = field(default_factory=Speaker)


async def record_defence(*, finding: int, version: int, defence: NewDefence, by: Actor, at: datetime) -> FindingState:
    """Take down what the party said of one finding. Raises as record_hearing does."""
    pick = Pick(finding=finding, version=version)
    (state,) = (await record_hearing(picks=[pick], defence=defence, by=by, at=at)).values()
    return state


async def record_hearing(
    *,
    picks: Sequence[Pick],
    defence: NewDefence,
    by: Actor,
    at: datetime,
    file: tuple[File, str] | None = None,
) -> dict[int, FindingState]:
    """Take down what the party said; open until the determination, also after the term (LZ Art.22: 不得限制).

    Made by the last day it must be rechecked, whenever it is recorded; a late one is kept and may be rechecked.
    Returns the states of the findings it was about. Raises NotFound, Forbidden, Conflict, Invalid (empty, an
    incomplete transcript, made in the future or before the notice, two institutions).
    """
    talk = [text for one in defence.exchanges for text in (one.question, one.answer)]
    refuse_bad_record(defence.form, defence.speaker, said="".join([defence.content, *talk]))
    async with act(by=by, at=at) as deed:
        held = [
            await hold(deed, finding=pick.finding, version=pick.version)
            for pick in sorted(picks, key=lambda pick: pick.finding)
        ]
        if len({one.institution for one in held}) != 1:
            raise Invalid({"also": Words("一份申辩只能涉及一家机构。", "A defence is one institution's.")})
        acts = [await _what(deed, one, defence.made_at) for one in held]
        hearing = await _take_down(deed, held[0].institution, defence)
        if file:
            kept, sha256 = file
            title = "申辩材料" if defence.form is DefenceForm.WRITTEN else "申辩笔录"
            await attach(
                deed, object_type="hearing", object_id=hearing, vendor=None, title=title, file=kept, sha256=sha256
            )
        return {one.id: await _record(deed, one, what, defence, hearing) for one, what in zip(held, acts, strict=True)}


async def _what(deed: Deed, held: Held, made_at: datetime) -> Act:
    """DEFEND or DEFEND_LATE, once this finding may be defended. Raises Conflict, Invalid."""
    what = Act.DEFEND if in_time(made_at, heard_until=held.heard_until) else Act.DEFEND_LATE
    next_state(state=held.state, act=what, by=deed.by, vendor=held.vendor)
    told_on = await deed.connection.fetchval(_TOLD_ON, held.id)
    if made_at > deed.at or local_date(made_at) < told_on:
        raise Invalid(
            {"made_at": Words("申辩时间须在告知之后、现在之前。", "A defence lies between the notice and now.")}
        )
    return what


async def _take_down(deed: Deed, institution: int, defence: NewDefence) -> int:
    speaker = defence.speaker
    made: int = await deed.connection.fetchval(
        _HEARING,
        institution,
        defence.form.value,
        defence.content,
        as_json([{"question": one.question, "answer": one.answer} for one in defence.exchanges]),
        speaker.name,
        speaker.capacity,
        speaker.asked_by,
        speaker.taken_down_by,
        speaker.place,
        speaker.signed,
        "" if speaker.signed else speaker.unsigned_reason,
        defence.made_at,
        deed.by.name,
        deed.at,
    )
    return made


async def _record(deed: Deed, held: Held, what: Act, defence: NewDefence, hearing: int) -> FindingState:
    timely = what is Act.DEFEND
    row = (defence.form.value, defence.content, defence.made_at, timely, deed.by.name, hearing)
    await deed.connection.execute(_DEFENCE, held.id, held.vendor, *row)
    after = {"form": defence.form.value, "made_at": defence.made_at.isoformat(), "in_time": timely}
    return await move(deed, held, what, after=after)


async def recheck(
    *, finding: int, version: int, verdict: Verdict, opinion: str, panel: str = "", by: Actor, at: datetime
) -> FindingState:
    """复核 of the defence by somebody who reviewed nothing of it; with `panel` (why) it also calls for a 合议.

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
        state = await move(deed, held, Act.RECHECK, note=opinion, after={"verdict": verdict.value})
        if panel.strip():
            return await called(deed, await hold(deed, finding=finding, version=version + 1), panel)
        return state
