"""Registers: suspensions, rescissions and bans, doctors and pharmacists, settlements held; each as a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get

from importers.workbook.writing.looks import CENTRED, COUNT, DATE
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.i18n import code_words
from server.web.listing import listing
from server.web.pages import Page
from server.web.reading import asked, counties, export_address, member, number
from server.web.tabs import Field
from vendors.actors import Actor
from vendors.handling import queries
from vendors.handling.queries import Register, Sanction, Standing
from vendors.handling.rules import MeasureKind
from vendors.periods import local_date
from vendors.policy.codes import code_list

FIELDS: Final = (
    Field("定点机构编码", 16), Field("定点机构", 30), Field("县区", 14), Field("措施", 22), Field("人员或部门", 16),
    Field("代码", 16), Field("处理决定", 18), Field("起始日期", 12, DATE), Field("月数", 8, COUNT),
    Field("截止日期", 12, DATE), Field("解除日期", 12, DATE), Field("状态", 10, CENTRED), Field("情形", 40),
)  # fmt: skip
PUBLIC: Final = (
    Field("定点机构", 36), Field("定点机构编码", 18), Field("县区", 16), Field("解除日期", 14, DATE), Field("情形", 48),
    Field("不得签约至", 14, DATE),
)  # fmt: skip
"""What the public list of rescinded institutions tells (LZ Art.20): no amounts, no people, no case numbers."""
TONES: Final[Mapping[Standing, str]] = {
    Standing.COMING: "brand",
    Standing.RUNNING: "bad",
    Standing.ENDED: "muted",
    Standing.LIFTED: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionsScreen:
    """One register; `counts` tells how many are in force in each."""

    register: Register
    rows: Sequence[Sanction]
    counts: Mapping[Register, int]
    today: date
    filters: Mapping[str, str]
    regions: Mapping[str, str]
    export: str
    registers: Sequence[Register] = tuple(Register)
    standings: Sequence[Standing] = tuple(Standing)

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())

    @property
    def persons(self) -> bool:
        return self.register is Register.DOCTORS

    def tone(self, one: Sanction) -> str:
        return TONES[one.standing(self.today)]

    def ground(self, one: Sanction) -> str:
        return code_words("termination_reason").get(one.grounds, one.grounds)

    def over(self, one: Sanction) -> bool:
        """A hold whose release date has passed without a release (LZ Art.19)."""
        return one.kind is MeasureKind.HOLD_SETTLEMENT and one.standing(self.today) is Standing.ENDED


async def _rows(who: Actor, register: Register, query: Mapping[str, str], today: date) -> tuple[Sanction, ...]:
    standing = member(Standing, query.get("standing", ""))
    found = await queries.sanctions(
        register, for_=who, text=query.get("text", ""), institution=number(query.get("institution", "")),
        region=query.get("region", ""),
    )  # fmt: skip
    return tuple(one for one in found if standing is None or one.standing(today) is standing)


@get("/sanctions", opt={"right": Right.VIEW_DECISIONS})
async def sanctions(request: WebRequest) -> Page:
    who, today = actor(request), local_date(clock.now())
    register = member(Register, request.query_params.get("register", "")) or Register.SUSPENSIONS
    query = asked(request, "text", "region", "standing", "institution")
    screen = SanctionsScreen(
        register=register,
        rows=await _rows(who, register, query, today),
        counts={one: await _running(who, one, today) for one in Register},
        today=today,
        filters=query,
        regions=counties(),
        export=export_address(request, "/sanctions"),
    )
    return Page("handling/sanctions.html", screen)


async def _running(who: Actor, register: Register, today: date) -> int:
    found = await queries.sanctions(register, for_=who)
    return sum(one.standing(today) is Standing.RUNNING for one in found)


@get("/sanctions/export", opt={"right": Right.VIEW_DECISIONS})
async def export(request: WebRequest) -> Response[bytes]:
    at = clock.now()
    today = local_date(at)
    register = member(Register, request.query_params.get("register", "")) or Register.SUSPENSIONS
    regions, grounds = code_list("region"), code_list("termination_reason")
    rows = [
        (
            one.institution_code, one.institution_name, regions.get(one.region, one.region), one.kind.zh, one.target,
            one.doctor, one.decision_number, one.begins_on, one.months, one.ends_on, one.lifted_on,
            one.standing(today).zh, grounds.get(one.grounds, "") or one.basis,
        )
        for one in await _rows(actor(request), register, request.query_params, today)
    ]  # fmt: skip
    return listing(f"{register.zh}名册", FIELDS, rows, at=at, plain=f"sanctions-{register.value}")


@get("/sanctions/public", opt={"right": Right.VIEW_DECISIONS})
async def public(request: WebRequest) -> Response[bytes]:
    """社会公布名单: institutions whose ban runs, for publication."""
    at = clock.now()
    regions, grounds = code_list("region"), code_list("termination_reason")
    found = await queries.sanctions(Register.RESCISSIONS, for_=actor(request))
    rows = [
        (
            one.institution_name, one.institution_code, regions.get(one.region, one.region), one.begins_on,
            grounds.get(one.grounds, ""), one.ends_on,
        )
        for one in found
        if one.standing(local_date(at)) is Standing.RUNNING
    ]  # fmt: skip
    return listing("解除服务协议定点医药机构公布名单", PUBLIC, rows, at=at, plain="rescinded-institutions")


HANDLERS = (sanctions, export, public)
