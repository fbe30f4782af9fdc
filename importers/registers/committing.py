"""提交: what was previewed becomes the register, in one transaction; deadlines that waited for it become firm."""

from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

from importers.registers.actions import hold
from importers.registers.catalogue import register_named
from importers.registers.firming import firm_every_term
from importers.registers.rules import UploadState, move
from vendors.actors import Actor, Role
from vendors.errors import Conflict
from vendors.incoming.actions import take
from vendors.journal.actions import Deed, act
from vendors.policy.actions import announce
from vendors.policy.calendar import bureau_calendar
from vendors.policy.rules import POLICY
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_COMMITTED: Final = """
UPDATE importers_register_upload SET state = $2, committed_at = $3, timings = timings || $4::jsonb,
  refusal_zh = '', refusal_en = '' WHERE id = $1
"""
_BACK: Final = "UPDATE importers_register_upload SET state = $2, refusal_zh = $3, refusal_en = $4 WHERE id = $1"


async def commit_register(*, upload: int, at: datetime) -> UploadState:
    """Take the rows over as the person who asked for it; one that is not being committed is left alone.

    When the register has changed since the preview nothing is taken and the file waits for a new check.
    """
    try:
        async with transaction() as connection:
            row = await connection.fetchrow("SELECT * FROM importers_register_upload WHERE id = $1", upload)
            if row is None or UploadState(row["state"]) is not UploadState.COMMITTING:
                return UploadState.WITHDRAWN
        async with act(by=_who(row), at=at) as deed:
            await _take(deed, upload)
    except Conflict as changed:
        await _back(upload, changed)
        return UploadState.READY
    return UploadState.COMMITTED


def _who(row: "Record") -> Actor:
    """The person who pressed 提交; what they may was asked then."""
    roles = register_named(row["register"]).keepers | {Role.SYSTEM}
    return Actor(id=row["committed_by"], name=row["committed_by_name"], roles=roles, request=f"register-{row['id']}")


async def _take(deed: Deed, upload: int) -> None:
    row = await hold(deed, upload)
    register = register_named(row["register"])
    state = move(UploadState(row["state"]), UploadState.COMMITTED)
    began, before = monotonic(), bureau_calendar()
    await take(deed, upload=upload, target=register.target)
    if register.key in POLICY:
        await announce(deed, register=register.key)
    if register.key == "holidays":
        await firm_every_term(before=before, at=deed.at)
    timing = f'{{"commit": "{monotonic() - began:.3f}"}}'
    await deed.connection.execute(_COMMITTED, upload, state.value, deed.at, timing)
    told = {"upload": upload, "sha256": row["sha256"], "added": row["added"], "changed": row["changed"]}
    deed.note("register.committed", "register", register.key, after=told | {"same": row["same"]})


async def _back(upload: int, changed: Conflict) -> None:
    async with transaction() as connection:
        state = UploadState.READY.value
        await connection.execute(_BACK, upload, state, changed.words.zh, changed.words.en)
