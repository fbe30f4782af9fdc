"""法定代表人、股东、实际控制人 of a vendor; numbers come in here and are kept masked with a keyed fingerprint."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import NOTHING, Frame, Refused, frame, refused
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.errors import Invalid, NotFound, Words
from vendors.registry.ownership import actions, queries
from vendors.registry.ownership.queries import HolderView
from vendors.registry.ownership.rules import Certificate, HolderRole, Named

_NAMES: Final = ("role", "name", "certificate", "number", "company_code", "share")
_BASIS_POINTS: Final = Decimal(100)  # ‱ in a percent


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldersScreen:
    """Those behind the vendor now and before."""

    frame: Frame
    rows: Sequence[HolderView]
    refused: Refused
    roles: Sequence[HolderRole] = tuple(HolderRole)
    certificates: Sequence[Certificate] = tuple(Certificate)

    @property
    def form(self) -> Form:
        return self.refused.of("add")

    def percent(self, share: int | None) -> str:
        return percent(share)

    @property
    def shares(self) -> int:
        """What present shareholders hold together, in ‱."""
        present = [one for one in self.rows if one.until is None and one.role is HolderRole.SHAREHOLDER]
        return sum(one.share or 0 for one in present)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderScreen:
    """One of them."""

    frame: Frame
    row: HolderView
    form: Form

    def percent(self, share: int | None) -> str:
        return percent(share)


def percent(share: int | None) -> str:
    """‱ as a percentage with its two decimals."""
    return "—" if share is None else f"{Decimal(share) / _BASIS_POINTS:.2f}%"


@get("/vendors/{vendor:int}/holders", opt={"right": Right.VIEW_VENDORS})
async def holders(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _page(request, vendor)


@post("/vendors/{vendor:int}/holders", opt={"right": Right.REGISTER_VENDOR})
async def add(request: WebRequest, house: NamedDependency[House], vendor: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, *_NAMES)
    read = Reading(form)
    role, share = read.choice("role", HolderRole), _share(read)
    named = Named(
        name=read.text("name", longest=100),
        certificate=read.choice("certificate", Certificate, required=False),
        number=read.text("number", required=False, longest=40),
        company_code=read.text("company_code", required=False, longest=40),
    )
    try:
        read.finish()
        if role is None:
            raise NotFound
        key = house.settings.secret.encode()
        await actions.add_holder(
            vendor=vendor, role=role, named=named, share=share, key=key, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _page(request, vendor, refused("add", _forget(form), invalid))
    said = Words("已登记，并与黑名单比对。", "Entered, and compared with the blacklist.")
    return see_other(request, f"/vendors/{vendor}/holders", said=said)


def _share(read: Reading) -> int | None:
    """A percentage with at most two decimals, in ‱."""
    percent = read.decimal("share", required=False)
    if percent is None:
        return None
    points = percent * _BASIS_POINTS
    if points != points.to_integral_value() or not 0 < points <= 10_000:
        read.fault(
            "share", Words("持股比例为 0 至 100，最多两位小数。", "A share from 0 to 100, at most two decimals.")
        )
        return None
    return int(points)


def _forget(form: Form) -> Form:
    """The form without the number: it is not sent back."""
    return Form(values={name: value for name, value in form.values.items() if name != "number"}, errors=form.errors)


@get("/vendors/{vendor:int}/holders/{holder:int}", opt={"right": Right.VIEW_VENDORS})
async def one(request: WebRequest, vendor: FromPath[int], holder: FromPath[int]) -> Page:
    return await _one(request, vendor, holder, Form())


@post("/vendors/{vendor:int}/holders/{holder:int}/end", opt={"right": Right.REGISTER_VENDOR})
async def end(request: WebRequest, vendor: FromPath[int], holder: FromPath[int]) -> Page | Redirect:
    form = await submitted(request, "reason")
    await _belongs(request, vendor, holder)
    try:
        await actions.end_holder(holder=holder, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, vendor, holder, form.failed(invalid), status=422)
    said = Words("已登记退出。", "The departure is on record.")
    return see_other(request, f"/vendors/{vendor}/holders", said=said)


async def _belongs(request: WebRequest, vendor: int, holder: int) -> HolderView:
    found = [one for one in await queries.holders(vendor, for_=actor(request)) if one.id == holder]
    if not found:
        raise NotFound
    return found[0]


async def _one(request: WebRequest, vendor: int, holder: int, form: Form, *, status: int = 200) -> Page:
    row = await _belongs(request, vendor, holder)
    screen = HolderScreen(frame=await frame(request, vendor, "/holders"), row=row, form=form)
    return Page("registry/holder.html", screen, fragment="registry/_holder.html", status=status)


async def _page(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    screen = HoldersScreen(
        frame=await frame(request, vendor, "/holders"),
        rows=await queries.holders(vendor, for_=actor(request)),
        refused=refused,
    )
    return Page("registry/holders.html", screen, status=refused.status)


HANDLERS = (holders, add, one, end)
