"""A row of a record sheet as the record takes it, in the order of vendors.tasks.results.incoming.RESULT_COLUMNS."""

import json
from calendar import monthrange
from datetime import date
from decimal import Decimal

from importers.findings.scene import Derived, Kind, RecordRule
from importers.workbook.rows import Row, Value

LONGEST_SUBJECT = 200
OUTCOME = "outcome"


def result_of(row: Row, kind: Kind, *, position: int, content: str) -> tuple[object, ...]:
    """`position` counts the kind's rows in the batch, `content` is the row's fingerprint. The kind has a `record`."""
    rule = kind.record
    if rule is None:
        msg = f"{kind.key} brings findings, not results"
        raise ValueError(msg)
    known = {derived.key: derived for derived in kind.derived}
    return (
        kind.key,
        position,
        row.text(rule.institution),
        subject_of(row, rule),
        _day(row, rule),
        _value(row, rule.amount, known) if rule.amount else None,
        json.dumps(figures_of(row, kind), ensure_ascii=False),
        row.sheet,
        row.number,
        content,
    )


def subject_of(row: Row, rule: RecordRule) -> str:
    return " ".join(said for key in rule.subject if (said := _said(row.values.get(key))))[:LONGEST_SUBJECT]


def figures_of(row: Row, kind: Kind) -> dict[str, str | int]:
    """What scoring may count: decimals and days as text, amounts as fen. A derived column left empty is worked out."""
    rule = kind.record
    if rule is None:
        return {}
    known = {derived.key: derived for derived in kind.derived}
    found = {key: _plain(value) for key in rule.figures if (value := _value(row, key, known)) is not None}
    return {**found, OUTCOME: rule.outcome(row)} if rule.outcome else found


def _value(row: Row, key: str, known: dict[str, Derived]) -> Value:
    value = row.values.get(key)
    return known[key].of(row) if value is None and key in known else value


def _day(row: Row, rule: RecordRule) -> date | None:
    """A month (2026-08) counts on its last day."""
    month = row.text(rule.happened_on)
    if not month:
        return row.day(rule.happened_on)
    year, number = int(month[:4]), int(month[-2:])
    return date(year, number, monthrange(year, number)[1])


def _plain(value: str | int | Decimal | date) -> str | int:
    return value if isinstance(value, str | int) else _said(value)


def _said(value: Value) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
