"""What every list of this room does alike: a page of rows, its cursor, its sorted headings."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeVar

from server.web.access import WebRequest
from server.web.paging import Paged, seal, with_query

SIZE: Final = 50
EXPORTED: Final = 50_000
"""Rows a workbook of a list may have."""
LONGEST: Final = 100
T = TypeVar("T")


def paged(
    request: WebRequest, rows: Sequence[T], *, total: int, key: Callable[[T], Sequence[str | int]], size: int = SIZE
) -> Paged[T]:
    """`rows` are one more than the page when there is a next one; `key` gives the values its cursor holds."""
    some = rows[:size]
    after = seal(*key(some[-1])) if len(rows) > size else None
    return Paged(rows=some, total=total, next=with_query(request, after=after) if after else None)


def direction(column: str, sort: str) -> str:
    """How a heading's column is sorted now: asc, desc or not at all."""
    return {column: "asc", f"-{column}": "desc"}.get(sort, "")


def turned(request: WebRequest, column: str, sort: str) -> str:
    """Where a press on the heading leads."""
    return with_query(request, sort=f"-{column}" if sort == column else column)


def asked(request: WebRequest, name: str) -> str:
    """A filter of the address, trimmed; empty when it is not there."""
    return request.query_params.get(name, "").strip()[:LONGEST]


def asked_day(request: WebRequest, name: str) -> date | None:
    """The same for a day; None for what is no day."""
    try:
        return date.fromisoformat(asked(request, name))
    except ValueError:
        return None


def elsewhere(request: WebRequest, path: str) -> str:
    """Another address with the filters of this one."""
    return path + with_query(request).removeprefix(request.url.path)
