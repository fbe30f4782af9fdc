"""对账表 as a workbook: one tab for each question, streams apart, never added up over destinations (LZ Art.47)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.looks import CENTRED, CODE, DATE, LONG_TEXT, MONEY, WHOLE
from importers.workbook.writing.sheets import Value
from server.recoveries.ledger import fund_name
from server.web.i18n import N_, _, label
from server.web.tabs import Field, Tab, yuan
from vendors.handling.rules import Stream
from vendors.periods import SHANGHAI, Period
from vendors.recoveries.queries.reconciliation import Movement, Origin, Reconciliation
from vendors.recoveries.rules import DESTINATION, Column, Destination

Row = tuple[Value, ...]
_APART: Final = N_("追回、退回基金缴入原基金财政专户，罚款、没收违法所得缴入国库，合计不相加。")


def book_of(found: Reconciliation, *, period: Period, regions: Mapping[str, str], at: datetime) -> bytes:
    """The .xlsx of a period."""
    meta = f"{period.zh}　{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    tabs = (
        _by_stream(found),
        _by_group(found, regions),
        _columns(found, regions),
        _origins(found),
        _rows(found, regions),
        _reconciled(found),
    )
    sheets = tuple(tab.sheet(meta) for tab in tabs)
    return book.write(Book(sheets=sheets, made=at, title=_("追回资金对账表")))


def _fields(*told: tuple[str, float, object]) -> tuple[Field, ...]:
    return tuple(Field(name, width, look) for name, width, look in told)  # type: ignore[arg-type]


def _movement() -> tuple[tuple[str, float, object], ...]:
    names = (
        _("期初未追回"), _("本期应追"), _("本期调减"), _("本期追回"), _("转应退还"), _("本期核销"), _("期末未追回"),
        _("期初待上缴"), _("本期上缴"), _("期末待上缴"), _("期初应退"), _("本期退还"), _("期末应退"),
    )  # fmt: skip
    return tuple((name, 14, MONEY) for name in names)


def _moved(one: Movement, *, flows: bool) -> Row:
    """The movement's figures; of a stream without flow nothing is paid in."""
    held = (one.held_before_fen, one.remitted_fen, one.held_after_fen) if flows else (None, None, None)
    return tuple(
        yuan(fen)
        for fen in (
            one.due_before_fen, one.added_fen, one.lowered_fen, one.recovered_fen, one.turned_fen, one.written_off_fen,
            one.due_after_fen, *held, one.owed_before_fen, one.refunded_fen, one.owed_after_fen,
        )
    )  # fmt: skip


def _flows(stream: Stream) -> bool:
    return DESTINATION[stream] is not Destination.NONE


def _by_stream(found: Reconciliation) -> Tab:
    rows = tuple(
        (label(stream), label(DESTINATION[stream]), *_moved(moved, flows=_flows(stream)))
        for stream in Stream
        if (moved := found.of(stream)) is not None
    )
    return Tab(
        name=_("分资金种类"),
        title=_("追回资金对账表"),
        fields=_fields((_("资金种类"), 22, LONG_TEXT), (_("去向"), 14, CENTRED), *_movement()),
        rows=rows,
        unit=_("单位：元"),
        notes=(_(_APART),),
    )


def _by_group(found: Reconciliation, regions: Mapping[str, str]) -> Tab:
    rows = tuple(
        (
            regions.get(one.region, one.region),
            label(one.stream),
            one.destination_note or label(one.destination),
            fund_name(one.fund),
            label(one.origin),
            *_moved(one.movement, flows=_flows(one.stream)),
        )
        for one in found.groups
    )
    head = (
        (_("县区"), 12, CENTRED), (_("资金种类"), 20, LONG_TEXT), (_("去向"), 18, LONG_TEXT),
        (_("险种"), 24, LONG_TEXT), (_("来源"), 12, CENTRED),
    )  # fmt: skip
    return Tab(
        name=_("分县区险种来源"),
        title=_("追回资金对账表（分县区、险种、来源）"),
        fields=_fields(*head, *_movement()),
        rows=rows,
        unit=_("单位：元"),
        notes=(_(_APART),),
    )


