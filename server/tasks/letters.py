"""派单通知书: the assignment letter, to be printed and signed; its legal basis is LZ Art.35(7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from litestar import get
from litestar.params import FromPath

from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.errors import Conflict
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.registry.queries import VendorView
from vendors.registry.queries import vendor as vendor_view
from vendors.tasks import queries
from vendors.tasks.deliverables.queries import DeliverableView, deliverables
from vendors.tasks.queries import Coverage, TaskView
from vendors.tasks.rules import TaskState
from vendors.tasks.scope_queries import TaskScope, scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterScreen:
    """What the letter says."""

    task: TaskView
    vendor: VendorView
    contract_number: str
    coverage: Coverage
    scope: TaskScope
    deliverables: Sequence[DeliverableView]
    regions: Mapping[str, str]
    today: date


@get("/tasks/{task:int}/letter", opt={"right": Right.VIEW_TASKS})
async def letter(request: WebRequest, task: FromPath[int]) -> Page:
    who, today = actor(request), local_date(clock.now())
    found = await queries.task(task, for_=who)
    if found.state is TaskState.DRAFT:
        raise Conflict("任务尚未下达，没有派单通知书。", "The task has not been issued; there is no letter yet.")
    screen = LetterScreen(
        task=found,
        vendor=await vendor_view(found.vendor, for_=who),
        contract_number=found.contract_number,
        coverage=await queries.coverage(task, for_=who),
        scope=await scope(task, on=today, for_=who),
        deliverables=await deliverables(task, for_=who),
        regions=code_list("region"),
        today=today,
    )
    return Page("tasks/letter.html", screen)


HANDLERS = (letter,)
