"""What a determination under way comes to: the sum that follows the typing, of one finding or of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from litestar import post
from litestar.params import FromPath

from server.rulings.deciding import names_of, totals
from server.rulings.picking import details
from server.rulings.picking import picks as picked
from server.web import clock
from server.web.access import Right, WebRequest
from server.web.forms import Form, submitted
from server.web.pages import Page
from vendors.findings.queries import FindingDetail
from vendors.institutions.queries import institutions_by_code
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.decision_rules import DiscussionKind, Earlier, adds_up
from vendors.rulings.queries import discussions_of, earlier_decisions
from vendors.rulings.rules import DiscussionVerdict

_MAY_CARRY = ("", DiscussionVerdict.AGREED.value)
ASKED_OF_ONE = (
    "version",
    "outcome",
    "reason_code",
    "reason",
    "discussion",
    "held_on",
    "attendees",
    "verdict",
    "conclusion",
)
"""The fields of one finding's determination beside its amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumScreen:
    """What the decision would come to as it stands in the form; `action` draws it anew as the form is typed."""

    amount_fen: int
    reported_fen: int
    threshold_fen: int
    discussed: bool
    earlier: Sequence[Earlier]
    watch_days: int
    record_href: str
    action: str

    @property
    def due(self) -> bool:
        return self.amount_fen >= self.threshold_fen

    @property
    def near(self) -> bool:
        """Together with the decisions of the days before it comes to the threshold, though each lies below."""
        return adds_up(self.earlier, total_fen=self.amount_fen, threshold_fen=self.threshold_fen)

    @property
    def near_fen(self) -> int:
        return self.amount_fen + sum(
            one.amount_fen for one in self.earlier if not one.discussed and one.amount_fen < self.threshold_fen
        )


async def summed(
    institution: int, found: Sequence[FindingDetail], form: Form, *, at: datetime, together: bool
) -> SumScreen:
    """Of several findings (`together`), or of the one on its own case file."""
    today = local_date(at)
    days = parameter("discussion_watch_days", today).whole
    query = "&".join(f"finding={one.head.id}" for one in found)
    return SumScreen(
        amount_fen=sum(totals(form, found).values()),
        reported_fen=sum(one.head.amount_fen for one in found),
        threshold_fen=parameter("collective_discussion_fen", today).whole,
        discussed=await _discussed(institution, found, form, on=today),
        earlier=await earlier_decisions(institution=institution, at=at, on=today, days=days),
        watch_days=days,
        record_href=f"/discussions/new?{query}{'&back=together' if together else ''}",
        action="/rulings/sum" if together else f"/rulings/{found[0].head.id}/sum",
    )


async def _discussed(institution: int, found: Sequence[FindingDetail], form: Form, *, on: date) -> bool:
    """Whether the record chosen would carry it, being the leaders', of all of these findings, and agreed; or is told.

    As vendors.rulings.actions.deciding.relied_on asks it.
    """
    chosen = form.value("discussion")
    if not chosen:
        return bool(form.value("conclusion")) and form.value("verdict") in _MAY_CARRY
    records = await discussions_of(institution, findings=tuple(one.head.id for one in found))
    return any(
        str(one.id) == chosen
        and one.kind is DiscussionKind.LEADERS
        and one.verdict is DiscussionVerdict.AGREED
        and one.held_on <= on
        for one in records
    )


def of_one(form: Form, finding: int) -> Form:
    """One finding's form with its outcome under the name it has among several."""
    return Form(values={**form.values, f"outcome_{finding}": form.value("outcome")})


async def read_together(request: WebRequest) -> tuple[Form, Sequence[FindingDetail], Mapping[int, int]]:
    """The form over several findings, the findings, and the version of each the person saw."""
    sent = (await request.form()).get("findings")
    chosen = picked(Form(values={"findings": sent if isinstance(sent, str) else ""}))
    found = await details(request, [pick.finding for pick in chosen], at=clock.now())
    form = await submitted(request, "findings", "discussion", *names_of(found))
    return form, found, {pick.finding: pick.version for pick in chosen}


@post("/rulings/sum", opt={"right": Right.DETERMINE}, status_code=200)
async def sum_up(request: WebRequest) -> Page:
    form, found, _versions = await read_together(request)
    return await _page(found, form, together=True)


@post("/rulings/{finding:int}/sum", opt={"right": Right.DETERMINE}, status_code=200)
async def sum_of_one(request: WebRequest, finding: FromPath[int]) -> Page:
    found = await details(request, [finding], at=clock.now())
    form = await submitted(request, *ASKED_OF_ONE, *(f"amount_{line.id}" for line in found[0].lines))
    return await _page(found, of_one(form, finding), together=False)


async def _page(found: Sequence[FindingDetail], form: Form, *, together: bool) -> Page:
    code = found[0].head.institution_code
    institution = (await institutions_by_code([code]))[code].id
    screen = await summed(institution, found, form, at=clock.now(), together=together)
    return Page("rulings/sum.html", screen, fragment="rulings/_sum.html")


SUMS = (sum_up, sum_of_one)
