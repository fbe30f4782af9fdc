"""No row a reader can hand over breaks a check or a record, whatever stands in it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.findings.kinds import KINDS
from importers.findings.records import result_of
from importers.findings.scene import Kind
from importers.workbook.columns import Column, Type, Value
from tests.support.findings_books import ON
from tests.support.findings_rows import row_issues, said_by, typed_row
from vendors.copying import copy_text
from vendors.money import MAX_FEN

TEXTS = st.text(max_size=30)


def readable(column: Column) -> st.SearchStrategy[Value]:
    """What a cell of the column can become."""
    if column.type is Type.MONEY:
        return st.integers(-MAX_FEN, MAX_FEN)
    if column.type is Type.QUANTITY:
        return st.decimals(-(10**14), 10**14, places=column.places)
    if column.type is Type.COUNT:
        return st.integers(0, 10**13)
    if column.type is Type.DATE:
        return st.dates(date(1954, 10, 3), date(2099, 12, 31))
    if column.type is Type.CHOICE:
        return st.sampled_from(list(column.options(ON)))
    return st.just(column.example) if column.pattern_is_error else TEXTS


def changes_of(kind: Kind) -> st.SearchStrategy[dict[str, Value]]:
    columns = {column.key: st.none() | readable(column) for column in kind.layout.columns}
    return st.fixed_dictionaries({}, optional=columns)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
@settings(max_examples=25)
@given(st.data())
def test_any_row_is_answered(kind: Kind, data: st.DataObject) -> None:
    changes = data.draw(changes_of(kind))
    bad = data.draw(st.sets(st.sampled_from([column.key for column in kind.layout.columns]), max_size=3))
    values = changes | dict.fromkeys(bad)
    issues = row_issues(kind, bad=bad, **values)
    assert all(issue.message.zh and issue.message.en and issue.fix.zh and issue.column for issue in issues)
    for check in kind.sheet_checks:
        said_by(kind, check, [typed_row(kind, number=4, **values), typed_row(kind, number=5, **values)])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.record], ids=lambda kind: kind.key)
@settings(max_examples=25)
@given(st.data())
def test_any_row_of_a_record_sheet_becomes_one_record(kind: Kind, data: st.DataObject) -> None:
    row = typed_row(kind, **data.draw(changes_of(kind)))
    record = copy_text(result_of(row, kind, position=1, content="c"))
    assert (record.count(b"\n"), record.count(b"\t")) == (1, 9)
    figures = json.loads(str(result_of(row, kind, position=1, content="c")[6]))
    assert all(isinstance(value, str | int) for value in figures.values())


def test_a_tidy_number_has_no_exponent() -> None:
    kind = next(kind for kind in KINDS if kind.key == "stocktake")
    row = typed_row(kind, book_qty=Decimal("1E+3"), counted_qty=Decimal("0.500"))
    figures = json.loads(str(result_of(row, kind, position=1, content="c")[6]))
    assert (figures["book_qty"], figures["counted_qty"]) == ("1000", "0.5")
