"""Several findings of one institution at once: one defence taken down for all, one recheck of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from server.rulings.hearing import NAMES, heard, opening
from server.rulings.picking import asked_for, details, sealed
from server.rulings.picking import picks as picked
from server.rulings.screens import choices_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.i18n import _
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.findings.actions import Pick
from vendors.findings.queries import FindingDetail
from vendors.rulings import actions
from vendors.rulings.rules import Verdict
from vendors.transaction import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralScreen:
    """Findings one form is about."""

    details: Sequence[FindingDetail]
    findings: str
    form: Form

    @property
    def institution_name(self) -> str:
        return self.details[0].head.institution_name

    @property
    def amount_fen(self) -> int:
        return sum(one.head.amount_fen for one in self.details)

    def choices(self, name: str) -> Sequence[tuple[str, str]]:
        return choices_of(name)

    @property
    def labels(self) -> Mapping[str, str]:
        return {
            "verdict": _("复核结论"), "opinion": _("复核意见"), "form": _("申辩方式"), "content": _("申辩内容或笔录"),
            "made_on": _("申辩日期"), "made_at": _("申辩时间"), "speaker": _("申辩人"), "asked_by": _("询问人"),
            "taken_down_by": _("记录人"), "unsigned_reason": _("拒签原因"), "file": _("材料"),
        }  # fmt: skip


async def _screen(request: WebRequest, ids: Sequence[int], form: Form, findings: str = "") -> SeveralScreen:
    found = await details(request, ids, at=clock.now())
    return SeveralScreen(details=found, findings=findings or sealed(found), form=form)


@get("/rulings/hearings", opt={"right": Right.RECORD_DEFENCE})
async def hear_several(request: WebRequest) -> Page:
    screen = await _screen(request, asked_for(request), opening(clock.now()))
    return Page("rulings/hearings.html", screen)


@post("/rulings/hearings", opt={"right": Right.RECORD_DEFENCE}, request_max_body_size=BODY_LIMIT)
async def record_several(request: WebRequest, house: NamedDependency[House]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "findings", *NAMES)
    chosen = picked(form)
    try:
        said = await heard(request, house, chosen, form, file)
    except Invalid as invalid:
        screen = await _screen(request, _ids(chosen), form.failed(invalid), form.value("findings"))
        return Page("rulings/hearings.html", screen, status=422)
    return see_other(request, "/rulings?stage=recheck", said=said)


@get("/rulings/rechecks", opt={"right": Right.RECHECK})
async def recheck_several(request: WebRequest) -> Page:
    return Page("rulings/rechecks.html", await _screen(request, asked_for(request), Form()))


@post("/rulings/rechecks", opt={"right": Right.RECHECK})
async def record_rechecks(request: WebRequest) -> Page | Redirect:
    form = await submitted(request, "findings", "verdict", "opinion", "panel")
    chosen, at = picked(form), clock.now()
    read = Reading(form)
    verdict, opinion = read.choice("verdict", Verdict), read.text("opinion")
    panel = read.text("panel", required=False, longest=500)
    try:
        read.finish()
        async with transaction():
            for pick in chosen:
                await actions.recheck(
                    finding=pick.finding, version=pick.version, verdict=verdict or Verdict.REJECTED, opinion=opinion,
                    panel=panel, by=actor(request), at=at,
                )  # fmt: skip
    except Invalid as invalid:
        screen = await _screen(request, _ids(chosen), form.failed(invalid), form.value("findings"))
        return Page("rulings/rechecks.html", screen, status=422)
    said = Words(f"{len(chosen)} 个问题的复核意见已记录。", f"{len(chosen)} rechecks are recorded.")
    return see_other(request, "/rulings?stage=decide", said=said)


def _ids(chosen: Sequence[Pick]) -> list[int]:
    return [pick.finding for pick in chosen]


SEVERAL = (hear_several, record_several, recheck_several, record_rechecks)
