"""A workbook with several sheets of one family: each by its own list, and 汇总 over all of them."""

import pytest
from openpyxl import Workbook

from importers.findings.answers import as_text
from importers.findings.checking import Checked, Verdict
from importers.findings.kinds import KINDS, family
from importers.findings.scene import Kind
from importers.workbook.text import header_name
from tests.support.examining import in_hand
from tests.support.findings_books import Cell, example_rows, fill, letter, saved
from vendors.money import yuan

ROWS = 3


def stated(kind: Kind, rows: list[dict[str, Cell]]) -> list[list[Cell]]:
    """The lines of 汇总 for one sheet, as our template writes them."""
    sums = {column.zh: sum(float(str(row[column.key] or 0)) for row in rows) for column in kind.layout.sums}
    return [
        [kind.layout.sheet, "数据行数", len(rows)],
        *([kind.layout.sheet, zh, round(s, 2)] for zh, s in sums.items()),
    ]


def book(kinds: tuple[Kind, ...], *, spoil: str = "") -> bytes:
    """Three good rows of each kind and their 汇总; the line named `sheet 项目` is one too high."""
    made = Workbook()
    summary = made.worksheets[0]
    summary.title = "汇总"
    for kind in kinds:
        rows = example_rows(kind, ROWS)
        fill(made.create_sheet(kind.layout.sheet), rows, kind)
        for sheet, label, value in stated(kind, rows):
            wrong = f"{sheet} {label}" == spoil
            summary.append([sheet, label, float(str(value)) + 1 if wrong else value])
    return saved(made)


def checked(kinds: tuple[Kind, ...], spoil: str = "") -> Checked:
    return in_hand(book(kinds, spoil=spoil))


@pytest.mark.parametrize("letter", "ABCD")
def test_a_workbook_of_a_whole_family_is_clean(letter: str) -> None:
    kinds = family(letter)
    result = checked(kinds)
    assert result.verdict is Verdict.CLEAN, as_text(result)
    assert result.issues == ()
    assert result.kind is kinds[0]
    assert result.read_rows == ROWS * len(kinds)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_summary_of_every_sheet_must_equal_its_rows_and_its_money(kind: Kind) -> None:
    labels = ["数据行数", *(column.zh for column in kind.layout.sums)]
    for label in labels:
        result = checked((kind,), f"{kind.layout.sheet} {label}")
        named = [(i.code, i.cell) for i in result.issues]
        assert named == [("summary-differs", f"C{labels.index(label) + 1}")], (label, named)


def test_a_sum_of_one_sheet_is_not_that_of_another() -> None:
    """差异金额 stands in two sheets of accountants."""
    both = tuple(kind for kind in family("C") if any(header_name(c.zh) == "差异金额" for c in kind.layout.sums))
    result = checked(both, f"{both[1].layout.sheet} 差异金额(元)")
    assert len(both) == 2
    assert [issue.code for issue in result.issues] == ["summary-differs"]
    assert yuan(37_600) in result.issues[0].message.zh


def test_each_sheet_is_checked_by_its_own_list() -> None:
    made = Workbook()
    made.remove(made.worksheets[0])
    planted = {"stocktake": ("diff_qty", 3), "confirmations": ("supplier_code", "91620702MA0000032K")}
    kinds = [kind for kind in family("C") if kind.key in planted]
    for kind in kinds:
        key, value = planted[kind.key]
        fill(made.create_sheet(kind.layout.sheet), example_rows(kind, 2, **{key: value}), kind)
    result = in_hand(saved(made))
    assert [(i.code, i.sheet, i.cell) for i in result.issues] == [
        ("derived-differs", "抽盘记录", f"{letter('diff_qty', kinds[0])}4"),
        ("uscc-wrong", "函证结果汇总", f"{letter('supplier_code', kinds[1])}4"),
    ]
