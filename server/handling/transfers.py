"""移送: the list, its workbook, a new one from a decision, one with its receipt and result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from importers.workbook.writing.looks import DATE, MONEY
from server.handling.screens import violation_name
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.attachments import BODY_LIMIT, submitted_with_file
from server.web.forms import Form, Reading, submitted
from server.web.history import Event, history
from server.web.house import House
from server.web.i18n import code_words
from server.web.listing import listing
from server.web.pages import Page, see_other
from server.web.paging import Paged, with_query
from server.web.reading import SIZE, asked, before, day, export_address, paged
from server.web.tabs import Field, yuan
from vendors.attachments.actions import keep
from vendors.attachments.queries import AttachmentView, attachments
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Invalid, Words
from vendors.handling import actions, queries
from vendors.handling.actions import NewTransfer
from vendors.handling.case_rules import TransferResult
from vendors.handling.queries import FindingOf, Handling, TransferFilters, TransferView
from vendors.periods import local_date
from vendors.policy.codes import code_list

FIELDS: Final = (
    Field("移送编号", 16), Field("处理决定", 18), Field("定点机构编码", 16), Field("定点机构", 28),
    Field("移送对象", 14),
    Field("接收单位", 22), Field("移送日期", 12, DATE), Field("涉及金额（元）", 14, MONEY), Field("移送理由", 36),
    Field("文号", 20), Field("回执日期", 12, DATE), Field("签收人", 12), Field("结果", 14), Field("结果日期", 12, DATE),
    Field("结果说明", 36), Field("处罚金额（元）", 14, MONEY),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersScreen:
    page: Paged[TransferView]
    first: str
    export: str
    without_receipt: int
    without_result: int
    today: date
    filters: Mapping[str, str]
    targets: Mapping[str, str]
    results: Sequence[TransferResult] = tuple(TransferResult)

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransferScreen:
    case: Handling
    form: Form
    ticked: frozenset[int]
    targets: Mapping[str, str]

    def violation(self, finding: FindingOf) -> str:
        return violation_name(finding.violation, self.case.head.decided_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferScreen:
    """One transfer; its findings as the decision holds them."""

    one: TransferView
    findings: Sequence[FindingOf]
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    today: date
    form: Form
    asked: str
    targets: Mapping[str, str]
    results: Sequence[TransferResult] = tuple(TransferResult)
    accept: str = ACCEPTED

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()

    def violation(self, finding: FindingOf) -> str:
        return violation_name(finding.violation, self.one.transferred_on)


def _filters(query: Mapping[str, str]) -> TransferFilters:
    return TransferFilters(
        text=query.get("text", ""),
        target=query.get("target", ""),
        since=day(query.get("since", "")),
        until=day(query.get("until", "")),
        standing=query.get("standing", ""),
    )


@get("/transfers", opt={"right": Right.VIEW_DECISIONS})
async def transfers(request: WebRequest, after: FromQuery[str] = "") -> Page:
    who = actor(request)
    query = asked(request, "text", "target", "since", "until", "standing")
    which = _filters(query)
    rows = await queries.transfers(for_=who, which=which, before=before(after), size=SIZE + 1)
    screen = TransfersScreen(
        page=paged(request, rows, await queries.transfer_count(for_=who, which=which)),
        first=with_query(request) if after else "",
        export=export_address(request, "/transfers"),
        without_receipt=await queries.transfer_count(for_=who, which=TransferFilters(standing="receipt")),
        without_result=await queries.transfer_count(for_=who, which=TransferFilters(standing="result")),
        today=local_date(clock.now()),
        filters=query,
        targets=code_words("transfer_target"),
    )
    return Page("handling/transfers.html", screen)


@get("/transfers/export", opt={"right": Right.VIEW_DECISIONS})
async def export(request: WebRequest) -> Response[bytes]:
    found = await queries.transfers(for_=actor(request), which=_filters(request.query_params))
    targets = code_list("transfer_target")
    rows = [
        (
            one.number, one.decision_number, one.institution_code, one.institution_name,
            targets.get(one.target, one.target), one.agency, one.transferred_on, yuan(one.amount_fen), one.reason,
            one.document, one.receipt_on, one.receipt_by, one.result.zh if one.result else None, one.result_on,
            one.result_text, yuan(one.result_fen) if one.result else None,
        )
        for one in found
    ]  # fmt: skip
    return listing("移送台账", FIELDS, rows, at=clock.now(), plain="transfers")


@get("/decisions/{decision:int}/transfers/new", opt={"right": Right.TRANSFER_CASE})
async def new_transfer(request: WebRequest, decision: FromPath[int]) -> Page:
    today = local_date(clock.now()).isoformat()
    return await _new_page(request, decision, Form(values={"transferred_on": today}), ticked=None)


async def _new_page(
    request: WebRequest, decision: int, form: Form, *, ticked: frozenset[int] | None, status: int = 200
) -> Page:
    """`ticked` None: every finding that stands."""
    at = clock.now()
    case = await queries.handling(decision, for_=actor(request), at=at)
    standing = frozenset(one.id for one in case.findings if one.standing_fen)
    screen = NewTransferScreen(
        case=case,
        form=form,
        ticked=standing if ticked is None else ticked,
        targets=code_words("transfer_target", local_date(at)),
    )
    return Page("handling/new_transfer.html", screen, status=status)


@post("/decisions/{decision:int}/transfers", opt={"right": Right.TRANSFER_CASE})
async def send(request: WebRequest, decision: FromPath[int]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    case = await queries.handling(decision, for_=who, at=at)
    boxes = {f"finding_{one.id}": one.id for one in case.findings}
    form = await submitted(request, "target", "agency", "transferred_on", "reason", "basis", "document", *boxes)
    ticked = frozenset(id_ for name, id_ in boxes.items() if form.value(name))
    read = Reading(form)
    target, agency = read.text("target"), read.text("agency", required=False, longest=120)
    on, reason = read.day("transferred_on"), read.text("reason")
    basis, document = read.text("basis", required=False), read.text("document", required=False, longest=120)
    try:
        read.finish()
        new = NewTransfer(
            target=target, agency=agency, transferred_on=on or local_date(at), findings=tuple(sorted(ticked)),
            reason=reason, basis=basis, document=document,
        )  # fmt: skip
        made = await actions.transfer_case(decision=decision, transfer=new, by=who, at=at)
    except Invalid as invalid:
        return await _new_page(request, decision, form.failed(invalid), ticked=ticked, status=422)
    return see_other(request, f"/transfers/{made}", said=Words("案件已移送。", "The case is transferred."))


@get("/transfers/{transfer:int}", opt={"right": Right.VIEW_DECISIONS})
async def one_transfer(request: WebRequest, transfer: FromPath[int]) -> Page:
    return await transfer_page(request, transfer)


async def transfer_page(
    request: WebRequest, transfer: int, *, form: Form | None = None, asked: str = "", status: int = 200
) -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is."""
    who, at = actor(request), clock.now()
    one = await queries.transfer(transfer, for_=who)
    case = await queries.handling(one.decision, for_=who, at=at)
    screen = TransferScreen(
        one=one,
        findings=[finding for finding in case.findings if finding.id in one.findings],
        files=await attachments(object_type="transfer", object_ids=[transfer], for_=who),
        history=await history("transfer", transfer),
        today=local_date(at),
        form=form or Form(),
        asked=asked,
        targets=code_words("transfer_target"),
    )
    return Page("handling/transfer.html", screen, fragment="handling/_transfer.html", status=status)


