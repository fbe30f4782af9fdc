"""资质证书 of a vendor: entered and verified by the bureau, renewed ones sent in by the vendor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import NOTHING, Frame, Refused, frame, must_scan, refused, scan_of, scans_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Invalid, NotFound, Words
from vendors.registry.qualifications import actions, queries
from vendors.registry.qualifications.actions import ATTACHED, Shown
from vendors.registry.qualifications.expiring import Expiring, expiring_qualifications
from vendors.registry.qualifications.queries import QualificationView
from vendors.registry.qualifications.rules import Need, QualificationState, Requirement, known_for, needs

TONES: Final[Mapping[QualificationState, str]] = {
    QualificationState.SUBMITTED: "brand",
    QualificationState.VERIFIED: "good",
    QualificationState.REFUSED: "bad",
    QualificationState.REVOKED: "bad",
}
NAMES: Final = ("code", "number", "issuer", "valid_from", "valid_until", "unscanned")


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationsScreen:
    """Every certificate with its scans, what the kind must show, and the form for a new one."""

    frame: Frame
    rows: Sequence[QualificationView]
    scans: Mapping[int, Sequence[AttachmentView]]
    known: Sequence[Requirement]
    due: Mapping[int, Expiring]
    refused: Refused
    tones: Mapping[QualificationState, str]

    @property
    def form(self) -> Form:
        return self.refused.of("add")

    @property
    def needs(self) -> Sequence[Need]:
        return needs(self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationScreen:
    """One certificate, to be judged."""

    frame: Frame
    row: QualificationView
    scans: Sequence[AttachmentView]
    refused: Refused
    tone: str
    accept: str = ACCEPTED

    @property
    def open(self) -> bool:
        return self.row.state is QualificationState.SUBMITTED

    @property
    def verified(self) -> bool:
        return self.row.state is QualificationState.VERIFIED


@get("/vendors/{vendor:int}/qualifications", opt={"right": Right.VIEW_VENDORS})
async def qualifications(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _list(request, vendor)


@post(
    "/vendors/{vendor:int}/qualifications",
    opt={"right": Right.SHOW_QUALIFICATION},
    request_max_body_size=BODY_LIMIT,
)
async def add(request: WebRequest, house: NamedDependency[House], vendor: FromPath[int]) -> Page | Redirect:
    await frame(request, vendor)
    form, file = await submitted_with_file(request, *NAMES)
    who = actor(request)
    try:
        shown = shown_in(form)
        await actions.add_qualification(
            vendor=vendor, shown=shown, scan=await scan_of(file, house), by=who, at=clock.now()
        )
    except Invalid as invalid:
        return await _list(request, vendor, refused("add", form, invalid))
    said = (
        Words("资质已登记。", "The certificate is on file.")
        if who.at_bureau
        else Words("资质已报送，等待医保部门核验。", "The certificate is sent in and waits to be verified.")
    )
    return see_other(request, f"/vendors/{vendor}/qualifications", said=said)


def shown_in(form: Form, *, before: str = "") -> Shown:
    """The certificate a form tells of; its fields may carry a prefix. Raises Invalid."""
    read = Reading(form)
    code, number = read.text(f"{before}code", longest=40), read.text(f"{before}number", longest=80)
    issuer, since = read.text(f"{before}issuer", longest=100), read.day(f"{before}valid_from")
    until = read.day(f"{before}valid_until", required=False)
    unscanned = read.text(f"{before}unscanned", required=False, longest=300)
    read.finish()
    if since is None:
        raise NotFound
    return Shown(code=code, number=number, issuer=issuer, valid_from=since, valid_until=until, unscanned=unscanned)


@get("/vendors/{vendor:int}/qualifications/{qualification:int}", opt={"right": Right.VIEW_VENDORS})
async def one(request: WebRequest, vendor: FromPath[int], qualification: FromPath[int]) -> Page:
    return await _one(request, vendor, qualification)


@post("/vendors/{vendor:int}/qualifications/{qualification:int}/judge", opt={"right": Right.REGISTER_VENDOR})
async def judge(request: WebRequest, vendor: FromPath[int], qualification: FromPath[int]) -> Page | Redirect:
    """`verdict` verify, refuse or revoke."""
    form = await submitted(request, "verdict", "reason")
    await _belongs(request, vendor, qualification)
    read, who, at = Reading(form), actor(request), clock.now()
    reason = read.text("reason", required=False, longest=300)
    try:
        read.finish()
        if form.value("verdict") == "revoke":
            await actions.revoke_qualification(qualification=qualification, reason=reason, by=who, at=at)
        else:
            accepted = form.value("verdict") == "verify"
            await actions.judge_qualification(
                qualification=qualification, accepted=accepted, reason=reason, by=who, at=at
            )
    except Invalid as invalid:
        return await _one(request, vendor, qualification, refused("judge", form, invalid))
    said = Words("核验结果已登记。", "The verdict is on record.")
    return see_other(request, f"/vendors/{vendor}/qualifications", said=said)


@post(
    "/vendors/{vendor:int}/qualifications/{qualification:int}/scans",
    opt={"right": Right.REGISTER_VENDOR},
    request_max_body_size=BODY_LIMIT,
)
async def add_scan(
    request: WebRequest, house: NamedDependency[House], vendor: FromPath[int], qualification: FromPath[int]
) -> Page | Redirect:
    form, file = await submitted_with_file(request)
    await _belongs(request, vendor, qualification)
    try:
        scan = await must_scan(file, house)
        await actions.add_scan(qualification=qualification, scan=scan, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, vendor, qualification, refused("scan", form, invalid))
    said = Words("扫描件已上传。", "The scan is on file.")
    return see_other(request, f"/vendors/{vendor}/qualifications/{qualification}", said=said)


async def _belongs(request: WebRequest, vendor: int, qualification: int) -> QualificationView:
    found = await queries.qualification(qualification, for_=actor(request))
    if found.vendor != vendor:
        raise NotFound
    return found


async def _list(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    around = await frame(request, vendor, "/qualifications")
    rows = await queries.qualifications(vendor, for_=actor(request))
    due = await expiring_qualifications(on=around.today, vendor=vendor)
    screen = QualificationsScreen(
        frame=around,
        rows=rows,
        scans=await scans_of(request, ATTACHED, [row.id for row in rows]),
        known=known_for(around.vendor.kind, on=around.today),
        due={one.qualification: one for one in due},
        refused=refused,
        tones=TONES,
    )
    return Page("registry/qualifications.html", screen, status=refused.status)


async def _one(request: WebRequest, vendor: int, qualification: int, refused: Refused = NOTHING) -> Page:
    row = await _belongs(request, vendor, qualification)
    scans = await scans_of(request, ATTACHED, [row.id])
    screen = QualificationScreen(
        frame=await frame(request, vendor, "/qualifications"),
        row=row,
        scans=scans[row.id],
        refused=refused,
        tone=TONES[row.state],
    )
    return Page("registry/qualification.html", screen, fragment="registry/_qualification.html", status=refused.status)


HANDLERS = (qualifications, add, one, judge, add_scan)
