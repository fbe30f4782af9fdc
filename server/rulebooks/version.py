"""One version: what it says, its text to take away, what differs from another, a trial on a past period."""

from datetime import timedelta

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.rulebooks.checking import check_text
from kpi.rulebooks.differences import differences
from kpi.rulebooks.source import read_standalone
from kpi.rulebooks.version_queries import Version, version, versions
from kpi.scorecards.trial_queries import trial
from server.desk.grades import quarters_back
from server.rulebooks.outlook import outlook
from server.rulebooks.screens import DifferenceScreen, TrialScreen, VersionScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor, may
from server.web.downloads import unread
from server.web.forms import Form
from server.web.history import history
from server.web.pages import Page
from server.web.reading import asked
from vendors.errors import NotFound, Words
from vendors.periods import Period, local_date


@get("/rulebooks/{name:str}", opt={"right": Right.VIEW_RULEBOOKS})
async def one_version(request: WebRequest, name: FromPath[str]) -> Page:
    return await version_page(request, name)


async def version_page(
    request: WebRequest, name: str, *, form: Form | None = None, asked: str = "", error: Words | None = None
) -> Page:
    """`form` is the one that failed, `asked` which of the page's forms it is; `error`: why the act is not open."""
    who, today = actor(request), local_date(clock.now())
    found = await version(name, for_=who, on=today)
    checked = check_text(found.source, name=name, kind=found.kind.value)
    screen = VersionScreen(
        version=found,
        checked=checked,
        outlook=await outlook(request, found, checked),
        others=await _others(request, found),
        history=await history("rulebook", found.id) if found.id is not None and who.at_bureau else (),
        today=today,
        next_quarter=Period.quarter_of(today).ends_on + timedelta(days=1),
        approving=may(who, Right.APPROVE_RULEBOOK) and who.id not in found.writers,
        form=form or Form(),
        asked=asked,
        error=error,
    )
    return Page("rulebooks/version.html", screen, status=409 if error else 422 if form else 200)


async def _others(request: WebRequest, found: Version) -> tuple[Version, ...]:
    """The other versions of its kind, the newest first."""
    every = await versions(for_=actor(request), on=local_date(clock.now()))
    return tuple(one for one in every if one.kind is found.kind and one.name != found.name)


@get("/rulebooks/{name:str}/file", opt={"right": Right.VIEW_RULEBOOKS})
async def file(request: WebRequest, name: FromPath[str]) -> Response[bytes]:
    """The text that stands alone: `hengjian score --rulebook` reads it."""
    found = await version(name, for_=actor(request), on=local_date(clock.now()))
    return unread(found.source.encode(), name=f"{name}.toml", plain=f"{name}.toml")


@get("/rulebooks/{name:str}/difference", opt={"right": Right.VIEW_RULEBOOKS})
async def difference(request: WebRequest, name: FromPath[str]) -> Page:
    """Against another version of the kind: the one it was copied from, else the one before it."""
    found = await version(name, for_=actor(request), on=local_date(clock.now()))
    others = await _others(request, found)
    wanted = asked(request, "against")["against"] or found.copied_from
    earlier = [one for one in others if one.since < found.since] or others
    against = next((one for one in others if one.name == wanted), earlier[0] if earlier else None)
    new = read_standalone(found.source, file=name).raw
    rows = differences(read_standalone(against.source, file=against.name).raw, new) if against else ()
    total = new.get("indicator")
    touched = sum(one.section == "indicator" and one.side.value != "removed" for one in rows)
    screen = DifferenceScreen(
        version=found,
        against=against,
        others=others,
        differences=rows,
        same=(len(total) if isinstance(total, list) else 0) - touched,
    )
    return Page("rulebooks/difference.html", screen)


@get("/rulebooks/{name:str}/trial", opt={"right": Right.TRY_RULES})
async def try_out(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    """What a past period's cards would have come to; nothing is stored."""
    today = local_date(clock.now())
    found = await version(name, for_=actor(request), on=today)
    checked = check_text(found.source, name=name, kind=found.kind.value)
    period = _period(asked(request, "period")["period"]) or quarters_back(today, 1)[0]
    rows = await trial(rulebook=checked.rulebook, period=period) if checked.rulebook else None
    screen = TrialScreen(version=found, period=period, rows=rows, today=today, faults=len(checked.faults))
    return Page("rulebooks/trial.html", screen)


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as unknown:
        raise NotFound from unknown


HANDLERS = (one_version, file, difference, try_out)
