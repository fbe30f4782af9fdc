"""Checks over all rows of a sheet: numbering, duplicates, and what the lines of one visit add up to."""

from collections.abc import Iterable

from importers.findings import messages, record_messages
from importers.findings.scene import Scene
from importers.findings.sheets.kind_a import PER_CASE
from importers.workbook.issues import Issue, ranges
from importers.workbook.rows import Row, Value
from vendors.money import yuan

NOTHING: tuple[Issue, ...] = ()


class Numbering:
    """序号 is unique in the sheet."""

    def __init__(self, scene: Scene) -> None:
        self.sheet = scene.sheet
        self.seen: dict[int, int] = {}

    def see(self, row: Row) -> Iterable[Issue]:
        seq = row.fen("seq")
        if seq is None:
            return NOTHING
        first = self.seen.setdefault(seq, row.number)
        if first == row.number:
            return NOTHING
        return (self.sheet.issue(messages.SEQ_DUPLICATE, row, "seq", other=first),)

    def end(self) -> Iterable[Issue]:
        return NOTHING


class Duplicates:
    """The same finding twice in one file: both rows are linked, nothing is dropped."""

    def __init__(self, scene: Scene) -> None:
        self.sheet = scene.sheet
        columns = [scene.sheet.layout.column(key) for key in scene.kind.reading.unique]
        self.keys = tuple(column.key for column in columns)
        self.needed = tuple(column.key for column in columns if column.required)
        self.words = {"columns": "、".join(c.zh for c in columns), "columns_en": ", ".join(c.en for c in columns)}
        self.seen: dict[tuple[Value, ...], int] = {}

    def see(self, row: Row) -> Iterable[Issue]:
        get = row.values.get
        for key in self.needed:
            if get(key) is None:
                return NOTHING
        first = self.seen.setdefault(tuple(map(get, self.keys)), row.number)
        if first == row.number:
            return NOTHING
        return (self.sheet.issue(messages.DUPLICATE_ROW, row, self.needed[-1], other=first, **self.words),)

    def end(self) -> Iterable[Issue]:
        return NOTHING


class VisitSums:
    """All lines of a visit together stay within its total fee (settled data first, the sheet's own otherwise)."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.visits: dict[str, tuple[int, int | None, list[int]]] = {}  # amount, own total fee, row numbers

    def see(self, row: Row) -> Iterable[Issue]:
        visit, amount = row.text("mdtrt_id"), row.fen("vola_amt")
        if visit and amount:
            total, fee, rows = self.visits.get(visit, (0, None, []))
            fee = row.fen("medfee_sumamt") if fee is None else fee
            rows.append(row.number)
            self.visits[visit] = (total + amount, fee, rows)
        return NOTHING

    def end(self) -> Iterable[Issue]:
        cases = self.scene.context.cases or {}
        for visit, (total, fee, rows) in self.visits.items():
            entry = cases.get(visit)
            limit = entry.total_fen if entry is not None and entry.total_fen is not None else fee
            if len(rows) > 1 and limit is not None and total > limit:
                yield self.scene.sheet.at(
                    messages.CASE_SUM_ABOVE,
                    rows[-1],
                    "vola_amt",
                    value=yuan(total),
                    visit=visit,
                    limit=yuan(limit),
                    rows=ranges(rows),
                )


class PerCaseOnce:
    """按例: a visit is deducted per case once for one violation."""

    def __init__(self, scene: Scene) -> None:
        self.sheet = scene.sheet
        self.seen: dict[tuple[str, str], int] = {}

    def see(self, row: Row) -> Iterable[Issue]:
        visit = row.text("mdtrt_id")
        if row.text("deduction") != PER_CASE or not visit:
            return NOTHING
        first = self.seen.setdefault((visit, row.text("vola_type")), row.number)
        if first == row.number:
            return NOTHING
        return (self.sheet.issue(record_messages.PER_CASE_TWICE, row, "deduction", visit=visit, other=first),)

    def end(self) -> Iterable[Issue]:
        return NOTHING


class OneUnit:
    """All quantities of one item in one institution are in one unit."""

    def __init__(self, scene: Scene) -> None:
        self.sheet = scene.sheet
        self.seen: dict[tuple[str, str, str], tuple[int, str]] = {}

    def see(self, row: Row) -> Iterable[Issue]:
        unit, code = row.text("unit"), row.text("hilist_code")
        if not unit or not code:
            return NOTHING
        key = (row.text("fixmedins_code"), code, row.text("local_code"))
        first, known = self.seen.setdefault(key, (row.number, unit))
        if known == unit:
            return NOTHING
        words = {"value": unit, "code": code, "other": first, "unit": known}
        return (self.sheet.issue(record_messages.UNITS_DIFFER, row, "unit", **words),)

    def end(self) -> Iterable[Issue]:
        return NOTHING