@post("/transfers/{transfer:int}/receipt", opt={"right": Right.TRANSFER_CASE}, request_max_body_size=BODY_LIMIT)
async def receipt(request: WebRequest, house: NamedDependency[House], transfer: FromPath[int]) -> Page | Redirect:
    at = clock.now()
    form, file = await submitted_with_file(request, "receipt_on", "receipt_by")
    read = Reading(form)
    on, receiver = read.day("receipt_on"), read.text("receipt_by", longest=80)
    try:
        read.finish()
        sha256 = await keep(file, blobs=house.blobs) if file else ""
        await actions.record_receipt(
            transfer=transfer, on=on or local_date(at), receiver=receiver, by=actor(request), at=at, file=file,
            sha256=sha256,
        )  # fmt: skip
    except Invalid as invalid:
        return await transfer_page(request, transfer, form=form.failed(invalid), asked="receipt", status=422)
    return see_other(request, f"/transfers/{transfer}", said=Words("回执已登记。", "The receipt is recorded."))


@post("/transfers/{transfer:int}/result", opt={"right": Right.TRANSFER_CASE})
async def result(request: WebRequest, transfer: FromPath[int]) -> Page | Redirect:
    at = clock.now()
    form = await submitted(request, "result", "result_on", "result_text", "result_fen")
    read = Reading(form)
    found, on = read.choice("result", TransferResult), read.day("result_on")
    text, fen = read.text("result_text"), read.fen("result_fen", required=False)
    try:
        read.finish()
        await actions.record_result(
            transfer=transfer, result=found or TransferResult.OTHER, on=on or local_date(at), text=text,
            fen=fen or 0, by=actor(request), at=at,
        )  # fmt: skip
    except Invalid as invalid:
        return await transfer_page(request, transfer, form=form.failed(invalid), asked="result", status=422)
    return see_other(request, f"/transfers/{transfer}", said=Words("移送结果已登记。", "The result is recorded."))


HANDLERS = (transfers, export, new_transfer, send, one_transfer, receipt, result)
