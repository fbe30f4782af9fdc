"""派单通知书: the assignment letter, to be printed and signed.

Its legal basis is LZ Art.35(7) while that rule is in force, and after it the national regulation (条例).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import get
from litestar.params import FromPath

from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.actors import SYSTEM
from vendors.errors import Conflict
from vendors.periods import local_date
from vendors.policy.basis import Basis, Validity, basis_document
from vendors.policy.calendar import Deadline
from vendors.policy.codes import code_list
from vendors.registry.queries import VendorView
from vendors.registry.queries import vendor as vendor_view
from vendors.tasks import queries
from vendors.tasks.clock.queries import due_as_issued
from vendors.tasks.deliverables.queries import DeliverableView, deliverables
from vendors.tasks.queries import Coverage, TaskView
from vendors.tasks.rules import TaskState
from vendors.tasks.scope_queries import TaskScope, scope

_LOCAL, _NATIONAL = "LZ", "REG-735"
_HOLDS = {Validity.IN_FORCE, Validity.LAPSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterScreen:
    """What the letter says; `local` tells that `basis` is the local rule, whose articles are cited.

    `due` is the due day as issued; the letter tells the present one beside it once they differ.
    """

    task: TaskView
    due: Deadline | None
    vendor: VendorView
    contract_number: str
    coverage: Coverage
    scope: TaskScope
    deliverables: Sequence[DeliverableView]
    regions: Mapping[str, str]
    basis: Basis
    local: bool

    @property
    def due_moved(self) -> bool:
        return self.due is not None and self.due.on != self.task.due_on


@get("/tasks/{task:int}/letter", opt={"right": Right.VIEW_TASKS})
async def letter(request: WebRequest, task: FromPath[int]) -> Page:
    who, today = actor(request), local_date(clock.now())
    found = await queries.task(task, for_=who)
    if found.state is TaskState.DRAFT:
        raise Conflict("任务尚未下达，没有派单通知书。", "The task has not been issued; there is no letter yet.")
    given_on = local_date(found.issued_at) if found.issued_at else today
    local = (await basis_document(_LOCAL, for_=SYSTEM)).validity(given_on) in _HOLDS
    screen = LetterScreen(
        task=found,
        due=await due_as_issued(task, for_=who),
        vendor=await vendor_view(found.vendor, for_=who),
        contract_number=found.contract_number,
        coverage=await queries.coverage(task, for_=who),
        scope=await scope(task, on=today, for_=who),
        deliverables=await deliverables(task, for_=who),
        regions=code_list("region"),
        basis=await basis_document(_LOCAL if local else _NATIONAL, for_=SYSTEM),
        local=local,
    )
    return Page("tasks/letter.html", screen)


HANDLERS = (letter,)
