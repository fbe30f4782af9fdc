"""What is taken while an investigation runs: settlements held, things preserved or sealed, their last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import CENTRED, DATE
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import Event, history
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.reading import export_address
from server.web.tabs import Field
from vendors.errors import Invalid, NotFound, Words
from vendors.handling import actions, queries
from vendors.handling.actions import NewPrecaution
from vendors.handling.case_rules import PrecautionKind, PrecautionOutcome
from vendors.handling.queries import PrecautionView
from vendors.institutions.queries import institutions_by_code
from vendors.periods import local_date
from vendors.policy.parameters import parameter

FIELDS: Final = (
    Field("定点机构编码", 16), Field("定点机构", 30), Field("措施", 18), Field("事项", 40), Field("存放地点", 16),
    Field("采取日期", 12, DATE), Field("期限", 12, DATE), Field("暂定", 8, CENTRED), Field("延长日期", 12, DATE),
    Field("处理", 14), Field("处理日期", 12, DATE), Field("处理说明", 36), Field("登记人", 12),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecautionsScreen:
    rows: Sequence[PrecautionView]
    text: str
    today: date
    export: str
    days: int
    working: bool
    seal_days: int
    extension_days: int

    @property
    def open(self) -> int:
        return sum(one.outcome is None for one in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrecautionScreen:
    form: Form
    days: int
    working: bool
    seal_days: int
    kinds: Sequence[PrecautionKind] = tuple(PrecautionKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecautionScreen:
    one: PrecautionView
    history: Sequence[Event]
    today: date
    form: Form
    asked: str
    outcomes: Sequence[PrecautionOutcome] = tuple(PrecautionOutcome)

    @property
    def extendable(self) -> bool:
        one = self.one
        fresh = one.outcome is None and one.extended_on is None
        return fresh and one.kind is PrecautionKind.SEAL and self.today <= one.due_on

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()


def _number(code: str) -> int:
    return parameter(code, local_date(clock.now())).whole


@get("/sanctions/precautions", opt={"right": Right.VIEW_DECISIONS})
async def precautions(request: WebRequest) -> Page:
    text = request.query_params.get("text", "").strip()
    screen = PrecautionsScreen(
        rows=await queries.precautions(for_=actor(request), text=text),
        text=text,
        today=local_date(clock.now()),
        export=export_address(request, "/sanctions/precautions"),
        days=_number("preservation_days"),
        working=bool(_number("preservation_working_days")),
        seal_days=_number("seal_days"),
        extension_days=_number("seal_extension_days"),
    )
    return Page("handling/precautions.html", screen)


@get("/sanctions/precautions/export", opt={"right": Right.VIEW_DECISIONS})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.precautions(for_=actor(request), text=request.query_params.get("text", "").strip())
    rows = [
        (
            one.institution_code, one.institution_name, one.kind.zh, one.matter, one.place, one.taken_on, one.due_on,
            "暂定" if one.provisional else "", one.extended_on, one.outcome.zh if one.outcome else None,
            one.outcome_on, one.outcome_text, one.recorded_by_name,
        )
        for one in found
    ]  # fmt: skip
    return listing("调查期间措施", FIELDS, rows, at=clock.now(), plain="precautions")


@get("/sanctions/precautions/new", opt={"right": Right.HANDLE_DECISION})
async def new_precaution(request: WebRequest) -> Page:  # noqa: ARG001 the form is the same for all
    return _new_page(Form(values={"taken_on": local_date(clock.now()).isoformat()}))


def _new_page(form: Form, *, status: int = 200) -> Page:
    screen = NewPrecautionScreen(
        form=form,
        days=_number("preservation_days"),
        working=bool(_number("preservation_working_days")),
        seal_days=_number("seal_days"),
    )
    return Page("handling/new_precaution.html", screen, status=status)


@post("/sanctions/precautions/new", opt={"right": Right.HANDLE_DECISION})
async def take(request: WebRequest) -> Page | Redirect:
    at = clock.now()
    form = await submitted(request, "institution", "kind", "matter", "place", "taken_on", "release_on")
    read = Reading(form)
    code, kind = read.text("institution", longest=12).upper(), read.choice("kind", PrecautionKind)
    matter, place = read.text("matter"), read.text("place", required=False, longest=100)
    taken_on, release_on = read.day("taken_on"), read.day("release_on", required=False)
    known = (await institutions_by_code([code])).get(code) if code else None
    if code and known is None:
        read.fault("institution", Words("没有这家定点机构。", "There is no such institution."))
    try:
        read.finish()
        if known is None or kind is None:
            raise NotFound
        new = NewPrecaution(
            institution=known.id, kind=kind, matter=matter, place=place, taken_on=taken_on or local_date(at),
            release_on=release_on,
        )  # fmt: skip
        made = await actions.take_precaution(precaution=new, by=actor(request), at=at)
    except Invalid as invalid:
        return _new_page(form.failed(invalid), status=422)
    return see_other(request, f"/sanctions/precautions/{made}", said=Words("已登记。", "Recorded."))


@get("/sanctions/precautions/{precaution:int}", opt={"right": Right.VIEW_DECISIONS})
async def one_precaution(request: WebRequest, precaution: FromPath[int]) -> Page:
    return await precaution_page(request, precaution)


async def precaution_page(
    request: WebRequest, precaution: int, *, form: Form | None = None, asked: str = "", status: int = 200
) -> Page:
    """NotFound when there is none, or it is another county's."""
    found = await queries.precautions(for_=actor(request), precaution=precaution)
    if not found:
        raise NotFound
    screen = PrecautionScreen(
        one=found[0],
        history=await history("precaution", precaution),
        today=local_date(clock.now()),
        form=form or Form(),
        asked=asked,
    )
    return Page("handling/precaution.html", screen, fragment="handling/_precaution.html", status=status)


@post("/sanctions/precautions/{precaution:int}/extended", opt={"right": Right.HANDLE_DECISION})
async def extend(request: WebRequest, precaution: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    try:
        until = await actions.extend_precaution(
            precaution=precaution, reason=form.value("reason"), by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await precaution_page(request, precaution, form=form.failed(invalid), asked="extend", status=422)
    said = Words(f"封存延长至 {until}。", f"Sealed until {until}.")
    return see_other(request, f"/sanctions/precautions/{precaution}", said=said)


@post("/sanctions/precautions/{precaution:int}/ended", opt={"right": Right.HANDLE_DECISION})
async def end(request: WebRequest, precaution: FromPath[int]) -> Page | Redirect:
    at = clock.now()
    form = await submitted(request, "outcome", "outcome_on", "outcome_text")
    read = Reading(form)
    outcome, on, text = read.choice("outcome", PrecautionOutcome), read.day("outcome_on"), read.text("outcome_text")
    try:
        read.finish()
        await actions.end_precaution(
            precaution=precaution, outcome=outcome or PrecautionOutcome.RELEASED, on=on or local_date(at), text=text,
            by=actor(request), at=at,
        )  # fmt: skip
    except Invalid as invalid:
        return await precaution_page(request, precaution, form=form.failed(invalid), asked="end", status=422)
    return see_other(request, f"/sanctions/precautions/{precaution}", said=Words("处理已登记。", "Recorded."))


HANDLERS = (precautions, export, new_precaution, take, one_precaution, extend, end)
