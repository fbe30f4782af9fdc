"""Checks over all rows of a sheet: numbering, duplicates, and what the lines of one visit add up to."""

from collections.abc import Iterator, Sequence

from importers.findings import messages
from importers.findings.scene import Scene
from importers.workbook.issues import Issue, ranges
from importers.workbook.rows import Row, Value
from vendors.money import yuan


def numbering(rows: Sequence[Row], scene: Scene) -> Iterator[Issue]:
    """序号 is unique in the sheet."""
    seen: dict[int, int] = {}
    for row in rows:
        seq = row.fen("seq")
        if seq is None:
            continue
        first = seen.setdefault(seq, row.number)
        if first != row.number:
            yield scene.sheet.issue(messages.SEQ_DUPLICATE, row, "seq", other=first)


def duplicates(rows: Sequence[Row], scene: Scene) -> Iterator[Issue]:
    """The same finding twice in one file: both rows are linked, nothing is dropped."""
    columns = [scene.sheet.layout.column(key) for key in scene.kind.reading.unique]
    needed = [column.key for column in columns if column.required]
    words = {"columns": "、".join(c.zh for c in columns), "columns_en": ", ".join(c.en for c in columns)}
    seen: dict[tuple[Value, ...], int] = {}
    for row in rows:
        if any(row.values.get(key) is None for key in needed):
            continue
        first = seen.setdefault(tuple(row.values.get(column.key) for column in columns), row.number)
        if first != row.number:
            yield scene.sheet.issue(messages.DUPLICATE_ROW, row, needed[-1], other=first, **words)


def visit_sums(rows: Sequence[Row], scene: Scene) -> Iterator[Issue]:
    """All lines of a visit together stay within its total fee (settled data first, the sheet's own otherwise)."""
    visits: dict[str, list[Row]] = {}
    for row in rows:
        if row.text("mdtrt_id") and row.fen("vola_amt"):
            visits.setdefault(row.text("mdtrt_id"), []).append(row)
    for visit, lines in visits.items():
        limit = _fee(visit, lines, scene)
        total = sum(line.fen("vola_amt") or 0 for line in lines)
        if len(lines) > 1 and limit is not None and total > limit:
            yield scene.sheet.issue(
                messages.CASE_SUM_ABOVE,
                lines[-1],
                "vola_amt",
                value=yuan(total),
                visit=visit,
                limit=yuan(limit),
                rows=ranges([line.number for line in lines]),
            )


def _fee(visit: str, lines: Sequence[Row], scene: Scene) -> int | None:
    entry = (scene.context.cases or {}).get(visit)
    if entry is not None and entry.total_fen is not None:
        return entry.total_fen
    return next((fee for line in lines if (fee := line.fen("medfee_sumamt")) is not None), None)
