"""Taking a finding in hand to put its file in order: by those who verify leads, until it is determined."""

from vendors.errors import Conflict, Forbidden, NotFound
from vendors.findings.moving import Held, hold
from vendors.findings.rules import CLOSED, Act, FindingState, roles_for
from vendors.journal.actions import Deed


async def take_up(deed: Deed, *, finding: int, version: int | None = None) -> Held:
    """Lock the finding; without a `version`, as it stands.

    Raises NotFound, Forbidden (not one who verifies leads), Conflict (determined, closed or under blind review, stale
    version).
    """
    if version is None:
        version = await deed.connection.fetchval("SELECT version FROM vendors_finding WHERE id = $1", finding)
        if version is None:
            raise NotFound
    held = await hold(deed, finding=finding, version=version)
    if not deed.by.at_bureau or not deed.by.has(*roles_for(Act.VERIFY)):
        raise Forbidden("您的角色不能整理案卷。", "Your role does not keep the file of a finding.")
    if held.blind and held.state is FindingState.AWAITING_SECOND:
        raise Conflict(
            f"{held.number} 正在盲审，复审前案卷不变。",
            f"{held.number} is under blind review; its file rests until the second reviewer has spoken.",
        )
    if held.state in CLOSED:
        raise Conflict(
            f"{held.number} 现为“{held.state.zh}”，案卷不能再更改。",
            f"{held.number} is “{held.state.en}”; its file can no longer be changed.",
        )
    return held
