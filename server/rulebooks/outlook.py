from kpi.rulebooks.checking import Checked
from kpi.rulebooks.draft_queries import lagging, refused
from kpi.rulebooks.rules import VersionState
from kpi.rulebooks.version_queries import Version
from server.rulebooks.screens import CLEAR, Outlook
from server.web import clock
from server.web.access import WebRequest, actor
from vendors.periods import local_date

_ON_ITS_WAY = frozenset({VersionState.DRAFT, VersionState.SUBMITTED})


async def outlook(request: WebRequest, found: Version, checked: Checked) -> Outlook:
    """Of a version on its way to approval, as its text is now; the others have nothing before them."""
    if found.packaged or found.state not in _ON_ITS_WAY or checked.raw is None:
        return CLEAR
    book, today = checked.rulebook, local_date(clock.now())
    since = book.effective_from if book else found.since
    return Outlook(
        refusal=await refused(name=found.name, kind=found.kind.value, starts_on=since, on=today) if book else None,
        lagging=await lagging(found.name, checked.raw, starts_on=since, for_=actor(request), on=today),
    )
