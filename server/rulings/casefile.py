"""One case file as a page: what is known, and the forms its stage opens to this person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from server.rulings.citing import cited
from server.rulings.screens import CaseScreen, event, violation_name
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.clock import BEIJING
from server.web.forms import Form
from server.web.pages import Page
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.findings import queries as findings
from vendors.findings.rules import UNDER_REVIEW, Act, Certainty, FindingState
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.codes import violation_type
from vendors.policy.parameters import parameter
from vendors.rulings.queries import CaseFile, ruling

_OPENS: Final[Mapping[str, tuple[Act, Right]]] = {
    "verify": (Act.VERIFY, Right.VERIFY_LEAD),
    "notice": (Act.NOTIFY, Right.NOTIFY),
    "defence": (Act.DEFEND, Right.RECORD_DEFENCE),
    "recheck": (Act.RECHECK, Right.RECHECK),
    "determination": (Act.UPHOLD, Right.DETERMINE),
}
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
    screen = CaseScreen(
        case=case,
        history=tuple(event(step) for step in steps),
        today=today,
        open=_open(case, who),
        forms={**_prefilled(case, at), **(forms or {})},
        term_days=parameter("defence_days", today).whole,
        threshold_fen=parameter("collective_discussion_fen", today).whole,
        refused=refused,
    )
    return Page("rulings/case.html", screen, status=status)


def _open(case: CaseFile, who: Actor) -> tuple[str, ...]:
    """The forms to draw: what the state opens, this person's rights allow, and something is there to be done about."""
    needless = set()
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
    law = violation_type(detail.head.violation, local_date(detail.head.created_at))
    basis = cited(law.law if law else "", basis=detail.basis)
    name = violation_name(detail.head)
    notice = {
        "facts": detail.description,
        "reasons": f"上述行为属于“{name}”，涉及金额 {yuan(detail.head.amount_fen)} 元。" if name else "",
        "basis": basis,
        "served_on": today,
    }
    return {
        "verify": Form(),
        "notice": Form(values=notice),
        "defence": Form(values={"made_on": today, "made_at": f"{at.astimezone(BEIJING):%H:%M}"}),
        "recheck": Form(),
        "determination": Form(
            values={f"amount_{line.id}": yuan(line.amount_fen) for line in detail.lines} | {"held_on": ""}
        ),
    }
