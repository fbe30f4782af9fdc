"""认定 of several findings of one institution in one decision, amounts line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.response import Redirect

from server.rulings.deciding import read_rulings
from server.rulings.gates import Closed, closed
from server.rulings.picking import asked_for, details, sealed
from server.rulings.screens import violation_name
from server.rulings.summing import SumScreen, read_together, summed
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form
from server.web.i18n import _, label
from server.web.pages import Page, see_other
from vendors.errors import Conflict, Gate, Invalid, NotFound, Words
from vendors.findings.queries import FindingDetail
from vendors.handling.queries import Repeat, repeat_offences
from vendors.institutions.queries import institutions_by_code
from vendors.money import yuan
from vendors.periods import local_date
from vendors.rulings import actions
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.queries import DiscussionView, decision, discussions_of, ruling
from vendors.rulings.rules import DiscussionVerdict, Outcome, ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherScreen:
    """Several findings about to be determined; `gates` by finding."""

    details: Sequence[FindingDetail]
    findings: str
    form: Form
    gates: Mapping[int, Sequence[Closed]]
    records: Sequence[DiscussionView]
    sum: SumScreen
    repeats: Sequence[Repeat] = ()
    refused: Words | None = None

    @property
    def institution_name(self) -> str:
        return self.details[0].head.institution_name

    @property
    def outcomes(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in Outcome)

    @property
    def codes(self) -> Sequence[tuple[str, str]]:
        return tuple((one.value, label(one)) for one in ReasonCode if one is not ReasonCode.REVERSED)

    @property
    def held(self) -> Sequence[tuple[str, str]]:
        """Discussions that considered all of these findings."""
        return tuple((str(one.id), f"{one.number} · {one.held_on}") for one in self.records)

    def violation(self, one: FindingDetail) -> str:
        return violation_name(one.head)

    @property
    def labels(self) -> Mapping[str, str]:
        named = {"outcome": _("认定结论"), "reason_code": _("理由类别"), "reason": _("理由")}
        every = {
            f"{name}_{one.head.id}": f"{said} {one.head.number}" for one in self.details for name, said in named.items()
        }
        lines = {
            f"amount_{line.id}": f"{_('认定金额（元）')} {line.item_name}" for one in self.details for line in one.lines
        }
        return every | lines | {"discussion": _("集体讨论"), "amounts": _("认定金额（元）"), **named}


@get("/rulings/together", opt={"right": Right.DETERMINE})
async def decide_together(request: WebRequest) -> Page:
    found = await details(request, asked_for(request), at=clock.now())
    values = {f"amount_{line.id}": yuan(line.amount_fen) for one in found for line in one.lines}
    values["discussion"] = request.query_params.get("discussion", "")
    return Page("rulings/together.html", await _screen(request, found, Form(values=values)))


async def _screen(
    request: WebRequest,
    found: Sequence[FindingDetail],
    form: Form,
    *,
    findings: str = "",
    refused: Words | None = None,
) -> TogetherScreen:
    who, at = actor(request), clock.now()
    cases = [await ruling(finding=one.head.id, for_=who, at=at) for one in found]
    code = found[0].head.institution_code
    institution = (await institutions_by_code([code]))[code].id
    ids = tuple(one.head.id for one in found)
    records = await discussions_of(institution, findings=ids)
    return TogetherScreen(
        details=found,
        findings=findings or sealed(found),
        form=form,
        gates={case.finding.head.id: closed(case) for case in cases},
        records=tuple(
            one for one in records if one.kind is DiscussionKind.LEADERS and one.verdict is DiscussionVerdict.AGREED
        ),
        sum=await summed(institution, found, form, at=at, together=True),
        repeats=await repeat_offences(
            institution=institution,
            violations={one.head.violation for one in found},
            on=local_date(at),
            for_=who,
        ),
        refused=refused,
    )


@post("/rulings/together", opt={"right": Right.DETERMINE})
async def determine_together(request: WebRequest) -> Page | Redirect:
    form, found, versions = await read_together(request)
    who, at = actor(request), clock.now()
    discussion = form.value("discussion")
    try:
        made = await actions.determine_many(
            rulings=read_rulings(form, found, versions),
            discussion_id=int(discussion) if discussion.isascii() and discussion.isdigit() else None,
            by=who,
            at=at,
        )
    except Invalid as invalid:
        screen = await _screen(request, found, form.failed(invalid), findings=form.value("findings"))
        return Page("rulings/together.html", screen, status=422)
    except Gate as gate:
        screen = await _screen(request, found, form, findings=form.value("findings"), refused=gate.words)
        return Page("rulings/together.html", screen, status=409)
    except Conflict:
        if (again := await _already(request, found, form)) is not None:
            return again
        raise
    said = Words(f"已认定，文号 {made.number}。", f"Determined as {made.number}.")
    return see_other(request, f"/decisions/{made.id}", said=said)


async def _already(request: WebRequest, found: Sequence[FindingDetail], form: Form) -> Redirect | None:
    """The same form sent twice by the same person: what the first sending made."""
    who, at = actor(request), clock.now()
    cases = [await ruling(finding=one.head.id, for_=who, at=at) for one in found]
    made = [case.determination for case in cases]
    numbers = {one.decision for one in made if one}
    if None in made or len(numbers) != 1:
        return None
    same = all(
        one is not None and one.outcome.value == form.value(f"outcome_{case.finding.head.id}")
        for one, case in zip(made, cases, strict=True)
    )
    try:
        known = await decision(number=numbers.pop(), for_=who, at=at)
    except NotFound:
        return None
    whole = {one.finding for one in known.standing} == {one.head.id for one in found}
    if not (same and whole and known.head.decided_by == who.id):
        return None
    said = Words(f"已认定，文号 {known.number}。", f"Determined as {known.number}.")
    return see_other(request, f"/decisions/{known.id}", said=said)


TOGETHER = (decide_together, determine_together)
