"""Values of an address as a list's filter reads them: what cannot be read narrows nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol, TypeVar

from server.web.access import LAST_ID, WebRequest
from server.web.i18n import code_words
from server.web.paging import Paged, seal, unseal, with_query
from vendors.labels import Labelled
from vendors.money import MAX_FEN

SIZE: Final = 50
_ONE: Final = Decimal(1)
L = TypeVar("L", bound=Labelled)


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Numbered)


def member(kind: type[L], value: str) -> L | None:
    return kind(value) if value in set(kind) else None


def number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and int(value) <= LAST_ID else None


def day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def fen(value: str) -> int | None:
    """An amount typed in yuan; fractions of a fen are dropped."""
    try:
        found = Decimal(value.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return int((found * 100).quantize(_ONE)) if found.is_finite() and abs(found) * 100 <= MAX_FEN else None


def asked(request: WebRequest, *names: str) -> dict[str, str]:
    """The named values of the address, empty where there is none."""
    return {name: request.query_params.get(name, "").strip() for name in names}


def before(after: str) -> int | None:
    """The id before which the page begins, from its cursor."""
    match unseal(after):
        case (int(last),):
            return last
    return None


def paged(request: WebRequest, rows: Sequence[R], total: int) -> Paged[R]:
    """A page of up to SIZE of the rows, which are one more when there is another page."""
    more = with_query(request, after=seal(rows[SIZE - 1].id)) if len(rows) > SIZE else None
    return Paged(rows=rows[:SIZE], total=total, next=more)


def export_address(request: WebRequest, base: str) -> str:
    """The same list as a workbook."""
    return with_query(request).replace(base, f"{base}/export", 1)


def counties() -> Mapping[str, str]:
    """The counties by code, without the city."""
    return {code: name for code, name in code_words("region").items() if not code.endswith("00")}
