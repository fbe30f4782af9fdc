"""Pages of the pool's lists: a pool is small, so that it is read whole and shown in parts."""

from collections.abc import Sequence
from typing import Final, TypeVar

from server.web.access import WebRequest
from server.web.paging import Paged, seal, unseal, with_query
from vendors.people.pool.queries import ExpertView, InspectorView

SIZE: Final = 50
V = TypeVar("V", InspectorView, ExpertView)


def page_of(request: WebRequest, rows: Sequence[V], after: str) -> Paged[V]:
    """The rows behind the one whose id the cursor holds; a cursor nobody wrote shows the first page."""
    last = unseal(after)
    begins = next((place for place, one in enumerate(rows, start=1) if last == (one.id,)), 0)
    shown = rows[begins : begins + SIZE]
    more = with_query(request, after=seal(shown[-1].id)) if begins + SIZE < len(rows) else None
    return Paged(rows=shown, total=len(rows), next=more)
