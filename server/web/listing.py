"""A list as a workbook to take away: what the page's filter shows, all of it, one row a record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from litestar import Response

from importers.workbook.writing import book
from importers.workbook.writing.book import Book
from importers.workbook.writing.sheets import Cell, Value
from server.web.downloads import workbook
from server.web.tabs import Field, Tab
from vendors.periods import SHANGHAI


def listing(
    title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value | Cell]], *, at: datetime, plain: str
) -> Response[bytes]:
    """The .xlsx to be saved as `title`; `plain` is its name in ASCII, without suffix. Text stays text in it."""
    found = tuple(tuple(row) for row in rows)
    tab = Tab(name=title[:31], title=title, fields=tuple(fields), rows=found)
    local = at.astimezone(SHANGHAI)
    content = book.write(Book(sheets=(tab.sheet(f"共 {len(found)} 条　{local:%Y-%m-%d %H:%M}"),), made=at, title=title))
    return workbook(content, name=f"{title}_{local:%Y%m%d}.xlsx", plain=f"{plain}-{local:%Y%m%d}.xlsx")
