"""A sheet of cells becomes typed rows with their issues: header → coercion → rows; 合计 and signature rows end it."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import date

from importers.intake.cells import CellRow, CellSheet
from importers.workbook import messages
from importers.workbook.coercion import BAD, Coerce, Reporter, compiled
from importers.workbook.headers import Match
from importers.workbook.rows import NOTHING_BAD, Row, Sheet, Value
from importers.workbook.structure import header_issues, total_issues
from importers.workbook.text import cleaned

Merge = tuple[int, int, int, int]  # row, column, row, column, counted from 0
_TOTAL = re.compile(r"^(合\s*计|总\s*计|共\s*计)")
_SIGNATURE = re.compile(r"^(填报|填表|制表|复核|审核|经办|负责|机构|单位|日期|盖章)[^0-9]{0,8}[:：]|^(机构|单位)?盖章")
_PULSE = 200
Patches = dict[tuple[int, int], tuple[str, str]]


async def read_sheet(
    cells: CellSheet,
    match: Match,
    *,
    on: date,
    merges: list[Merge] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sheet:
    """Every data row under the header, typed; `progress(rows)` is told now and then, and others get their turn."""
    sheet = Sheet(name=cells.name, layout=match.layout, header=match.header)
    reporter = Reporter(cells.name)
    sheet.issues = reporter.issues
    sheet.above = [row for row in cells.rows if row.number < match.header.row]
    sheet.issues.extend(header_issues(sheet, match, hidden=cells.hidden))
    plan = _plan(match, reporter, on)
    patches = _patches(cells, match, merges or [])
    patched = {row for row, _ in patches}
    body = _body(sheet, cells, match)
    for done, row in enumerate(body):
        reporter.row = row.number
        if row.hidden:
            reporter.issues.append(messages.ROW_HIDDEN.at(sheet=cells.name, row=row.number))
        kinds, texts = row.kinds, row.texts
        if row.number in patched:
            kinds, texts = _filled(row, patches, match, reporter)
        sheet.rows.append(_row(cells.name, row, plan, kinds, texts))
        if done % _PULSE == 0:
            await asyncio.sleep(0)
            if progress:
                progress(done)
    if not sheet.rows:
        reporter.issues.append(messages.NO_ROWS.at(sheet=cells.name, row=match.header.last_row))
    sheet.issues.extend(total_issues(sheet))
    return sheet


def _plan(match: Match, reporter: Reporter, on: date) -> list[tuple[str, int, Coerce]]:
    return [
        (
            column.key,
            place,
            compiled(column, place=place, title=match.header.titles[column.key], reporter=reporter, on=on),
        )
        for column in match.layout.columns
        if (place := match.header.places.get(column.key)) is not None
    ]


def _row(name: str, row: CellRow, plan: list[tuple[str, int, Coerce]], kinds: str | list[str], texts: list[str]) -> Row:
    width = len(texts)
    values: dict[str, Value] = {}
    bad = []
    for key, place, coerce in plan:
        value = coerce(kinds[place], texts[place]) if place < width else coerce("-", "")
        if value is BAD:
            bad.append(key)
            value = None
        values[key] = value  # type: ignore[assignment]
    return Row(name, row.number, values, tuple(row.texts), frozenset(bad) if bad else NOTHING_BAD)


def _body(sheet: Sheet, cells: CellSheet, match: Match) -> Iterator[CellRow]:
    """Data rows in order; stops at 合计 or signatures and complains about data found after them."""
    ended = ""
    required = [match.header.places[c.key] for c in match.layout.columns if c.key in match.header.places and c.required]
    number = match.header.places.get("seq")
    last = match.header.last_row
    for row in cells.rows:
        if row.number <= match.header.last_row:
            continue
        first = next((text for text in map(cleaned, row.texts) if text), "")
        if not first and all(kind in "-s" for kind in row.kinds):
            continue
        word = "" if _numbered(row, number) else _ending(first)
        if word and not ended:
            ended = word
            sheet.total = row if _TOTAL.match(word) else None
        elif ended and not word and _filled_share(row, required) >= 0.5:
            problem = messages.ROWS_AFTER_TOTAL.at(sheet=cells.name, row=row.number, value=ended[:20])
            sheet.issues.append(problem)
        elif not ended:
            sheet.blank += row.number - last - 1
            last = row.number
            yield row


def _numbered(row: CellRow, place: int | None) -> bool:
    """Whether the 序号 cell holds a number: then it is data, whatever else it says."""
    return place is not None and place < len(row.texts) and row.texts[place].strip().isdigit()


def _ending(first: str) -> str:
    return first if _TOTAL.match(first) or _SIGNATURE.match(first) else ""


def _filled_share(row: CellRow, places: list[int]) -> float:
    filled = sum(1 for place in places if place < len(row.texts) and row.texts[place].strip())
    return filled / max(len(places), 1)


def _patches(cells: CellSheet, match: Match, merges: list[Merge]) -> Patches:
    """Vertical merges of one column below the header: every row inside takes the first cell's value."""
    wanted = {(r1, c): r2 for r1, c, r2, c2 in merges if c == c2 and r2 > r1 >= match.header.last_row}
    if not wanted:
        return {}
    places = set(match.header.places.values())
    firsts = {row.number: row for row in cells.rows if any(start == row.number - 1 for start, _ in wanted)}
    found: Patches = {}
    for (start, column), end in wanted.items():
        first = firsts.get(start + 1)
        if first is None or column not in places or column >= len(first.texts):
            continue
        for number in range(start + 2, min(end + 1, start + 10_000) + 1):
            found[number, column] = (first.kinds[column], first.texts[column])
    return found


def _filled(row: CellRow, patches: Patches, match: Match, reporter: Reporter) -> tuple[list[str], list[str]]:
    kinds, texts = list(row.kinds), list(row.texts)
    titles = {place: match.header.titles[key] for key, place in match.header.places.items()}
    for place, title in titles.items():
        patch = patches.get((row.number, place))
        if patch is None:
            continue
        kinds.extend("-" * (place + 1 - len(kinds)))
        texts.extend([""] * (place + 1 - len(texts)))
        if kinds[place] == "-":
            kinds[place], texts[place] = patch
            reporter.issues.append(
                messages.MERGED_FILLED.at(
                    sheet=reporter.sheet, row=row.number, column=place, header=title, value=patch[1]
                )
            )
    return kinds, texts
