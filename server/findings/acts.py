"""What is done on the review pages: opinions one by one and on many. A vendor's answer to a return is in answers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from server.findings.drawer import finding_page, onward, told_what_changed
from server.findings.wanted import wanted
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Reading, submitted
from server.web.pages import Page
from vendors.errors import Conflict, Invalid, Words
from vendors.findings import actions
from vendors.findings.rules import REVIEW_ACTS, FindingState, Opinion, Stage

_REVIEW: Final[Mapping[Stage, Callable[..., Awaitable[FindingState]]]] = {
    Stage.FIRST: actions.review_first,
    Stage.SECOND: actions.review_second,
}
_ASIDE: Final = Words("请先勾选。", "Tick some first.")


@post("/review/{finding:int}/first", opt={"right": Right.REVIEW_FIRST})
async def first_opinion(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    return await _opinion(request, finding, Stage.FIRST)


@post("/review/{finding:int}/second", opt={"right": Right.REVIEW_SECOND})
async def second_opinion(request: WebRequest, finding: FromPath[int]) -> Page | Redirect:
    return await _opinion(request, finding, Stage.SECOND)


async def _opinion(request: WebRequest, finding: int, stage: Stage) -> Page | Redirect:
    who, at = actor(request), clock.now()
    queue = wanted(request, who)
    form = await submitted(request, "version", "opinion", "reason")
    read = Reading(form)
    version, opinion = read.whole("version"), read.choice("opinion", Opinion)
    try:
        read.finish()
        state = await _REVIEW[stage](
            finding=finding,
            version=version or 0,
            opinion=opinion or Opinion.RETURN,
            reason=read.text("reason", required=False),
            by=who,
            at=at,
        )
    except Invalid as invalid:
        return await finding_page(request, queue, finding, form=form.failed(invalid))
    except Conflict as stale:
        raise await told_what_changed(stale, finding, who=who, at=at) from stale
    what = REVIEW_ACTS[stage, opinion or Opinion.RETURN]
    return await onward(request, queue, finding, Words(f"{what.zh}，现为“{state.zh}”。", f"{what.en}: {state.en}."))


ACTS = (first_opinion, second_opinion)
