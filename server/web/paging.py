"""Keyset paging: a cursor says after which row the next page begins; the state lives in the address."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from server.web.access import Connection

T = TypeVar("T")
CURSOR = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[T]):
    """One page of rows. `next` is the cursor after the last row, None on the last page."""

    rows: Sequence[T]
    total: int
    next: str | None = None


def seal(*values: str | int | None) -> str:
    """Sort values of the last row → an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def unseal(cursor: str | None) -> tuple[str | int | None, ...] | None:
    """The values again; None for no cursor or one we did not write (the first page is shown)."""
    if not cursor:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    plain = isinstance(found, list) and all(value is None or isinstance(value, str | int) for value in found)
    return tuple(found) if plain else None


def with_query(request: Connection, **changes: str | int | None) -> str:
    """The present address with some query values changed; None removes one. A changed filter drops the cursor."""
    kept = [
        (key, value)
        for key, value in request.query_params.multi_items()
        if key not in changes and key not in {"lang", CURSOR}
    ]
    query = urlencode([*kept, *((key, value) for key, value in changes.items() if value not in {None, ""})])
    return f"{request.url.path}?{query}" if query else request.url.path
