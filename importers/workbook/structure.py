"""What the sheet's frame says: missing, doubled and unknown columns, wrong units, a 合计 row that does not add up."""

from collections.abc import Iterator

from importers.intake.cells import CellRow
from importers.workbook import messages
from importers.workbook.columns import Type
from importers.workbook.headers import Match, names_of
from importers.workbook.issues import Issue
from importers.workbook.masks import shows_identity
from importers.workbook.rows import Sheet
from importers.workbook.spellings import number_of, stored_number
from importers.workbook.text import header_name, in_wan, nfkc, other_unit
from vendors.money import MAX_FEN, yuan

_FIGURES = frozenset({Type.MONEY, Type.QUANTITY, Type.COUNT})
_OURS = {"错误说明", "issues"}  # the column our own annotated copies add


def header_issues(sheet: Sheet, match: Match, *, hidden: bool) -> Iterator[Issue]:
    if hidden:
        yield messages.SHEET_HIDDEN.at(sheet=sheet.name)
    for column in match.missing:
        yield messages.HEADER_MISSING.at(sheet=sheet.name, row=match.header.last_row, header=column.zh)
    yield from _stray(sheet, match)
    yield from _units(sheet, match)


def _stray(sheet: Sheet, match: Match) -> Iterator[Issue]:
    row = match.header.last_row
    doubled = {place for _, place in match.doubled}
    known = set(match.header.places.values())
    amounts = _amount_names(match)
    for place, written in enumerate(match.titles):
        title = "***" if shows_identity(written) else written.strip()
        if place in doubled:
            yield messages.HEADER_DUPLICATE.at(sheet=sheet.name, row=row, column=place, header=title, value=title)
        elif title and place not in known and header_name(title) not in _OURS:
            nearly = other_unit(title) and any(name in header_name(title) for name in amounts)
            message = messages.UNIT_WAN if nearly else messages.HEADER_UNKNOWN
            yield message.at(sheet=sheet.name, row=row, column=place, header=title, value=title)


def _units(sheet: Sheet, match: Match) -> Iterator[Issue]:
    header = match.header
    for key, title in in_other_units(match).items():
        place, row = header.places[key], header.last_row
        yield messages.UNIT_WAN.at(sheet=sheet.name, row=row, column=place, header=title, value=title)
    said = {(header.places[key], title) for key, title in header.titles.items()}
    for above in sheet.above:
        yield from (
            issue for place, issue in in_wan_at(sheet.name, above) if (place, above.texts[place].strip()) not in said
        )


def in_other_units(match: Match) -> dict[str, str]:
    """Key → title of the columns of figures whose header states another unit than yuan."""
    found = {}
    for column in match.layout.columns:
        title = match.header.titles.get(column.key, "")
        if column.type in _FIGURES and other_unit(title) and other_unit(title) not in nfkc(column.zh):
            found[column.key] = title
    return found


def _amount_names(match: Match) -> list[str]:
    money = {column.key for column in match.layout.sums}
    return [name for name, key in names_of(match.layout).items() if key in money and not name.isascii()]


def in_wan_at(sheet: str, row: CellRow) -> Iterator[tuple[int, Issue]]:
    """The cells of a row of the frame that state another unit than yuan, with their places."""
    for place, text in enumerate(row.texts):
        if in_wan(text.strip()):
            yield place, messages.UNIT_WAN.at(sheet=sheet, row=row.number, column=place, value=text)


def total_issues(sheet: Sheet) -> Iterator[Issue]:
    if sheet.total is None:
        return
    for column in sheet.layout.sums:
        place = sheet.header.places.get(column.key)
        if place is None or place >= len(sheet.total.texts) or column.key in sheet.unreadable:
            continue
        stated = _stated(sheet.total, place)
        total = sheet.sums[column.key]
        if stated is not None and stated != total:
            title = sheet.header.titles[column.key]
            yield messages.TOTAL_ROW_DIFFERS.at(
                sheet=sheet.name,
                row=sheet.total.number,
                column=place,
                header=title,
                value=yuan(stated),
                sum=yuan(total),
            )


def _stated(row: CellRow, place: int) -> int | None:
    text = row.texts[place]
    value = stored_number(text) if row.kinds[place] == "n" else number_of(text)
    return None if value is None or abs(value) > MAX_FEN else int((value * 100).to_integral_value())
