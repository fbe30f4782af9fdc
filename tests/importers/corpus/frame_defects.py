"""Defects of the frame: header, units, sheets, totals, summary, the task it was made for, the file itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.findings.kinds import AUDIT_PROBLEMS, RECORD_REVIEW
from importers.workbook import signature
from tests.importers.corpus.patching import BOOK, SHEET, patched
from tests.importers.corpus.planting import CONTEXT, FIRST, ROWS, Planted
from tests.support.findings_books import Cell, letter

HEADER = FIRST - 1
SECRET = b"a secret of the tests"
_COLUMN = {key: letter(key) for key in ("vola_evid", "vola_cont", "vola_amt", "fund_loss", "memo")}


def _sheet(doing: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    return lambda book: doing(book.worksheets[0])


def _put(address: str, value: Cell) -> Callable[[Workbook], None]:
    return _sheet(lambda sheet: sheet.__setitem__(address, value))


def _below(*rows: list[Cell]) -> Callable[[Workbook], None]:
    def added(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return _sheet(added)


def _total(amount: float) -> list[Cell]:
    row: list[Cell] = ["合计"] + [None] * 48
    row[[column.key for column in RECORD_REVIEW.layout.columns].index("vola_amt")] = amount
    return row


def _without_basis(sheet: Worksheet) -> None:
    sheet.delete_cols([column.key for column in RECORD_REVIEW.layout.columns].index("vola_evid") + 1)


def _no_rows(sheet: Worksheet) -> None:
    sheet.delete_rows(FIRST, ROWS)


def _other_names(sheet: Worksheet) -> None:
    for cell in sheet[HEADER]:
        cell.value = f"字段{cell.column}"


def _late_row(sheet: Worksheet) -> None:
    cells = [cell.value for cell in sheet[FIRST]]
    sheet.append(["合计"])
    sheet.append(cells)


def _thin_row(sheet: Worksheet) -> None:
    """A number and an amount, and nothing else."""
    sheet.append(["填报人：何小满"])
    sheet.append([4])
    sheet[f"{_COLUMN['vola_amt']}{sheet.max_row}"] = 108


def _group_in_wan(sheet: Worksheet) -> None:
    """A second header row above the header, whose group says 万元."""
    sheet.insert_rows(HEADER)
    sheet[f"A{HEADER}"], sheet[f"{_COLUMN['vola_amt']}{HEADER}"] = "基本情况", "违规金额（万元）"
    for key in ("task_no", "fixmedins_code", "mdtrt_id"):  # columns merged downward stand in the upper row
        cell = sheet[f"{letter(key)}{HEADER + 1}"]
        sheet[f"{letter(key)}{HEADER}"], cell.value = cell.value, None


def _summary(*lines: list[Cell]) -> Callable[[Workbook], None]:
    def added(book: Workbook) -> None:
        sheet = book.create_sheet("汇总", 0)
        for line in (["汇总"], *lines):
            sheet.append(line)

    return added


FRAME = (
    Planted(
        name="a required column is missing",
        layer="header",
        spoil=_sheet(_without_basis),
        errors=(("header-missing", HEADER),),
    ),
    Planted(
        name="a column stands there twice",
        layer="header",
        spoil=_put(f"{_COLUMN['memo']}{HEADER}", "违规描述"),
        errors=(("header-duplicate", f"{_COLUMN['memo']}{HEADER}"),),
    ),
    Planted(name="no header we know", layer="header", spoil=_sheet(_other_names), errors=(("header-not-found", ""),)),
    Planted(
        name="the unit of the sheet is ten thousand yuan",
        layer="units",
        spoil=_put("C2", "单位：万元"),
        errors=(("unit-wan", "C2"),),
    ),
    Planted(
        name="a title says ten thousand yuan",
        layer="units",
        spoil=_put("A1", "病历审核疑点明细表（万元）"),
        errors=(("unit-wan", "A1"),),
    ),
    Planted(
        name="the header of one column says ten thousand yuan",
        layer="units",
        spoil=_put(f"{_COLUMN['vola_amt']}{HEADER}", "违规金额(万元)"),
        errors=(("unit-wan", f"{_COLUMN['vola_amt']}{HEADER}"),),
    ),
    Planted(
        name="the group above a column says ten thousand yuan",
        layer="units",
        spoil=_sheet(_group_in_wan),
        errors=(("unit-wan", f"{_COLUMN['vola_amt']}{HEADER}"),),
    ),
    Planted(
        name="nothing under the header", layer="structure", spoil=_sheet(_no_rows), errors=(("sheet-no-rows", HEADER),)
    ),
    Planted(
        name="a row after the total",
        layer="structure",
        spoil=_sheet(_late_row),
        errors=(("rows-after-total", FIRST + ROWS + 1),),
    ),
    Planted(
        name="a note under the sheet says ten thousand yuan",
        layer="units",
        spoil=_below(["合计"], ["注：金额单位为万元"]),
        errors=(("unit-wan", f"A{FIRST + ROWS + 1}"),),
    ),
    Planted(
        name="a thin row after the signatures",
        layer="structure",
        spoil=_sheet(_thin_row),
        errors=(("rows-after-total", FIRST + ROWS + 1),),
    ),
    Planted(
        name="a total that the rows do not make",
        layer="structure",
        spoil=_below(_total(325)),
        warnings=(("total-row-differs", f"{_COLUMN['vola_amt']}{FIRST + ROWS}"),),
    ),
    Planted(
        name="two rows of one number", layer="sheet", changes={(2, "seq"): 1}, errors=(("seq-duplicate", (2, "seq")),)
    ),
    Planted(
        name="one finding twice",
        layer="sheet",
        changes={(2, "mdtrt_id"): "620700G000012000001"},
        warnings=(("duplicate-row", (2, "vola_type")),),
    ),
    Planted(
        name="lines above the fee of their visit",
        layer="sheet",
        changes={
            (place, key): value
            for place in range(2)
            for key, value in (("mdtrt_id", "620700G000012000001"), ("medfee_sumamt", 200), ("hifp_pay", 150))
        }
        | {(1, "hilist_code"): "001201000040000"},
        errors=(("case-sum-above-fee", (1, "vola_amt")),),
    ),
    Planted(
        name="a visit deducted per case twice",
        layer="sheet",
        changes={(place, "deduction"): "按例" for place in range(2)}
        | {(1, "mdtrt_id"): "620700G000012000001", (1, "hilist_code"): "001201000040000"},
        errors=(("per-case-twice", (1, "deduction")),),
    ),
    Planted(
        name="a summary with another amount",
        layer="summary",
        spoil=_summary(["违规金额(元)", 324.01], ["基金支付损失(元)", 259.2]),
        errors=(("summary-differs", "B2"),),
    ),
    Planted(
        name="a summary with another number of rows",
        layer="summary",
        spoil=_summary(["明细条数", 4], ["违规金额(元)", 324]),
        errors=(("summary-differs", "B2"),),
    ),
)  # fmt: skip
TASK = tuple(
    replace(one, layer="context", context=CONTEXT)
    for one in (
        Planted(
            name="another task's number",
            layer="",
            changes={(1, "task_no"): "RW-2026-0048"},
            errors=(("task-differs", (1, "task_no")),),
        ),
        Planted(
            name="a visit that is not on the list",
            layer="",
            changes={(1, "mdtrt_id"): "620700G000099000001"},
            errors=(("case-not-in-task", (1, "mdtrt_id")),),
        ),
        Planted(
            name="a visit of another institution",
            layer="",
            changes={(1, "fixmedins_code"): "H62070299902", (1, "fixmedins_name"): "示例市第二人民医院"},
            errors=(("case-institution-differs", (1, "fixmedins_code")),),
        ),
        Planted(
            name="an auditor nobody registered",
            layer="",
            changes={(1, "auditor"): "孙某"},
            errors=(("staff-unknown", (1, "auditor")),),
        ),
        Planted(
            name="audited before the task began",
            layer="",
            changes={(1, "audited_on"): date(2026, 8, 31)},
            errors=(("audited-outside-task", (1, "audited_on")),),
        ),
        Planted(
            name="a fee that is not the settled one",
            layer="",
            changes={(1, "medfee_sumamt"): 8632.51},
            warnings=(("case-total-differs", (1, "medfee_sumamt")),),
        ),
        Planted(
            name="an institution nobody designated",
            layer="",
            kind=AUDIT_PROBLEMS,
            changes={(1, "fixmedins_code"): "H62070299999"},
            errors=(("institution-unknown", (1, "fixmedins_code")),),
        ),
        Planted(
            name="a name that is not the registered one",
            layer="",
            kind=AUDIT_PROBLEMS,
            changes={(1, "fixmedins_name"): "示例市人民医院"},
            warnings=(("institution-name-differs", (1, "fixmedins_name")),),
        ),
    )
)


def _stamped(*, task: str = "RW-2026-0047", vendor: int = 7, forged: bool = False) -> Callable[[Workbook], None]:
    stamp = signature.sign(
        template="record-review", version="2026.1", kind="A", task=task, vendor=vendor, uscc="91620700MA0000015U",
        at=datetime(2026, 9, 1, tzinfo=UTC), secret=SECRET,
    )  # fmt: skip
    rows = (replace(stamp, vendor="8") if forged else stamp).rows

    def added(book: Workbook) -> None:
        sheet = book.create_sheet(signature.SHEET)
        sheet.sheet_state = "veryHidden"
        for row in rows:
            sheet.append(row)

    return added


_SEALED = replace(CONTEXT, secret=SECRET)
STAMP = (
    Planted(
        name="another vendor's template", layer="stamp", context=_SEALED, spoil=_stamped(vendor=8),
        refused="wrong-stamp",
    ),
    Planted(
        name="another task's template", layer="stamp", context=_SEALED, spoil=_stamped(task="RW-2026-0001"),
        refused="wrong-stamp",
    ),
    Planted(
        name="a stamp somebody changed", layer="stamp", context=_SEALED, spoil=_stamped(forged=True),
        warnings=(("stamp-forged", ""),),
    ),
    Planted(name="another family's workbook", layer="stamp", wanted=AUDIT_PROBLEMS, refused="wrong-kind"),
)  # fmt: skip


def _shouted(content: bytes) -> bytes:
    """A second sheet part whose name differs in case alone."""
    return patched(content, {"xl/worksheets/SHEET1.XML": lambda _: "<worksheet/>"})


def _entities(content: bytes) -> bytes:
    doctype = '<!DOCTYPE worksheet [<!ENTITY lol "ha">]>'
    return patched(content, {SHEET: lambda xml: doctype + xml})


def _macros(content: bytes) -> bytes:
    return patched(content, {"xl/vbaProject.bin": lambda _: "macros"})


def _linked(content: bytes) -> bytes:
    external = '<externalReferences><externalReference r:id="rId9"/></externalReferences>'
    return patched(
        content,
        {
            BOOK: lambda xml: xml.replace("<definedNames/>", external),
            "xl/externalLinks/externalLink1.xml": lambda _: "<externalLink/>",
        },
    )


SECURITY = (
    Planted(name="a macro inside", layer="security", mend=_macros, refused="active-content"),
    Planted(name="a link to another workbook", layer="security", mend=_linked, refused="active-content"),
    Planted(name="an entity declared", layer="security", mend=_entities, refused="xml-entities"),
    Planted(name="two parts of one name", layer="security", mend=_shouted, refused="archive-unsafe"),
    Planted(name="half a file", layer="security", mend=lambda all_: all_[: len(all_) // 2], refused="archive-broken"),
    Planted(name="a PDF renamed", layer="security", mend=lambda _: b"%PDF-1.7 " + b"x" * 99, refused="file-renamed"),
    Planted(name="a type with macros", layer="security", filename="明细.xlsm", refused="file-macro-type"),
    Planted(name="an empty file", layer="security", mend=lambda _: b"", refused="file-empty"),
)  # fmt: skip
