"""The sheets a task's vendor may fill in, each explained, with its template: at once, or made in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from importers.batches.making import TEMPLATE_JOB, slow
from importers.batches.queries.made import MadeTemplate, made_templates
from importers.findings.kinds import KINDS
from importers.findings.scene import Kind
from server.uploads.workbooks import about
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import submitted
from server.web.house import House
from server.web.pages import Page, see_other
from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.tasks.queries import TaskView, coverage
from vendors.tasks.queries import task as task_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One sheet of the task's family. `slow` ones are made beforehand; `made` is the latest of these."""

    kind: Kind
    slow: bool
    made: MadeTemplate | None
    cases: int

    @property
    def about(self) -> Words:
        return about(self.kind)

    @property
    def ready(self) -> bool:
        return not self.slow or self.made is not None

    @property
    def stale(self) -> bool:
        """The list has changed since it was made."""
        return self.made is not None and self.made.cases != self.cases


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesScreen:
    """`asked` is the kind whose template was just asked for; the page asks again until it is newer than `since`."""

    task: TaskView
    offers: Sequence[Offer]
    asked: str
    since: datetime | None

    @property
    def waiting(self) -> bool:
        return any(self.waits(offer) for offer in self.offers)

    def waits(self, offer: Offer) -> bool:
        if offer.kind.key != self.asked or not offer.slow:
            return False
        return offer.made is None or (self.since is not None and offer.made.made_at < self.since)


async def offers(task: TaskView, *, for_: Actor) -> Sequence[Offer]:
    """Every sheet of the task's family, the findings sheet first."""
    cases = (await coverage(task.id, for_=for_)).listed
    made = await made_templates(task.id, for_=for_)
    kinds = [kind for kind in KINDS if kind.letter == task.workbook_kind.value]
    return tuple(Offer(kind=kind, slow=slow(kind, cases=cases), made=made.get(kind.key), cases=cases) for kind in kinds)


@get("/tasks/{task:int}/templates", opt={"right": Right.VIEW_BATCH})
async def templates_page(request: WebRequest, task: FromPath[int]) -> Page:
    who = actor(request)
    found = await task_view(task, for_=who)
    query = request.query_params
    since = _moment(query.get("since", ""))
    screen = TemplatesScreen(task=found, offers=await offers(found, for_=who), asked=query.get("kind", ""), since=since)
    return Page("uploads/templates.html", screen, fragment="uploads/_templates.html")


@post("/tasks/{task:int}/templates", opt={"right": Right.VIEW_BATCH})
async def order_template(request: WebRequest, house: NamedDependency[House], task: FromPath[int]) -> Redirect:
    """Have a long template made."""
    who, at = actor(request), clock.now()
    found = await task_view(task, for_=who)
    form = await submitted(request, "kind")
    offer = next((one for one in await offers(found, for_=who) if one.kind.key == form.value("kind")), None)
    if offer is None or not offer.slow:
        raise NotFound
    arguments: dict[str, str | int] = {"task": task, "kind": offer.kind.key}
    await house.queue.enqueue(TEMPLATE_JOB, arguments, once=f"template-{task}-{offer.kind.key}")
    return see_other(request, f"/tasks/{task}/templates?kind={offer.kind.key}&since={int(at.timestamp())}")


def _moment(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), tz=clock.BEIJING) if text.isdigit() and len(text) <= 11 else None


HANDLERS = (templates_page, order_template)
