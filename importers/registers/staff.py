"""第三方服务人员名册: who works for which vendor (ZY-13). No identity numbers: the register has no column for them."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from importers.registers import messages
from importers.registers.register import Objection, Register, Scene, as_text, forward, registered
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.actors import Role
from vendors.incoming.rules import SEPARATOR, Difference
from vendors.people.rules import undertaking_from
from vendors.people.targets import STAFF

_R: Final = Need.REQUIRED
LEAD: Final = MappingProxyType({"1": "是", "0": "否"})

LAYOUT: Final = Layout(
    key="staff",
    zh="第三方服务人员名册",
    en="Register of vendor staff",
    sheet="服务人员",
    columns=(
        Column(
            key="uscc",
            zh="统一社会信用代码",
            en="Vendor code",
            type=Type.CODE,
            need=_R,
            aliases=("机构统一社会信用代码", "第三方机构代码", "信用代码"),
            pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$",
            pattern_is_error=True,
            longest=18,
            example="91620700MA0000001X",
            help_zh="已登记第三方机构的代码",
            help_en="The code of a registered vendor",
            width=22,
        ),
        Column(
            key="name",
            zh="姓名",
            en="Name",
            need=_R,
            longest=40,
            example="何小满",
            help_zh="同一机构内同名的，在姓名后加注区分",
            help_en="Tell two people of one name apart by a remark behind it",
        ),
        Column(
            key="post", zh="岗位", en="Post", need=_R, aliases=("职务", "岗位名称"), longest=40, example="病历审核员"
        ),
        Column(
            key="certificate",
            zh="证书编号",
            en="Certificate",
            aliases=("资格证书编号",),
            longest=60,
            example="审核证-2026-001",
        ),
        Column(
            key="certified_until",
            zh="证书有效期至",
            en="Certified until",
            type=Type.DATE,
            aliases=("证书到期日",),
            example="2027-12-31",
        ),
        Column(
            key="undertaking",
            zh="保密承诺书签署日期",
            en="Undertaking signed on",
            type=Type.DATE,
            aliases=("保密承诺签署日期",),
            example="2026-01-05",
            width=18,
        ),
        Column(
            key="on_post_from",
            zh="到岗日期",
            en="On post from",
            type=Type.DATE,
            need=_R,
            aliases=("入岗日期",),
            example="2026-01-05",
        ),
        Column(key="on_post_to", zh="离岗日期", en="On post to", type=Type.DATE, help_zh="在岗时留空"),
        Column(
            key="is_lead",
            zh="是否项目负责人",
            en="Project lead",
            type=Type.CHOICE,
            need=_R,
            choices=LEAD,
            aliases=("项目负责人",),
            example="0",
            width=14,
        ),
    ),
)


def nobody_signs_tomorrow(row: Row, scene: Scene) -> Iterator[Issue]:
    signed = row.day("undertaking")
    if signed and signed > scene.on:
        yield scene.sheet.issue(messages.FUTURE, row, "undertaking", on=scene.on)


def bound_early(change: Difference, on: date) -> Iterator[Objection]:
    """A day of the undertaking that is new lies within reach of the first day on post."""
    signed, since = change.after["undertaking_signed_on"], change.after["on_post_from"]
    if not signed or signed == change.before.get("undertaking_signed_on"):
        return
    earliest = undertaking_from(date.fromisoformat(since), today=on)
    if date.fromisoformat(signed) < earliest:
        yield Objection(message=messages.STAFF_BOUND_EARLY, key="undertaking", words={"earliest": earliest})


def one_lead(rows: Sequence[Row], scene: Scene) -> Iterator[Issue]:
    """Of those who have not left one leads: in the file, and beside whom the file does not name."""
    first: dict[str, int] = {}
    known = _leads_beside(rows, scene)
    for row in rows:
        left = row.day("on_post_to")
        code = row.text("uscc")
        if not code or row.text("is_lead") != "1" or (left is not None and left < scene.on):
            continue
        if first.setdefault(code, row.number) != row.number:
            yield scene.sheet.issue(messages.STAFF_TWO_LEADS, row, "name", first=first[code])
        elif code in known:
            yield scene.sheet.issue(messages.STAFF_LEAD_ON_RECORD, row, "name", known=known[code])


def _leads_beside(rows: Sequence[Row], scene: Scene) -> dict[str, str]:
    """Vendor's code → the name of a lead on record who has not left and whose row is not in the file."""
    named = {tuple(as_text(row.values.get(key)) for key in ("uscc", "name", "on_post_from")) for row in rows}
    found = {}
    for told in scene.known.get("leads", ()):
        code, name, since, until = told.split(SEPARATOR)
        if (code, name, since) not in named and (not until or date.fromisoformat(until) >= scene.on):
            found[code] = name
    return found


REGISTER: Final = Register(
    zh="第三方服务人员",
    en="Vendor staff",
    layout=LAYOUT,
    unique=("uscc", "name", "on_post_from"),
    target=STAFF,
    cells=(
        "uscc", "name", "post", "certificate", "certified_until", "undertaking", "on_post_from", "on_post_to",
        "is_lead",
    ),
    keepers=frozenset({Role.CONTRACT_MANAGER}),
    checks=(
        forward("on_post_from", "on_post_to", messages.DATES_BACKWARDS),
        registered("uscc", "vendors", messages.STAFF_VENDOR_UNKNOWN),
        nobody_signs_tomorrow,
    ),
    closing=one_lead,
    objections=bound_early,
    needs=("vendors", "leads"),
)  # fmt: skip
