"""What people do with a register's file. Checking and committing, which are background work, are in `checking.py`."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importers.registers.catalogue import register_named
from importers.registers.register import Register
from importers.registers.rules import SAME_ANSWER, UploadState, move
from vendors.actors import Actor, Role
from vendors.errors import Forbidden, Invalid, NotFound, Words
from vendors.incoming.actions import discard
from vendors.journal.actions import Deed, act
from vendors.ports import Blobs, Queue

if TYPE_CHECKING:
    from asyncpg import Record

CHECK_JOB = "check_register"
COMMIT_JOB = "commit_register"
_SAME = """
SELECT id FROM importers_register_upload
WHERE register = $1 AND sha256 = $2 AND state = ANY($3) ORDER BY id DESC LIMIT 1
"""
_INSERT = """
INSERT INTO importers_register_upload
  (register, state, filename, sha256, size, rows_total, rows_done, added, changed, same, missing, errors, warnings,
   notices, rule_counts, refusal_zh, refusal_en, uploaded_by, uploaded_by_name, committed_by_name, received_at, timings)
VALUES ($1, 'received', $2, $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', '', '', $5, $6, '', $7, '{}') RETURNING id
"""
_AGAIN = """
UPDATE importers_register_upload SET state = $2, rows_done = 0, refusal_zh = '', refusal_en = '' WHERE id = $1
"""
_COMMITTING = """
UPDATE importers_register_upload SET state = $2, committed_by = $3, committed_by_name = $4, rows_done = 0 WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The upload a file became; `again` when these bytes had been taken in before."""

    upload: int
    again: bool


def must_keep(by: Actor, register: Register) -> None:
    """Raise Forbidden for whoever may not load this register; the operator at the machine may look at a file.

    Registers are the city's: a county's people see only part of them.
    """
    if not by.at_bureau or by.region or not by.has(*register.keepers, Role.SYSTEM):
        roles = "、".join(role.zh for role in register.keepers)
        told = ", ".join(role.en.lower() for role in register.keepers)
        raise Forbidden(f"只有{roles}可以维护“{register.zh}”。", f"Only the {told} loads this register.")


async def take_in(
    *, register: str, filename: str, content: bytes, by: Actor, at: datetime, blobs: Blobs, queue: Queue
) -> Taken:
    """Keep the file and queue its check, in one transaction; the same bytes get the first answer.

    Raises NotFound (no such register), Forbidden, Invalid (an empty file).
    """
    known = register_named(register)
    must_keep(by, known)
    if not content:
        raise Invalid({"file": Words("文件是空的，请重新选择。", "The file is empty; choose it again.")})
    sha256 = hashlib.sha256(content).hexdigest()
    async with act(by=by, at=at) as deed:
        same = await deed.connection.fetchval(_SAME, register, sha256, [state.value for state in SAME_ANSWER])
        if same:
            deed.note("register.again", "register", register, after={"upload": same, "sha256": sha256})
            return Taken(upload=int(same), again=True)
        await blobs.put(content)
        upload = await deed.connection.fetchval(
            _INSERT, register, filename[-200:], sha256, len(content), by.id, by.name, at
        )
        await queue.enqueue(CHECK_JOB, {"upload": upload}, once=f"register-{upload}")
        told = {"upload": upload, "filename": filename, "sha256": sha256, "size": len(content)}
        deed.note("register.received", "register", register, after=told)
    return Taken(upload=int(upload), again=False)


async def recheck(*, upload: int, by: Actor, at: datetime, queue: Queue) -> None:
    """Hold the file against the register as it is now. Raises NotFound, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await hold(deed, upload)
        must_keep(by, register_named(row["register"]))
        state = move(UploadState(row["state"]), UploadState.RECEIVED)
        await discard(deed.connection, upload=upload)
        await deed.connection.execute(_AGAIN, upload, state.value)
        await queue.enqueue(CHECK_JOB, {"upload": upload}, once=f"register-{upload}")
        deed.note("register.rechecked", "register", row["register"], after={"upload": upload})


async def commit(*, upload: int, by: Actor, at: datetime, queue: Queue) -> None:
    """提交: the register takes the file's rows over in the background, in one transaction.

    Raises NotFound, Forbidden, Conflict (not ready).
    """
    async with act(by=by, at=at) as deed:
        row = await hold(deed, upload)
        must_keep(by, register_named(row["register"]))
        state = move(UploadState(row["state"]), UploadState.COMMITTING)
        await deed.connection.execute(_COMMITTING, upload, state.value, by.id, by.name)
        await queue.enqueue(COMMIT_JOB, {"upload": upload}, once=f"commit-{upload}")
        told = {"upload": upload, "added": row["added"], "changed": row["changed"]}
        deed.note("register.confirmed", "register", row["register"], after=told)


async def withdraw(*, upload: int, by: Actor, at: datetime) -> None:
    """撤回 before anything was committed. Raises NotFound, Forbidden, Conflict."""
    async with act(by=by, at=at) as deed:
        row = await hold(deed, upload)
        must_keep(by, register_named(row["register"]))
        state = move(UploadState(row["state"]), UploadState.WITHDRAWN)
        await discard(deed.connection, upload=upload)
        await deed.connection.execute(
            "UPDATE importers_register_upload SET state = $2 WHERE id = $1", upload, state.value
        )
        deed.note("register.withdrawn", "register", row["register"], after={"upload": upload})


async def hold(deed: Deed, upload: int) -> "Record":
    """The upload, locked; for this room's acts. Raises NotFound."""
    row = await deed.connection.fetchrow("SELECT * FROM importers_register_upload WHERE id = $1 FOR UPDATE", upload)
    if row is None:
        raise NotFound
    return row
