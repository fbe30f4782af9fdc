"""失信核查 of a vendor: what the public lists answered, with the evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from server.registry.frame import NOTHING, Frame, Refused, frame, refused, scan_of, scans_of
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.attachments.queries import AttachmentView
from vendors.errors import Invalid, NotFound, Words
from vendors.policy.parameters import parameter
from vendors.registry.credit.actions import ATTACHED, record_credit_check
from vendors.registry.credit.queries import CreditCheckView, credit_checks
from vendors.registry.credit.rules import Checked, CreditSource, CreditState, credit_state

TONES: Final[Mapping[CreditState, str]] = {
    CreditState.CLEAN: "good",
    CreditState.ON_RECORD: "bad",
    CreditState.STALE: "warn",
    CreditState.NEVER: "warn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksScreen:
    """Every answer; `good_until` the last day the newest one counts."""

    frame: Frame
    rows: Sequence[CreditCheckView]
    scans: Mapping[int, Sequence[AttachmentView]]
    valid_days: int
    refused: Refused
    sources: Sequence[CreditSource] = tuple(CreditSource)

    @property
    def form(self) -> Form:
        return self.refused.of("add")

    @property
    def state(self) -> CreditState:
        checks = [Checked(source=row.source, on=row.checked_on, on_record=row.on_record) for row in reversed(self.rows)]
        return credit_state(checks, on=self.frame.today, valid_days=self.valid_days)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def good_until(self) -> date | None:
        return self.rows[0].checked_on + timedelta(days=self.valid_days) if self.rows else None


@get("/vendors/{vendor:int}/checks", opt={"right": Right.VIEW_VENDORS})
async def checks(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await _page(request, vendor)


@post("/vendors/{vendor:int}/checks", opt={"right": Right.REGISTER_VENDOR}, request_max_body_size=BODY_LIMIT)
async def record(request: WebRequest, house: NamedDependency[House], vendor: FromPath[int]) -> Page | Redirect:
    form, file = await submitted_with_file(request, "source", "checked_on", "result", "note")
    read = Reading(form)
    source, on = read.choice("source", CreditSource), read.day("checked_on")
    note, result = read.text("note", required=False, longest=300), read.text("result")
    if result not in {"", "clean", "on_record"}:
        read.fault("result", Words("请从列表中选择。", "Choose from the list."))
    try:
        read.finish()
        if source is None or on is None:
            raise NotFound
        scan = await scan_of(file, house)
        await record_credit_check(
            vendor=vendor, source=source, on=on, on_record=result == "on_record", note=note, scan=scan,
            by=actor(request), at=clock.now(),
        )  # fmt: skip
    except Invalid as invalid:
        return await _page(request, vendor, refused("add", form, invalid))
    return see_other(request, f"/vendors/{vendor}/checks", said=Words("核查已登记。", "The check is on record."))


async def _page(request: WebRequest, vendor: int, refused: Refused = NOTHING) -> Page:
    around = await frame(request, vendor, "/checks")
    rows = await credit_checks(vendor, for_=actor(request))
    screen = ChecksScreen(
        frame=around,
        rows=rows,
        scans=await scans_of(request, ATTACHED, [row.id for row in rows]),
        valid_days=parameter("credit_check_valid_days", around.today).whole,
        refused=refused,
    )
    return Page("registry/checks.html", screen, status=refused.status)


HANDLERS = (checks, record)
