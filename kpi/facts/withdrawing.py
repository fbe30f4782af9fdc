"""作废: what was entered in error no longer counts from then on, and stays to be read."""

from typing import TYPE_CHECKING

from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed

if TYPE_CHECKING:
    from asyncpg import Record


def reasoned(reason: str) -> str:
    """The reason without its margins. Raises Invalid where there is none."""
    if not reason.strip():
        raise Invalid({"reason": Words("请写明作废原因。", "Say why.")})
    return reason.strip()


async def mark_withdrawn(deed: Deed, *, table: str, id_: int, reason: str) -> "Record":
    """The row as it stood before. Raises NotFound, Conflict (withdrawn already)."""
    row = await deed.connection.fetchrow(f"SELECT * FROM {table} WHERE id = $1 FOR UPDATE", id_)  # noqa: S608 names of ours
    if row is None:
        raise NotFound
    if row["withdrawn_at"] is not None:
        raise Conflict("该记录已作废。", "It has been withdrawn already.")
    await deed.connection.execute(
        f"UPDATE {table} SET withdrawn_by = $2, withdrawn_at = $3, withdrawn_why = $4 WHERE id = $1",  # noqa: S608
        id_,
        deed.by.name,
        deed.at,
        reason,
    )
    return row
