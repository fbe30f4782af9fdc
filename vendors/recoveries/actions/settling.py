from datetime import datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.errors import Conflict
from vendors.journal.actions import act
from vendors.recoveries.actions.lowering import settle_anew
from vendors.recoveries.actions.posting import hold, must_be

_STANDS: Final = """
SELECT DISTINCT finding FROM vendors_determination WHERE finding = ANY($1) AND superseded_at IS NULL
"""


async def settle_suspended(*, recovery: int, version: int, by: Actor, at: datetime) -> None:
    """What waited for a new determination is settled once it stands: nothing more is due here, what came is refundable.

    Raises NotFound, Forbidden, Conflict (stale; nothing waits; nothing is determined anew yet).
    """
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        waiting = {item.finding for item in account.items if item.suspended and item.finding}
        standing = {row["finding"] for row in await deed.connection.fetch(_STANDS, list(waiting))}
        if not standing:
            raise Conflict("暂停的款项尚未重新认定。", "What is suspended has not been determined anew yet.")
        await settle_anew(deed, findings=standing)
