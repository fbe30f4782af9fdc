"""汇总 must equal the detail: every line of it that names a money column or the number of rows is compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers.findings import messages
from importers.intake.cells import CellRow, CellSheet
from importers.workbook import messages as workbook
from importers.workbook.issues import Issue, Message
from importers.workbook.rows import Sheet
from importers.workbook.spellings import number_of, plain, stored_number
from importers.workbook.text import header_name, other_unit
from vendors.money import MAX_FEN, half_up, yuan

NAME = "汇总"
_COUNTS = {
    header_name(name)
    for name in (
        "行数",
        "明细条数",
        "明细行数",
        "条数",
        "疑点条数",
        "疑点数",
        "数据行数",
        "违规条数",
        "问题条数",
        "疑点行数",
        "明细数",
    )
}
_BEFORE = re.compile(
    r"^(其中|以上|本期|本次|本批|本月|本季度?|发现|查出|认定|涉及|涉嫌|累计|合计|总计|共计|全部|共|总)+"
)
_BEHIND = re.compile(r"(合计|总计|总额|总数|总和|共计|累计)+$")
_ROWS = "rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One figure of the summary: the cell and what it claims to be."""

    sheet: str
    row: CellRow
    place: int
    label: str
    measure: str

    def issue(self, message: Message, *, value: str, **words: object) -> Issue:
        label = self.label.strip()
        return message.at(
            sheet=self.sheet, row=self.row.number, column=self.place, header=label, value=value, label=label, **words
        )


def summary_issues(summary: CellSheet, sheets: Sequence[Sheet]) -> Iterator[Issue]:
    """Label and number in one row (our template), or a table with the measures as its header."""
    figures = list(_figures(summary, sheets, _labels(sheets)))
    if not figures:
        yield messages.SUMMARY_NOT_COMPARED.at(sheet=summary.name)
    for told, chosen in figures:
        yield from _compare(told, chosen)


def _figures(
    summary: CellSheet, sheets: Sequence[Sheet], labels: dict[str, str]
) -> Iterator[tuple[_Told, Sequence[Sheet]]]:
    found = False
    for row in summary.rows:
        place = next((i for i, text in enumerate(row.texts) if _measure(text, labels)), None)
        value = None if place is None else next((i for i in range(place + 1, len(row.texts)) if _filled(row, i)), None)
        if place is None or value is None or _measure(row.texts[value], labels):
            continue
        found = True
        chosen = [sheet for sheet in sheets if sheet.name in row.texts[:place]] or sheets
        label = row.texts[place]
        told = _Told(sheet=summary.name, row=row, place=value, label=label, measure=_measure(label, labels))
        yield told, chosen
    if not found:
        yield from _table(summary, sheets, labels)


def _labels(sheets: Sequence[Sheet]) -> dict[str, str]:
    labels = dict.fromkeys(_COUNTS, _ROWS)
    for sheet in sheets:
        for column in sheet.layout.sums:
            labels.update({header_name(name): column.key for name in column.names})
    return labels


def _measure(text: str, labels: dict[str, str]) -> str:
    """The measure a label names, as it is or among words that change nothing: 本期共涉及违规金额合计."""
    name = header_name(text)
    bare = _BEHIND.sub("", name)
    return next((labels[told] for told in (name, bare, _BEFORE.sub("", bare)) if told in labels), "")


def _filled(row: CellRow, place: int) -> bool:
    kind, text = row.kinds[place], row.texts[place]
    if kind == "n":
        return stored_number(text) is not None
    return kind == "f" or (kind == "s" and number_of(text) is not None)


def _table(
    summary: CellSheet, sheets: Sequence[Sheet], labels: dict[str, str]
) -> Iterator[tuple[_Told, Sequence[Sheet]]]:
    heads = [row for row in summary.rows if any(_measure(text, labels) for text in row.texts)]
    if not heads:
        return
    body = [row for row in summary.rows if row.number > heads[0].number]
    total = next((row for row in body if any(header_name(text) in {"合计", "总计"} for text in row.texts)), None)
    total = total or (body[0] if len(body) == 1 else None)
    if total is None:
        return
    for place, text in enumerate(heads[0].texts):
        measure = _measure(text, labels)
        if measure and place < len(total.texts) and _filled(total, place):
            told = _Told(sheet=summary.name, row=total, place=place, label=text, measure=measure)
            yield told, sheets


def _compare(told: _Told, sheets: Sequence[Sheet]) -> Iterator[Issue]:
    kind, text, measure = told.row.kinds[told.place], told.row.texts[told.place], told.measure
    behind = told.row.texts[told.place + 1] if told.place + 1 < len(told.row.texts) else ""
    if unit := other_unit(told.label) or other_unit(behind):
        yield told.issue(workbook.UNIT_WAN, value=unit)
        return
    if kind == "f":
        yield told.issue(messages.SUMMARY_NOT_COMPUTED, value=text)
        return
    if any(measure in sheet.unreadable for sheet in sheets):
        return  # the unreadable cell is named already; a sum without it would mislead
    said = stored_number(text) if kind == "n" else number_of(text)
    if said is None:
        return
    if measure == _ROWS:
        count = sum(sheet.count for sheet in sheets)
        same, stated, computed = said == count, plain(said), str(count)
    else:
        fen = sum(sheet.sums[measure] for sheet in sheets)
        same, computed = half_up(said) * 100 == fen, yuan(fen)
        stated = yuan(int(half_up(said) * 100)) if abs(said) <= MAX_FEN else plain(said)
    if not same:
        yield told.issue(messages.SUMMARY_DIFFERS, value=stated, computed=computed)
