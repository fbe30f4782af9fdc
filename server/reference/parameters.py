"""政策参数: every dated number with its source and use; a new value is shown against the present one, then set."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from importers.workbook.writing.looks import DATE
from server.reference.lists import SIZE, asked, elsewhere, paged
from server.reference.screens import Change, ParameterRow, ParameterScreen, ParametersScreen, Standing, plain, worded
from server.reference.values import values
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.history import history
from server.web.i18n import _
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import CURSOR, unseal, with_query
from server.web.tabs import Field
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import local_date
from vendors.policy.actions import NewValue, checked, set_parameter, withdraw_parameter
from vendors.policy.basis import basis_documents
from vendors.policy.bounds import bounds
from vendors.policy.parameters import NoParameterInForce, histories, known_parameter, parameter, use_of
from vendors.policy.rows import Parameter, Unit

SURE: Final = "1"


@get("/parameters", opt={"right": Right.VIEW_REFERENCE})
async def parameters(request: WebRequest) -> Page:
    text, source = asked(request, "text"), asked(request, "source")
    every = _rows(local_date(clock.now()))
    rows = [row for row in every if text in f"{row.code} {row.zh} {row.en}" and source in ("", row.source)]
    place = unseal(asked(request, CURSOR))
    start = next((number for number, row in enumerate(rows, 1) if place and row.code == place[0]), 0)
    screen = ParametersScreen(
        page=paged(request, rows[start : start + SIZE + 1], total=len(rows), key=lambda row: (row.code,)),
        first=with_query(request) if start else "",
        every=len(every),
        sources=sorted({row.source for row in every if row.source}),
        text=text,
        source=source,
        export=elsewhere(request, "/parameters/export"),
    )
    return Page("reference/parameters.html", screen)


@get("/parameters/export", opt={"right": Right.VIEW_REFERENCE})
async def export_parameters(request: WebRequest) -> Response[bytes]:
    """Every value ever, not only today's."""
    text, source = asked(request, "text"), asked(request, "source")
    fields = (
        Field(_("参数代码"), 28),
        Field(_("参数名称"), 32),
        Field(_("数值"), 12),
        Field(_("单位"), 10),
        Field(_("依据文件"), 36),
        Field(_("条款"), 14),
        Field(_("生效日期"), 12, DATE),
        Field(_("有效期至"), 12, DATE),
    )
    told = (
        (row.code, row.zh, plain(row.value), Unit(row.unit).zh, row.source, row.article, row.begins, row.ends)
        for rows in histories().values()
        for row in rows
        if text in f"{row.code} {row.zh} {row.en}" and source in ("", row.source)
    )
    return listing(_("政策参数"), fields, told, at=clock.now(), plain="parameters")


@get("/parameters/{code:str}", opt={"right": Right.VIEW_REFERENCE})
async def one_parameter(request: WebRequest, code: FromPath[str]) -> Page:
    return await _page(request, code, Form())


@post("/parameters/{code:str}", opt={"right": Right.MANAGE_REFERENCE})
async def new_value(request: WebRequest, code: FromPath[str]) -> Page | Redirect:
    """Sent without `sure` it shows what would change; sent again with it, the value is set."""
    form = await submitted(request, "value", "source", "article", "begins", "ends", "sure")
    who, at = actor(request), clock.now()
    read = Reading(form)
    value, begins = read.decimal("value"), read.day("begins")
    source, article = read.text("source", longest=200), read.text("article", required=False, longest=60)
    ends = read.day("ends", required=False)
    try:
        read.finish()
        new = NewValue(
            code=code,
            value=value or Decimal(0),
            source=source,
            article=article,
            begins=begins or local_date(at),
            ends=ends,
        )
        before, after = checked(new, at=at)
        if form.value("sure") != SURE:
            return await _page(request, code, form, change=Change(before=before, after=after))
        await set_parameter(new=new, by=who, at=at)
    except Invalid as invalid:
        return await _page(request, code, form.failed(invalid))
    said = Words("新数值已登记，到期自动生效。", "The new value is on record and will take effect by itself.")
    return see_other(request, f"/parameters/{code}", said=said)


@post("/parameters/{code:str}/withdraw", opt={"right": Right.MANAGE_REFERENCE})
async def withdraw(request: WebRequest, code: FromPath[str]) -> Page | Redirect:
    """A value that has not begun is taken back, with a reason."""
    form = await submitted(request, "withdrawn", "reason")
    read = Reading(form)
    begins, reason = read.day("withdrawn"), read.text("reason", longest=300)
    try:
        read.finish()
        if begins is not None:
            await withdraw_parameter(code=code, begins=begins, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, code, Form(), withdrawal=form.failed(invalid))
    said = Words("已撤回；该日可另行登记数值。", "Withdrawn; another value may begin on that day.")
    return see_other(request, f"/parameters/{code}", said=said)


async def _page(
    request: WebRequest, code: str, form: Form, *, change: Change | None = None, withdrawal: Form | None = None
) -> Page:
    who, today = actor(request), local_date(clock.now())
    known = known_parameter(code)
    if known is None:
        raise NotFound
    screen = ParameterScreen(
        row=_row(code, histories()[code], today),
        unit=Unit(known.unit),
        bounds=_bounds(code, known.unit),
        values=values(code, today),
        documents=await basis_documents(for_=who),
        history=await history("parameter", code),
        form=form,
        withdrawal=withdrawal or Form(),
        change=change,
    )
    wrong = form.errors or screen.withdrawal.errors
    return Page("reference/parameter.html", screen, status=422 if wrong else 200)


def _bounds(code: str, unit: str) -> Words:
    kept = bounds(unit, code)
    return Words(f"{kept.least:f} 至 {kept.most:f}", f"{kept.least:f} to {kept.most:f}")


def _present(code: str, on: date) -> Parameter | None:
    try:
        return parameter(code, on)
    except NoParameterInForce:
        return None


def _rows(on: date) -> Sequence[ParameterRow]:
    return [_row(code, rows, on) for code, rows in histories().items()]


def _row(code: str, rows: Sequence[Parameter], on: date) -> ParameterRow:
    held, newest = _present(code, on), rows[-1]
    shown = held or newest
    known = values(code, on)
    now = next((one for one in known if one.standing is Standing.NOW), None)
    return ParameterRow(
        code=code,
        zh=newest.zh,
        en=newest.en,
        value=worded(shown) if held else "—",
        source=shown.source,
        article=shown.article,
        begins=now.begins if now else shown.begins,
        ends=now.ends if now else shown.ends,
        use=use_of(code),
        coming=next((one.row for one in known if one.standing is Standing.COMING), None),
        values=len(rows),
        own=now is not None and now.own,
    )


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (
    parameters,
    export_parameters,
    one_parameter,
    new_value,
    withdraw,
)
