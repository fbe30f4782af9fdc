"""基础数据: what there is, how much of it, what was loaded last, and what will soon be missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import get
from litestar.handlers import HTTPRouteHandler

from importers.registers.catalogue import REGISTERS
from importers.registers.queries import UploadView, last_loads
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import _, words
from server.web.pages import Page
from vendors.actors import Actor
from vendors.errors import Words
from vendors.institutions import list_queries as institutions
from vendors.institutions.list_queries import CaseChoice, DoctorChoice, InstitutionChoice
from vendors.organisation.queries import units
from vendors.periods import local_date
from vendors.policy.basis import Basis, Validity, basis_documents
from vendors.policy.calendar import bureau_calendar
from vendors.policy.codes import code_lists
from vendors.policy.parameters import NoParameterInForce, histories, parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One kind of reference data."""

    path: str
    name: str
    count: str
    note: str
    glyph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something that will be missing; `path` is where to put it right."""

    said: Words
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewScreen:
    tiles: Sequence[Tile]
    loads: Sequence[tuple[str, UploadView]]
    warned: Sequence[Warned]


@get("/reference", opt={"right": Right.VIEW_REFERENCE})
async def overview(request: WebRequest) -> Page:
    who, today = actor(request), local_date(clock.now())
    documents = await basis_documents(for_=who)
    loads = await last_loads(for_=who)
    named = [(words(Words(REGISTERS[key].zh, REGISTERS[key].en)), load) for key, load in loads.items()]
    screen = OverviewScreen(
        tiles=await _tiles(who, today, len(documents)),
        loads=sorted(named, key=lambda pair: pair[1].id, reverse=True),
        warned=list(warnings(documents, today)),
    )
    return Page("reference/overview.html", screen)


async def _tiles(who: Actor, on: date, documents: int) -> Sequence[Tile]:
    cases = await institutions.case_count(CaseChoice(), for_=who)
    standing = [one for one in await units(for_=who) if one.stands_on(on)]
    known = bureau_calendar().is_working_day(date(on.year + 1, 1, 1)) is not None
    number = f"{cases.rows:,}"
    return (
        Tile(
            path="/institutions",
            name=_("定点机构"),
            count=f"{await institutions.institution_count(InstitutionChoice(), for_=who):,}",
            note=_("医院、诊所、药店和护理机构"),
            glyph="hospital",
        ),
        Tile(
            path="/doctors",
            name=_("医保医师和药师"),
            count=f"{await institutions.doctor_count(DoctorChoice(), for_=who):,}",
            note=_("按执业机构"),
            glyph="stethoscope",
        ),
        Tile(
            path="/cases",
            name=_("结算人次"),
            count=_("约 %(n)s", n=number) if cases.about else f"{number}+" if cases.more else number,
            note=_("抽样总体，已脱敏"),
            glyph="file-text",
        ),
        Tile(
            path="/codes",
            name=_("代码表"),
            count=str(len(code_lists()) + 1),
            note=_("含违规类型"),
            glyph="list",
        ),
        Tile(
            path="/parameters",
            name=_("政策参数"),
            count=str(len(histories())),
            note=_("期限、比例、金额，按日期生效"),
            glyph="sliders-horizontal",
        ),
        Tile(
            path="/calendar",
            name=_("工作日历"),
            count=str(on.year),
            note=_("下一年已知") if known else _("下一年暂定"),
            glyph="calendar-days",
        ),
        Tile(
            path="/basis",
            name=_("依据文件"),
            count=str(documents),
            note=_("法规、办法、方案、通知"),
            glyph="library",
        ),
        Tile(
            path="/organisation",
            name=_("组织机构"),
            count=str(len(standing)),
            note=_("市、县区和四个小组"),
            glyph="network",
        ),
    )


def warnings(documents: Sequence[Basis], on: date) -> Iterator[Warned]:
    """What will soon be missing, in the order of what it would stop."""
    year = on.year + 1
    if bureau_calendar().is_working_day(date(year, 1, 1)) is None:
        zh = f"{year} 年节假日安排尚未导入：跨年的期限均为暂定。"
        en = f"The holidays of {year} are not loaded: terms across New Year are provisional."
        yield Warned(said=Words(zh, en), path=f"/calendar?year={year}")
    for one in documents:
        if one.validity(on) is Validity.LAPSING and one.ends:
            zh = f"《{one.title}》将于 {one.ends.isoformat()} 失效。"
            yield Warned(said=Words(zh, f"“{one.title}” lapses on {one.ends.isoformat()}."), path=f"/basis/{one.code}")
    for code, rows in histories().items():
        ends = rows[-1].ends
        if ends is not None and _held(code, on) and not _held(code, date(ends.year + 1, 1, 1)):
            zh = f"参数“{rows[-1].zh}”在 {ends.isoformat()} 之后没有数值。"
            en = f"Parameter “{rows[-1].en}” has no value after {ends.isoformat()}."
            yield Warned(said=Words(zh, en), path=f"/parameters/{code}")


def _held(code: str, on: date) -> bool:
    try:
        parameter(code, on)
    except NoParameterInForce:
        return False
    return True


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (overview,)
