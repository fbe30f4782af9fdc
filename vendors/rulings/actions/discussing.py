"""集体讨论: taken down, put right until an act relies on it, then kept as it is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.copying import as_json
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.numbering import DISCUSSIONS, allot
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.decision_rules import RECORDERS, Attendee, DiscussionKind, refuse_incomplete
from vendors.rulings.rules import DiscussionVerdict

_INSERT = """
INSERT INTO vendors_discussion
  (number, kind, institution, held_on, place, chair, recorder, attendees, absent, findings, matter, opinions,
   conclusion, verdict, recorded_by, recorded_by_name, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::jsonb, $11, $12, $13, $14, $15, $16, $17) RETURNING id
"""
_AMEND = """
UPDATE vendors_discussion SET kind = $2, institution = $3, held_on = $4, place = $5, chair = $6, recorder = $7,
  attendees = $8::jsonb, absent = $9::jsonb, findings = $10::jsonb, matter = $11, opinions = $12, conclusion = $13,
  verdict = $14
WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDiscussion:
    """集体讨论记录 (LZ Art.21) of findings of one institution."""

    kind: DiscussionKind
    institution: int
    held_on: date
    attendees: Sequence[Attendee]
    verdict: DiscussionVerdict
    conclusion: str
    findings: Sequence[int]
    absent: Sequence[Attendee] = ()
    place: str = ""
    chair: str = ""
    recorder: str = ""
    matter: str = ""
    opinions: str = ""


async def record_discussion(
    *, discussion: NewDiscussion, by: Actor, at: datetime, minutes: tuple[File, str] | None = None
) -> int:
    """Keep a discussion's record, with the file of its minutes and where that was kept. Returns its id.

    Raises Forbidden, Invalid (incomplete, findings of another institution).
    """
    async with act(by=by, at=at) as deed:
        return await take_down(deed, discussion, minutes=minutes)


async def take_down(deed: Deed, discussion: NewDiscussion, *, minutes: tuple[File, str] | None = None) -> int:
    """The same within an act."""
    await _check(deed, discussion)
    (number,) = await allot(deed.connection, DISCUSSIONS, year=local_date(deed.at).year)
    made: int = await deed.connection.fetchval(_INSERT, number, *_values(discussion), deed.by.id, deed.by.name, deed.at)
    deed.note("discussion.recorded", "discussion", made, after={"number": number, **_told(discussion)})
    await _keep(deed, made, minutes)
    return made


async def amend_discussion(
    *, id_: int, discussion: NewDiscussion, by: Actor, at: datetime, minutes: tuple[File, str] | None = None
) -> None:
    """Put a record right that nothing has relied on yet. Raises NotFound, Conflict (used), Forbidden, Invalid."""
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(
            "SELECT number, verdict, conclusion, used_at FROM vendors_discussion WHERE id = $1 FOR UPDATE", id_
        )
        if row is None:
            raise NotFound
        if row["used_at"]:
            raise Conflict(
                f"{row['number']} 已作为认定或处理的依据，不能修改。",
                f"{row['number']} has been relied on and stays as it is.",
            )
        await _check(deed, discussion)
        await deed.connection.execute(_AMEND, id_, *_values(discussion))
        before = {"number": row["number"], "verdict": row["verdict"], "conclusion": row["conclusion"]}
        deed.note("discussion.amended", "discussion", id_, before=before, after=_told(discussion))
        await _keep(deed, id_, minutes)


async def use_discussion(deed: Deed, id_: int) -> None:
    """An act relies on the record: from now on it stays as it is."""
    await deed.connection.execute(
        "UPDATE vendors_discussion SET used_at = $2 WHERE id = $1 AND used_at IS NULL", id_, deed.at
    )


async def _check(deed: Deed, discussion: NewDiscussion) -> None:
    if not deed.by.at_bureau or not deed.by.has(*RECORDERS):
        raise Forbidden("您的角色不能记录集体讨论。", "Your role does not record discussions.")
    today = local_date(deed.at)
    refuse_incomplete(
        attendees=discussion.attendees,
        conclusion=discussion.conclusion,
        findings=discussion.findings,
        held_on=discussion.held_on,
        on=today,
        people=parameter("discussion_people_min", today).whole,
    )
    known = await deed.connection.fetchval(
        "SELECT count(*) FROM vendors_finding WHERE id = ANY($1) AND institution = $2",
        list(discussion.findings),
        discussion.institution,
    )
    if known != len(set(discussion.findings)):
        raise Invalid({"findings": Words("讨论的问题须属于同一机构。", "The findings are of one institution.")})


async def _keep(deed: Deed, id_: int, minutes: tuple[File, str] | None) -> None:
    if minutes:
        file, sha256 = minutes
        await attach(
            deed, object_type="discussion", object_id=id_, vendor=None, title="会议记录", file=file, sha256=sha256
        )


def _values(discussion: NewDiscussion) -> tuple[object, ...]:
    return (
        discussion.kind.value,
        discussion.institution,
        discussion.held_on,
        discussion.place,
        discussion.chair,
        discussion.recorder,
        as_json([asdict(one) for one in discussion.attendees]),
        as_json([asdict(one) for one in discussion.absent]),
        as_json(sorted(set(discussion.findings))),
        discussion.matter,
        discussion.opinions,
        discussion.conclusion,
        discussion.verdict.value,
    )


def _told(discussion: NewDiscussion) -> dict[str, str | int]:
    return {
        "kind": discussion.kind.value,
        "held_on": discussion.held_on.isoformat(),
        "people": len(discussion.attendees),
        "verdict": discussion.verdict.value,
        "conclusion": discussion.conclusion,
    }
