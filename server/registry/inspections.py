"""监督检查 of a vendor by the bureau (ZY-08); the vendor reads its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import NOTHING, Frame, Refused, frame, refused, scan_of, scans_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.history import Event, history
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Invalid, NotFound, Words
from vendors.policy.parameters import parameter
from vendors.registry.oversight import queries
from vendors.registry.oversight.actions import ATTACHED, close_inspection, record_inspection
from vendors.registry.oversight.queries import InspectionView
from vendors.registry.oversight.rules import InspectionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionsScreen:
    """Every inspection of a vendor; `least` how many inspectors one needs."""

    frame: Frame
    rows: Sequence[InspectionView]
    scans: Mapping[int, Sequence[AttachmentView]]
    least: int
    refused: Refused
    kinds: Sequence[InspectionKind] = tuple(InspectionKind)

    @property
    def form(self) -> Form:
        return self.refused.of("add")


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionScreen:
    """One inspection, to be closed when things are right."""

    frame: Frame
    row: InspectionView
    scans: Sequence[AttachmentView]
    history: Sequence[Event]
    refused: Refused
    accept: str = ACCEPTED


@get("/vendors/{vendor:int}/inspections", opt={"right": Right.VIEW_VENDORS})
async def inspections(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _list(request, vendor)


@post("/vendors/{vendor:int}/inspections", opt={"right": Right.REGISTER_VENDOR}, request_max_body_size=BODY_LIMIT)
async def record(request: WebRequest, house: NamedDependency[House], vendor: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "kind", "inspected_on", "inspectors", "findings", "rectify_by")
    read = Reading(form)
    kind, on = read.choice("kind", InspectionKind), read.day("inspected_on")
    people, found = read.text("inspectors", longest=200), read.text("findings")
    by_day = read.day("rectify_by", required=False)
    try:
        read.finish()
        if kind is None or on is None:
            raise NotFound
        await record_inspection(
            vendor=vendor, kind=kind, on=on, inspectors=people, findings=found, rectify_by=by_day,
            scan=await scan_of(file, house), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await _list(request, vendor, refused("add", form, invalid))
    said = Words("监督检查已登记。", "The inspection is on record.")
    return see_other(request, f"/vendors/{vendor}/inspections", said=said)


@get("/vendors/{vendor:int}/inspections/{inspection:int}", opt={"right": Right.VIEW_VENDORS})
async def one(request: WebRequest, vendor: FromPath[int], inspection: FromPath[int]) -> Page:
    return await _one(request, vendor, inspection)


@post(
    "/vendors/{vendor:int}/inspections/{inspection:int}/close",
    opt={"right": Right.REGISTER_VENDOR},
    request_max_body_size=BODY_LIMIT,
)
async def close(
    request: WebRequest, house: NamedDependency[House], vendor: FromPath[int], inspection: FromPath[int]
) -> Page | Redirect:
    form, file = await submitted_with_file(request, "outcome")
    await _belongs(request, vendor, inspection)
    try:
        scan = await scan_of(file, house)
        await close_inspection(
            inspection=inspection, outcome=form.value("outcome"), scan=scan, by=actor(request), at=clock.now()
        )
    except Invalid as invalid:
        return await _one(request, vendor, inspection, refused("close", form, invalid))
    said = Words("检查已办结。", "The inspection is closed.")
    return see_other(request, f"/vendors/{vendor}/inspections", said=said)


async def _belongs(request: WebRequest, vendor: int, inspection: int) -> InspectionView:
    found = await queries.inspection(inspection, for_=actor(request))
    if found.vendor != vendor:
        raise NotFound
    return found


async def _list(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    around = await frame(request, vendor, "/inspections")
    rows = await queries.inspections(for_=actor(request), vendor=vendor)
    screen = InspectionsScreen(
        frame=around,
        rows=rows,
        scans=await scans_of(request, ATTACHED, [row.id for row in rows]),
        least=parameter("vendor_inspectors_min", around.today).whole,
        refused=refused,
    )
    return Page("registry/inspections.html", screen, status=refused.status)


async def _one(request: WebRequest, vendor: int, inspection: int, refused: Refused = NOTHING) -> Page:
    row = await _belongs(request, vendor, inspection)
    scans = await scans_of(request, ATTACHED, [row.id])
    screen = InspectionScreen(
        frame=await frame(request, vendor, "/inspections"),
        row=row,
        scans=scans[row.id],
        history=await history("vendor_inspection", inspection),
        refused=refused,
    )
    return Page("registry/inspection.html", screen, fragment="registry/_inspection.html", status=refused.status)


HANDLERS = (inspections, record, one, close)
