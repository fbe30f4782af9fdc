"""Typed rows of any kind without a file, to put single checks to the test."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from importers.findings.context import NOTHING_KNOWN, TaskContext
from importers.findings.scene import Kind, Scene, SheetCheck
from importers.workbook.columns import Column, Type, Value
from importers.workbook.issues import Issue
from importers.workbook.rows import Header, Row, Sheet
from tests.support.findings_books import ON, letter


def typed(column: Column) -> Value:
    """The column's example as the reader would give it."""
    if not column.example:
        return None
    if column.type is Type.MONEY:
        return int(Decimal(column.example) * 100)
    if column.type is Type.QUANTITY:
        return Decimal(column.example)
    if column.type is Type.COUNT:
        return int(column.example)
    return date.fromisoformat(column.example) if column.type is Type.DATE else column.example


def typed_row(kind: Kind, *, number: int = 4, bad: Iterable[str] = (), **changes: Value) -> Row:
    values = {column.key: typed(column) for column in kind.layout.columns} | changes
    return Row(kind.layout.sheet, number, values, (), frozenset(bad))


def scene_of(kind: Kind, context: TaskContext = NOTHING_KNOWN, on: date = ON) -> Scene:
    places = {column.key: place for place, column in enumerate(kind.layout.columns)}
    header = Header(row=3, last_row=3, places=places, titles={c.key: c.zh for c in kind.layout.columns})
    return Scene(
        kind=kind, sheet=Sheet(name=kind.layout.sheet, layout=kind.layout, header=header), on=on, context=context
    )


def row_issues(
    kind: Kind, *, bad: Iterable[str] = (), context: TaskContext = NOTHING_KNOWN, on: date = ON, **changes: Value
) -> list[Issue]:
    """What every row check of the kind says of its example with some changes."""
    scene, row = scene_of(kind, context, on), typed_row(kind, bad=bad, **changes)
    return [issue for check in kind.row_checks for issue in check(row, scene)]


def row_codes(
    kind: Kind, *, bad: Iterable[str] = (), context: TaskContext = NOTHING_KNOWN, on: date = ON, **changes: Value
) -> list[tuple[str, str]]:
    """The same as pairs of code and column letter."""
    return [(i.code, i.column) for i in row_issues(kind, bad=bad, context=context, on=on, **changes)]


def said_by(kind: Kind, check: SheetCheck, rows: Iterable[Row]) -> list[Issue]:
    """What one whole-sheet check says of rows."""
    watch = check(scene_of(kind))
    seen = [issue for row in rows for issue in watch.see(row)]
    return [*seen, *watch.end()]


def at(kind: Kind, code: str, key: str) -> tuple[str, str]:
    return code, letter(key, kind)


def numbered(kind: Kind, *changes: dict[str, Value]) -> list[Row]:
    """Rows one below the other, each with its own changes."""
    return [replace(typed_row(kind, **change), number=number) for number, change in enumerate(changes, start=4)]
