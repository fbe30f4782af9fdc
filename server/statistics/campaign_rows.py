"""One unit's row of the campaign table: computed beside entered, written and handed in."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from server.statistics.campaign import scope_of
from server.statistics.campaign_screens import RowScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.forms import Form, Reading, submitted
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.statistics.campaign import queries
from vendors.statistics.campaign.assembling import Cells
from vendors.statistics.campaign.columns import STORED
from vendors.statistics.campaign.filling_actions import NewCell, enter_cells, return_row, submit_row
from vendors.statistics.campaign.rules import NotReady, RowState, Scope


@get("/statistics/campaign/{table:int}/rows/{region:int}", opt={"right": Right.VIEW_STATISTICS})
async def row_page(request: WebRequest, table: FromPath[int], region: FromPath[int]) -> Page:
    return await _page(request, table, f"{region:06d}", Form())


async def _page(request: WebRequest, table: int, region: str, form: Form, *, refused: bool = False) -> Page:
    who, scope = actor(request), scope_of(request)
    view = await queries.report(table, for_=who, at=clock.now())
    row = next((one for one in view.rows if one.region == region), None)
    if row is None:
        raise NotFound
    mine = may(who, Right.FILL_STATISTICS) and who.region in {"", region}
    screen = RowScreen(
        view=view,
        row=row,
        scope=scope,
        open=mine and not view.head.locked and row.state is not RowState.SUBMITTED,
        returnable=mine and not who.region and not view.head.locked and row.state is RowState.SUBMITTED,
        form=form,
        refused=refused,
    )
    return Page("statistics/row.html", screen, status=409 if refused else 422 if form.errors else 200)


@post("/statistics/campaign/{table:int}/rows/{region:int}", opt={"right": Right.FILL_STATISTICS})
async def fill(request: WebRequest, table: FromPath[int], region: FromPath[int]) -> Page | Redirect:
    names = [f"{letter}_{column.key}" for column in STORED for letter in ("v", "r")]
    form = await submitted(request, *names)
    who, scope, code = actor(request), scope_of(request), f"{region:06d}"
    view = await queries.report(table, for_=who, at=clock.now())
    if code not in view.cells[scope]:
        raise NotFound
    try:
        cells = _read(form, view.cells[scope][code])
        if cells:
            await enter_cells(report=table, region=code, scope=scope, cells=cells, by=who, at=clock.now())
    except Invalid as invalid:
        named = {name if name in names else f"r_{name}": said for name, said in invalid.fields.items()}
        return await _page(request, table, code, form.failed(Invalid(named)))
    said = Words(f"已保存 {len(cells)} 项。", f"{len(cells)} cells saved.")
    return see_other(request, _address(table, code, scope), said=said)


def _read(form: Form, before: Cells) -> tuple[NewCell, ...]:
    """The cells that say something else than before."""
    read = Reading(form)
    found = []
    for column in STORED:
        name, reason = f"v_{column.key}", read.text(f"r_{column.key}", required=False, longest=200)
        value = read.fen(name, required=False) if column.money else read.whole(name, required=False)
        written = before[column.key].written
        same = written is None if value is None else written is not None and written.value == value
        if not same or (written is not None and value is not None and written.reason != reason):
            found.append(NewCell(field=column.key, value=value, reason=reason))
    read.finish()
    return tuple(found)


@post("/statistics/campaign/{table:int}/rows/{region:int}/submit", opt={"right": Right.FILL_STATISTICS})
async def hand_in(request: WebRequest, table: FromPath[int], region: FromPath[int]) -> Page | Redirect:
    await submitted(request)
    try:
        await submit_row(report=table, region=f"{region:06d}", by=actor(request), at=clock.now())
    except NotReady:
        return await _page(request, table, f"{region:06d}", Form(), refused=True)
    return see_other(request, f"/statistics/campaign/{table}", said=Words("本行已提交。", "The row is handed in."))


@post("/statistics/campaign/{table:int}/rows/{region:int}/return", opt={"right": Right.FILL_STATISTICS})
async def give_back(request: WebRequest, table: FromPath[int], region: FromPath[int]) -> Page | Redirect:
    form, code = await submitted(request, "reason"), f"{region:06d}"
    try:
        await return_row(report=table, region=code, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, table, code, form.failed(invalid))
    return see_other(request, f"/statistics/campaign/{table}", said=Words("已退回。", "Given back."))


def _address(table: int, region: str, scope: Scope) -> str:
    return f"/statistics/campaign/{table}/rows/{region}" + (
        f"?scope={scope.value}" if scope is Scope.CUMULATIVE else ""
    )


HANDLERS = (row_page, fill, hand_in, give_back)
