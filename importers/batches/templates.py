"""The workbook of one task, for its vendor to fill in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from importers.findings.kinds import kind_named
from importers.findings.scene import Kind
from importers.registers.cases import cells_of
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.sheets import Value
from importers.workbook.writing.template import Order, blank_template, task_template
from vendors.errors import NotFound
from vendors.tasks.queries import CaseLine
from vendors.tasks.results.sheet_queries import TaskSheet
from vendors.tasks.rules import TaskKind


def task_workbook(
    sheet: TaskSheet,
    *,
    secret: bytes,
    at: datetime,
    rows: Sequence[Mapping[str, Value]] | None = None,
    kind: str | None = None,
) -> bytes:
    """Signed for this task and vendor; pre-filled with the task's cases, or with `rows` (values by column key).

    `kind` names one sheet of the task's family; its findings sheet without. Raises NotFound for another family's.
    """
    chosen = _of_family(sheet.workbook_kind.value, kind)
    order = Order(
        number=sheet.number,
        title=sheet.title,
        kind=chosen.letter,
        period=f"{sheet.covers_from.isoformat()} 至 {sheet.covers_to.isoformat()}",
        vendor=sheet.vendor,
        vendor_name=sheet.vendor_name,
        uscc=sheet.vendor_code,
        due_on=sheet.due_on,
    )
    known = {column.key for column in chosen.layout.columns}
    filled = _cases(sheet, chosen) if rows is None else rows
    detail = Detail(
        layout=chosen.layout,
        reading=chosen.reading,
        rows=[{key: value for key, value in row.items() if key in known} for row in filled],
    )
    return task_template(details=[detail], order=order, secret=secret, at=at)


def _of_family(letter: str, kind: str | None) -> Kind:
    chosen = kind_named(kind or letter)
    if chosen is None or chosen.letter != letter:
        raise NotFound
    return chosen


def _cases(sheet: TaskSheet, kind: Kind) -> Sequence[Mapping[str, Value]]:
    """A record sheet is not about the task's cases: it starts empty."""
    return case_rows(sheet) if kind.record is None else ()


def blank_workbook(kind: Kind, *, at: datetime) -> bytes:
    """Unsigned and empty: for a vendor that has no task yet."""
    detail = Detail(layout=kind.layout, reading=kind.reading)
    return blank_template(details=[detail], title=kind.zh, at=at, summed=True)


def case_rows(sheet: TaskSheet) -> list[dict[str, Value]]:
    """One row per case of the list, its own columns filled in and the finding's left to the vendor."""
    return [_case_row(sheet, case, seq) for seq, case in enumerate(sheet.cases, start=1)]


def _case_row(sheet: TaskSheet, case: CaseLine, seq: int) -> dict[str, Value]:
    sampled = bool(case.draw) or sheet.kind is TaskKind.SAMPLED_REVIEW
    row: dict[str, Value] = {
        "seq": seq,
        "task_no": sheet.number,
        **cells_of(case, institution_name=case.institution_name),
        "audit_mode": "人工抽检" if sampled else "全覆盖数据审核",
        "sample_no": case.draw,
    }
    return {key: value for key, value in row.items() if value not in (None, "")}
