"""One case file as a page: what is known, and the forms its stage opens to this person."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from server.rulings.gates import closed, decidable
from server.rulings.screens import CaseScreen, event
from server.rulings.summing import SumScreen, of_one, summed
from server.rulings.telling import composed
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.clock import BEIJING
from server.web.forms import Form
from server.web.pages import Page
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.findings import queries as findings
from vendors.findings.queries import FindingRow
from vendors.findings.rules import UNDER_REVIEW, Act, Certainty, FindingState
from vendors.findings.selection import Filters
from vendors.handling.queries import Repeat, repeat_offences
from vendors.institutions.queries import institutions_by_code
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.queries import CaseFile, decision, discussions_of, letter, ruling
from vendors.rulings.queries.worklist import OPEN
from vendors.rulings.rules import DiscussionVerdict

_OPENS: Final[Mapping[str, tuple[Act, Right]]] = {
    "verify": (Act.VERIFY, Right.VERIFY_LEAD),
    "notice": (Act.NOTIFY, Right.NOTIFY),
    "defence": (Act.DEFEND, Right.RECORD_DEFENCE),
    "recheck": (Act.RECHECK, Right.RECHECK),
    "panel": (Act.PANEL, Right.RECORD_PANEL),
    "determination": (Act.UPHOLD, Right.DETERMINE),
}
DEFENDABLE: Final = OPEN - {FindingState.LEAD}
_EARLIER: Final = UNDER_REVIEW | {FindingState.DISMISSED, FindingState.SUPERSEDED}


async def case_page(
    request: WebRequest,
    finding: int,
    *,
    forms: Mapping[str, Form] | None = None,
    refused: Words | None = None,
    status: int = 200,
) -> Page:
    """The case file; `forms` are those that were refused. NotFound before the second review has passed."""
    who, at = actor(request), clock.now()
    case = await ruling(finding=finding, for_=who, at=at)
    if case.finding.head.state in _EARLIER:
        raise NotFound
    steps = await findings.history(id_=finding, for_=who, at=at)
    today = local_date(at)
    forms = {**_prefilled(case, at), **(forms or {})}
    code = case.finding.head.institution_code
    inside = who.at_bureau
    institution = (await institutions_by_code([code]))[code].id if inside else 0
    screen = CaseScreen(
        case=case,
        history=tuple(event(step) for step in steps),
        today=today,
        open=_open(case, who),
        forms=forms,
        term_days=parameter("defence_days", today).whole,
        threshold_fen=parameter("collective_discussion_fen", today).whole,
        refused=refused,
        gates=closed(case) if decidable(case) and may(who, Right.DETERMINE) else (),
        records=tuple(
            one
            for one in (await discussions_of(institution, findings=(finding,)) if inside else ())
            if one.kind is DiscussionKind.LEADERS and one.verdict is DiscussionVerdict.AGREED
        ),
        siblings=await _siblings(case, who, at) if inside else (),
        decision=await _decided(case, who, at) if inside else None,
        repeats=await _repeats(case, institution, who, today) if inside else (),
        sum=await _sum(case, institution, forms["determination"], who, at) if inside else None,
    )
    return Page("rulings/case.html", screen, status=status)


async def _sum(case: CaseFile, institution: int, form: Form, who: Actor, at: datetime) -> SumScreen | None:
    """What a determination under way comes to, for whoever may make it."""
    if not (decidable(case) and may(who, Right.DETERMINE)):
        return None
    detail = case.finding
    return await summed(institution, [detail], of_one(form, detail.head.id), at=at, together=False)


async def _repeats(case: CaseFile, institution: int, who: Actor, today: date) -> tuple[Repeat, ...]:
    """Repeat offences, as long as there is something left to be determined (LZ Art.42)."""
    if case.finding.head.state not in OPEN:
        return ()
    violation = case.finding.head.violation
    return await repeat_offences(institution=institution, violations=[violation], on=today, for_=who)


async def _siblings(case: CaseFile, who: Actor, at: datetime) -> tuple[FindingRow, ...]:
    """The other findings told of in the same notice that may still be defended."""
    if case.notice is None or case.notice.letter is None:
        return ()
    parts = (await letter(id_=case.notice.letter, for_=who)).parts
    ids = tuple(part.finding for part in parts if part.finding != case.finding.head.id)
    if not ids:
        return ()
    rows = (await findings.queue(for_=who, at=at, filters=Filters(ids=ids), size=len(ids))).rows
    return tuple(row for row in rows if row.state in DEFENDABLE)


async def _decided(case: CaseFile, who: Actor, at: datetime) -> int | None:
    """The decision its standing determination was made in."""
    ruled = case.determination
    return (await decision(number=ruled.decision, for_=who, at=at)).id if ruled else None


def _open(case: CaseFile, who: Actor) -> tuple[str, ...]:
    """The forms to draw: what the state opens, this person's rights allow, and something is there to be done about."""
    needless = set()
    if case.panel_due is None:
        needless.add("panel")
    if case.finding.head.certainty is not Certainty.CLUE:
        needless.add("verify")
    if not case.defences or any(review.reviewer == who.id for review in case.finding.reviews):
        needless.add("recheck")
    return tuple(
        name for name, (act, right) in _OPENS.items() if act in case.acts and may(who, right) and name not in needless
    )


def _prefilled(case: CaseFile, at: datetime) -> Mapping[str, Form]:
    """What is known already, so that nobody types it again."""
    detail, today = case.finding, local_date(at).isoformat()
    notice = {**composed(detail), "served_on": today}
    return {
        "verify": Form(),
        "notice": Form(values=notice),
        "defence": Form(values={"made_on": today, "made_at": f"{at.astimezone(BEIJING):%H:%M}"}),
        "recheck": Form(),
        "panel": Form(values={"held_on": today}),
        "panel-call": Form(),
        "determination": Form(
            values={f"amount_{line.id}": yuan(line.amount_fen) for line in detail.lines} | {"held_on": ""}
        ),
    }
