"""The workbook a vendor or a bureau clerk fills in: 填表说明 · 汇总 · detail sheets · 代码表, and the stamp.

Everything comes from the columns of the layouts. What a row of a pre-filled sheet says is decided in `meanings.py`:
rows whose finding columns are all blank but whose 审核人 and 审核日期 are given = reviewed without a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from importers.workbook.signature import SHEET, Stamp, sign
from importers.workbook.writing.book import Book, write
from importers.workbook.writing.detail import Detail, detail_sheet
from importers.workbook.writing.guide import code_sheet, guide_sheet, summary_sheet
from importers.workbook.writing.sheets import Sheet, Shown, Track
from vendors.periods import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The task a template is for. `kind` is the vendor kind's letter, `period` as people read it."""

    number: str
    title: str
    kind: str
    period: str
    vendor: int
    vendor_name: str
    uscc: str
    due_on: date | None = None

    @property
    def meta(self) -> str:
        """Row 2 of every sheet."""
        return f"任务编号：{self.number}    第三方机构：{self.vendor_name}    期间：{self.period}    单位：元"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        known = [
            ("任务编号", self.number),
            ("任务名称", self.title),
            ("第三方机构", self.vendor_name),
            ("统一社会信用代码", self.uscc),
            ("期间", self.period),
        ]
        return tuple(known + ([("完成期限", self.due_on.isoformat())] if self.due_on else []))


def task_template(*, details: Sequence[Detail], order: Order, secret: bytes, at: datetime) -> bytes:
    """The signed template of one task, its cases pre-filled. The code lists are those in force on the day of `at`."""
    stamp = sign(
        template="+".join(detail.layout.key for detail in details),
        version=details[0].layout.version,
        kind=order.kind,
        task=order.number,
        vendor=order.vendor,
        uscc=order.uscc,
        at=at,
        secret=secret,
    )
    lists = code_sheet(details, local_date(at))
    facts = (*order.facts, ("模板版本", stamp.version), ("签发时间", local_date(at).isoformat()))
    sheets = (
        guide_sheet(title=f"{order.title} 填表说明", facts=facts, details=details, on=local_date(at)),
        summary_sheet(details, meta=order.meta),
        *(detail_sheet(d, meta=order.meta, lists=lists.ranges, on=local_date(at)) for d in details),
        lists.sheet,
        _stamped(stamp),
    )
    properties = dict(stamp.rows)
    return write(
        Book(sheets=sheets, made=at, title=order.title, subject=order.number, properties=properties, locked=True)
    )


def blank_template(*, details: Sequence[Detail], title: str, at: datetime, summed: bool = False) -> bytes:
    """An unsigned template for nobody in particular: registers, and vendors before they have a task.

    `summed` adds 汇总, which registers have no use for.
    """
    on = local_date(at)
    lists = code_sheet(details, on)
    sheets = [
        guide_sheet(title=f"{title} 填表说明", facts=(), details=details, on=on),
        *([summary_sheet(details, meta="单位：元")] if summed else []),
        *(
            detail_sheet(detail, meta="单位：元" if detail.layout.sums else "", lists=lists.ranges, on=on)
            for detail in details
        ),
    ]
    if lists.ranges:
        sheets.append(lists.sheet)
    return write(Book(sheets=tuple(sheets), made=at, title=title, locked=True))


def _stamped(stamp: Stamp) -> Sheet:
    return Sheet(title=SHEET, rows=list(stamp.rows), tracks=(Track(width=24), Track(width=70)), shown=Shown.BURIED)
