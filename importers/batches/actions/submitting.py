from datetime import datetime

from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden
from vendors.tasks.actions import submit_task
from vendors.transaction import transaction

_STORED = "SELECT EXISTS (SELECT FROM importers_batch WHERE task = $1 AND state = 'stored')"


async def submit_results(*, task: int, by: Actor, at: datetime) -> None:
    """提交 a task whose deliverables are record sheets alone: storing those does not submit it.

    Raises NotFound, Forbidden (the task's vendor does this), Conflict (nothing is stored yet; the task's state).
    """
    if by.vendor is None:
        raise Forbidden("只有承办机构可以提交。", "Only the task's vendor submits it.")
    async with transaction() as connection:
        await submit_task(task=task, by=by, at=at)
        if not await connection.fetchval(_STORED, task):
            raise Conflict("尚无已入库的成果，不能提交。", "Nothing has been stored for the task yet.")
