"""What stands around every page of one vendor: its name, why it may be given no work, and the pages beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.forms import Form
from server.web.house import House
from server.web.i18n import N_
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED, File
from vendors.bars import Bar
from vendors.errors import Invalid, Words
from vendors.periods import local_date
from vendors.registry.bars import vendor_bars
from vendors.registry.qualifications.actions import Scan
from vendors.registry.queries import VendorView, vendor
from vendors.registry.rules import Standing

TONES: Final[Mapping[Standing, str]] = {
    Standing.PENDING: "muted",
    Standing.REGISTERED: "",
    Standing.IN_SERVICE: "good",
    Standing.RECTIFYING: "warn",
    Standing.SUSPENDED: "warn",
    Standing.EXITED: "",
    Standing.DROPPED: "bad",
    Standing.EXPELLED: "bad",
    Standing.BANNED: "bad",
}
_PAGES: Final = (
    ("", N_("基本信息"), Right.VIEW_VENDORS),
    ("/qualifications", N_("资质证书"), Right.VIEW_VENDORS),
    ("/holders", N_("股东与控制人"), Right.VIEW_VENDORS),
    ("/checks", N_("失信核查"), Right.VIEW_VENDORS),
    ("/inspections", N_("监督检查"), Right.VIEW_VENDORS),
    ("/risks", N_("风险评估"), Right.VIEW_OVERSIGHT),
)
_EMPTY: Final = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`page` is the part of the address after the vendor's own; `pages` those this person may open."""

    vendor: VendorView
    bars: Sequence[Bar]
    page: str
    pages: Sequence[tuple[str, str]]
    today: date
    accept: str = ACCEPTED

    @property
    def path(self) -> str:
        return f"/vendors/{self.vendor.id}"

    @property
    def tone(self) -> str:
        return TONES[self.vendor.standing]

    @property
    def alarm(self) -> str:
        """How loudly the bars are told: a vendor merely not hired yet, or doubts that may be waived, are no alarm."""
        mild = {f"standing_{standing.value}" for standing in (Standing.PENDING, Standing.REGISTERED)}
        return "bad" if any(not bar.waivable and bar.code not in mild for bar in self.bars) else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A form sent back: which one of the page's, and what was typed."""

    name: str = ""
    form: Form = _EMPTY

    @property
    def status(self) -> int:
        return 422 if self.name else 200

    def of(self, name: str) -> Form:
        """The form under this name, empty unless it was the one sent back."""
        return self.form if self.name == name else _EMPTY


NOTHING: Final = Refused()


def refused(name: str, form: Form, invalid: Invalid, *, known: Mapping[str, str] | None = None) -> Refused:
    """`known` maps the action's field names to the form's."""
    fields = {(known or {}).get(field, field): said for field, said in invalid.fields.items()}
    return Refused(name=name, form=form.failed(Invalid(fields)))


async def frame(request: WebRequest, vendor_id: int, page: str = "") -> Frame:
    """Raises NotFound for a vendor that is not there or not this person's."""
    who, today = actor(request), local_date(clock.now())
    found = await vendor(vendor_id, for_=who)
    pages = tuple((path, label) for path, label, right in _PAGES if may(who, right))
    return Frame(vendor=found, bars=await vendor_bars(vendor_id, on=today), page=page, pages=pages, today=today)


async def scan_of(file: File | None, house: House) -> Scan | None:
    """The scan kept in the blob store. Raises Invalid at `file`."""
    return Scan(file=file, sha256=await keep(file, blobs=house.blobs)) if file else None


async def must_scan(file: File | None, house: House) -> Scan:
    """The same for a form that is nothing without its file."""
    if file is None:
        raise Invalid({"file": Words("请选择要上传的文件。", "Choose the file to upload.")})
    return Scan(file=file, sha256=await keep(file, blobs=house.blobs))


async def scans_of(request: WebRequest, object_type: str, ids: Sequence[int]) -> Mapping[int, Sequence[AttachmentView]]:
    """The files of some records, by record."""
    found = await attachments(object_type=object_type, object_ids=ids, for_=actor(request))
    return {one: tuple(file for file in found if file.object_id == one) for one in ids}
