"""抽查记录: what the bureau looked at again, item by item, with its paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from kpi.facts.checks import actions, queries
from kpi.facts.checks.actions import ATTACHED
from kpi.facts.checks.queries import CheckView, ItemView
from kpi.facts.checks.rules import CheckKind, Item, Traits, kinds_for
from server.scorecards.evidence.sheets import ATTACHABLE, TABLES, pasted, table
from server.scorecards.frame import Frame, frame
from server.scorecards.links import Record, linked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading
from server.web.house import House
from server.web.i18n import words
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.tabs import Field
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED, File
from vendors.contracts import queries as contracts
from vendors.errors import Invalid, NotFound, Words

PATH: Final = "/assessments/checks"
_TITLES: Final = {
    "subject": ("编号", "底稿编号", "就诊编号", "申请编号", "医师代码", "就诊ID"),
    "result": ("结果", "抽查结果", "结论", "是否合格", "是否一致"),
    "note": ("说明", "备注", "问题"),
}
_GOOD: Final = frozenset({"合格", "一致", "无差错", "正确", "通过", "是", "passed", "agrees", "right", "1"})
_BAD: Final = frozenset({"不合格", "不一致", "有差错", "错误", "不通过", "否", "failed", "differs", "wrong", "0"})
_FIELDS: Final = (
    Field("抽查种类", 20), Field("指标", 8), Field("期间", 10), Field("抽查日期", 12), Field("抽查人员", 20),
    Field("依据", 36), Field("编号", 30), Field("结果", 10), Field("说明", 36), Field("作废原因", 24),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksScreen:
    """The checks of a contract's quarter and the form for another."""

    frame: Frame
    kinds: Sequence[CheckKind]
    rows: Sequence[CheckView]
    form: Form
    accept: str = f"{ACCEPTED},.csv,.xls"

    @property
    def called(self) -> tuple[str, str, str]:
        """What an item, the good and the bad outcome are called, over the kinds there are."""
        traits = [kind.traits for kind in self.kinds]
        several = ([one.item for one in traits], [one.good for one in traits], [one.bad for one in traits])
        item, good, bad = (" / ".join(dict.fromkeys(words(said) for said in one)) for one in several)
        return item, good, bad

    def summed(self, kind: CheckKind) -> tuple[int, int]:
        """Items that passed and all of them, over the checks that stand."""
        standing = [row for row in self.rows if row.kind is kind and row.withdrawn_at is None]
        return sum(row.passed for row in standing), sum(row.items for row in standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckScreen:
    """One check; each item with the record it was drawn from, linked where this person may open it."""

    check: CheckView
    contract: str
    items: Sequence[tuple[ItemView, Record | None]]
    files: Sequence[AttachmentView]
    form: Form

    @property
    def traits(self) -> Traits:
        return self.check.kind.traits

    @property
    def back(self) -> str:
        return f"{PATH}?contract={self.check.contract}&period={self.check.period}"


@get(PATH, opt={"right": Right.ENTER_INDICATORS})
async def checks(request: WebRequest, contract: FromQuery[str] = "", period: FromQuery[str] = "") -> Page:
    return await _list(request, contract, period, Form())


@get(f"{PATH}/export", opt={"right": Right.ENTER_INDICATORS})
async def export(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Response[bytes]:
    around = await frame(request, PATH, contract=contract, period=period)
    found = await queries.checks(contract=around.chosen.id, period=around.period, for_=actor(request))
    rows = [
        (
            one.kind.zh, one.kind.traits.indicator, str(one.period), one.checked_on, one.checkers, one.basis,
            item.subject, (one.kind.traits.good if item.passed else one.kind.traits.bad).zh, item.note,
            one.withdrawn_why,
        )
        for one in found
        for item in await queries.check_items(one.id)
    ]  # fmt: skip
    return listing(f"抽查记录_{around.period}", _FIELDS, rows, at=clock.now(), plain="checks")


@post(PATH, opt={"right": Right.ENTER_INDICATORS}, request_max_body_size=BODY_LIMIT)
async def record(
    request: WebRequest, house: NamedDependency[House], contract: FromQuery[str], period: FromQuery[str]
) -> Page | Redirect:
    form, file = await submitted_with_file(request, "kind", "checked_on", "checkers", "basis", "items")
    around = await frame(request, PATH, contract=contract, period=period)
    read = Reading(form)
    kind, on = read.choice("kind", CheckKind), read.day("checked_on")
    checkers, basis = read.text("checkers", longest=200), read.text("basis")
    try:
        read.finish()
        items = _items(await _typed(form, file))
        kept = file if file and (file.suffix not in TABLES or file.suffix == ATTACHABLE) else None
        if kind is None or on is None:
            raise NotFound
        made = await actions.record_check(
            contract=around.chosen.id, period=around.period, kind=kind, items=items, checked_on=on, checkers=checkers,
            basis=basis, by=actor(request), at=clock.now(), file=kept,
            sha256=await keep(kept, blobs=house.blobs) if kept else "",
        )  # fmt: skip
    except Invalid as invalid:
        return await _list(request, contract, period, form.failed(invalid))
    said = Words(
        f"抽查 {len(items)} 件已登记，出具或重新出具记分卡时计入。",
        f"{len(items)} items are recorded; they count when the card is issued.",
    )
    return see_other(request, f"{PATH}/{made}", said=said)


async def _typed(form: Form, file: File | None) -> Sequence[Mapping[str, str]]:
    """Rows typed or pasted; with none, those of the file."""
    rows = pasted(form.value("items"), tuple(_TITLES))
    if rows or file is None or file.suffix not in TABLES:
        return rows
    return await table(file, _TITLES, optional=frozenset({"note"}))


def _items(rows: Sequence[Mapping[str, str]]) -> Sequence[Item]:
    """Raises Invalid naming the first line whose outcome cannot be read."""
    for place, row in enumerate(rows, 1):
        if row.get("result", "").lower() not in _GOOD | _BAD:
            said = Words(
                f"第 {place} 件“{row.get('subject', '')}”的结果应为 合格/不合格、一致/不一致 或 无差错/有差错。",
                f"Item {place}: the outcome should be passed/failed, agrees/differs or right/wrong.",
            )
            raise Invalid({"items": said})
    return [
        Item(subject=row["subject"], passed=row["result"].lower() in _GOOD, note=row.get("note", "")) for row in rows
    ]


@get(f"{PATH}/{{check:int}}", opt={"right": Right.VIEW_SCORECARDS})
async def one_check(request: WebRequest, check: FromPath[int]) -> Page:
    return await _one(request, check, Form())


@post(f"{PATH}/{{check:int}}/withdraw", opt={"right": Right.ENTER_INDICATORS})
async def withdraw(request: WebRequest, check: FromPath[int]) -> Page | Redirect:
    form, _file = await submitted_with_file(request, "reason")
    try:
        await actions.withdraw_check(check=check, reason=form.value("reason"), by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _one(request, check, form.failed(invalid))
    return see_other(request, f"{PATH}/{check}", said=Words("已作废，不再计入。", "Withdrawn; it counts no longer."))


async def _list(request: WebRequest, contract: str, period: str, form: Form) -> Page:
    around = await frame(request, PATH, contract=contract, period=period)
    under = around.contract
    screen = ChecksScreen(
        frame=around,
        kinds=kinds_for(under.vendor_kind) if under else (),
        rows=await queries.checks(contract=under.id, period=around.period, for_=actor(request)) if under else (),
        form=form,
    )
    return Page("scorecards/evidence/checks.html", screen, status=422 if form.errors else 200)


async def _one(request: WebRequest, check: int, form: Form) -> Page:
    who = actor(request)
    view = await queries.check(check, for_=who)
    items = await queries.check_items(check)
    sources = [item.source for item in items if item.source]
    record_of = await linked(sources, vendor=view.vendor, contract=view.contract, who=who)
    screen = CheckScreen(
        check=view,
        contract=(await contracts.contract(view.contract, for_=who)).number,
        items=[(item, record_of(item.source) if item.source else None) for item in items],
        files=await attachments(object_type=ATTACHED, object_ids=[check], for_=who),
        form=form,
    )
    status = 422 if form.errors else 200
    return Page("scorecards/evidence/check.html", screen, fragment="scorecards/evidence/_check.html", status=status)


ACTS = (checks, export, record, one_check, withdraw)