def _columns(found: Reconciliation, regions: Mapping[str, str]) -> Tab:
    """LZ Art.23: 不予拨付、不予支付、追回、违约金, what is due and what is done."""
    shown = [column for column in Column if column is not Column.PENALTY]
    rows = []
    for region in dict.fromkeys(one.region for one in found.groups):
        figures: list[Value] = []
        for column in shown:
            moved = found.column(column, region)
            figures += (
                [yuan(moved.added_fen + moved.lowered_fen), yuan(moved.recovered_fen - moved.turned_fen)]
                if moved
                else [None, None]
            )
        rows.append((regions.get(region, region), *figures))
    heads = tuple(
        (f"{label(column)}（{said}）", 18, MONEY) for column in shown for said in (_("本期应计"), _("本期完成"))
    )
    return Tab(
        name=_("四类款项"),
        title=_("不予拨付、不予支付、追回、违约金对账表"),
        fields=_fields((_("县区"), 14, CENTRED), *heads),
        rows=tuple(rows),
        unit=_("单位：元"),
        notes=(_("四类款项性质不同，不相加。"),),
    )


def _origins(found: Reconciliation) -> Tab:
    """BT-09: 稽核检查 and 智能监控 apart."""
    rows = [
        (label(origin), label(stream), *_moved(moved, flows=_flows(stream)))
        for origin in Origin
        for stream in Stream
        if (moved := found.origin(stream, origin)) is not None
    ]
    return Tab(
        name=_("分来源"),
        title=_("稽核检查追回与智能监控追回"),
        fields=_fields((_("来源"), 12, CENTRED), (_("资金种类"), 22, LONG_TEXT), *_movement()),
        rows=tuple(rows),
        unit=_("单位：元"),
        notes=(_(_APART),),
    )


def _rows(found: Reconciliation, regions: Mapping[str, str]) -> Tab:
    head = (
        (_("行号"), 8, WHOLE), (_("登记日期"), 12, DATE), (_("凭证日期"), 12, DATE), (_("台账编号"), 18, CODE),
        (_("处理决定"), 18, CODE), (_("定点机构"), 26, LONG_TEXT), (_("县区"), 12, CENTRED),
        (_("资金种类"), 20, LONG_TEXT), (_("去向"), 14, CENTRED), (_("摘要"), 16, LONG_TEXT),
        (_("金额（元）"), 16, MONEY),
        (_("凭证号"), 18, LONG_TEXT), (_("缴款或收款单位"), 22, LONG_TEXT), (_("冲销行号"), 10, WHOLE),
        (_("说明"), 30, LONG_TEXT), (_("登记人"), 12, CENTRED),
    )  # fmt: skip
    rows = tuple(
        (one.id, one.booked_on, one.day, one.number, one.decision_number, one.institution_name,
         regions.get(one.region, one.region), label(one.stream), label(one.destination), label(one.kind),
         yuan(one.amount_fen), one.voucher or None, one.party or None, one.reverses,
         " ".join(text for text in (one.reversal, one.reason) if text) or None, one.by_name)
        for one in found.rows
    )  # fmt: skip
    return Tab(name=_("本期明细"), title=_("本期台账明细"), fields=_fields(*head), rows=rows, notes=(_(_APART),))


def _reconciled(found: Reconciliation) -> Tab:
    head = (
        (_("台账编号"), 18, CODE), (_("定点机构"), 28, LONG_TEXT), (_("资金种类"), 20, LONG_TEXT),
        (_("对账截至"), 12, DATE), (_("差异（元）"), 16, MONEY), (_("差异原因"), 40, LONG_TEXT),
        (_("对账人"), 12, CENTRED),
    )  # fmt: skip
    rows: Sequence[Row] = [
        (one.number, one.institution_name, label(one.stream), one.day, yuan(one.difference_fen), one.note or None,
         one.by_name)
        for one in found.reconciled
    ]  # fmt: skip
    return Tab(name=_("对账记录"), title=_("对账与差异"), fields=_fields(*head), rows=tuple(rows))
