from collections.abc import Mapping
from typing import Final

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from server.audit import queries
from server.audit.screens import Filters, JournalScreen, entry_screen, row
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.kinds import FAMILIES
from server.web.pages import Page
from server.web.paging import CURSOR, seal, unseal, with_query
from vendors.journal import queries as journal
from vendors.journal.actions import act
from vendors.journal.queries import Verification
from vendors.journal.rules import Json

SIZE: Final = 50


@get("/journal", opt={"right": Right.READ_JOURNAL})
async def journal_page(request: WebRequest) -> Page:
    return Page("audit/journal.html", await _screen(request))


@get("/journal/{seq:int}", opt={"right": Right.READ_JOURNAL})
async def entry_page(seq: FromPath[int]) -> Page:
    return Page("audit/entry.html", entry_screen(await queries.entry(seq)), fragment="audit/_entry.html")


@post("/journal/verify", opt={"right": Right.READ_JOURNAL}, status_code=200)
async def verify(request: WebRequest) -> Page:
    """Walk the whole chain; that it was walked, and what came of it, is itself an entry."""
    found = await journal.verify()
    async with act(by=actor(request), at=clock.now()) as deed:
        result: Mapping[str, Json] = {
            "checked": found.checked,
            "head": found.head,
            "broken_at": found.broken_at,
            "reason": found.reason,
        }
        deed.note("journal.verified", "journal", found.checked, after=result)
    return Page("audit/journal.html", await _screen(request, verified=found))


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (journal_page, entry_page, verify)


async def _screen(request: WebRequest, *, verified: Verification | None = None) -> JournalScreen:
    asked = request.query_params
    filters = Filters(
        kind=asked.get("kind", ""), object_type=asked.get("object_type", ""), object_id=asked.get("object_id", "")
    )
    before = _before(asked.get(CURSOR))
    found = await journal.page(
        before=before,
        size=SIZE + 1,
        kind=filters.kind,
        object_type=filters.object_type,
        object_id=filters.object_id,
    )
    newest = await journal.page(size=1)
    rows = tuple(row(link) for link in found[:SIZE])
    return JournalScreen(
        rows=rows,
        filters=filters,
        kinds=tuple(FAMILIES.items()),
        newest=newest[0].seq if newest else 0,
        first=with_query(request) if before else "",
        next=with_query(request, **{CURSOR: seal(rows[-1].seq)}) if len(found) > SIZE else "",
        verified=verified,
    )


def _before(cursor: str | None) -> int | None:
    place = unseal(cursor)
    return place[0] if place and isinstance(place[0], int) else None
