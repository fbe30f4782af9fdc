import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.journal.rules import GENESIS, Entry, Json, digest
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_LOCK = 0x48454E47  # advisory lock "HENG": one writer extends the chain at a time
_within: ContextVar["Deed | None"] = ContextVar("deed", default=None)
_INSERT = """
INSERT INTO vendors_journal
  (seq, at, actor_id, actor_name, request, kind, object_type, object_id, vendor, before, after, note, previous, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12, $13, $14)
"""


@dataclass(slots=True)
class Deed:
    """What one act did; `entries`, its own and those of acts inside it, are journaled when the outermost act ends."""

    by: Actor
    at: datetime
    connection: "Connection"
    entries: list[Entry] = field(default_factory=list)
    noted: bool = False

    def note(
        self,
        kind: str,
        object_type: str,
        object_id: int | str,
        *,
        vendor: int | None = None,
        before: Mapping[str, Json] | None = None,
        after: Mapping[str, Json] | None = None,
        note: str = "",
    ) -> None:
        """Add one journal entry (a kind of docs/reference/journal-kinds.md) to this act."""
        entry = Entry(
            at=self.at,
            actor_id=self.by.id,
            actor_name=self.by.name,
            request=self.by.request,
            kind=kind,
            object_type=object_type,
            object_id=str(object_id),
            vendor=vendor,
            before=before,
            after=after,
            note=note,
        )
        self.entries.append(entry)
        self.noted = True


@asynccontextmanager
async def act(*, by: Actor, at: datetime) -> AsyncIterator[Deed]:
    """One act: a transaction and its journal entries, together or not at all.

    An act inside another joins its transaction as a savepoint and leaves its entries to the outer one: the lock on
    the chain is taken last, when no other lock is waited for any more. An act that notes nothing is a mistake:
    ValueError.
    """
    async with _deed(by, at) as deed:
        yield deed
        if not deed.noted:
            raise ValueError("an act must leave a journal entry")


@asynccontextmanager
async def together(*, by: Actor, at: datetime) -> AsyncIterator[Deed]:
    """Many acts in one transaction, a refused one undone alone; their entries are journaled at its end.

    Of itself it is no act and need note nothing.
    """
    async with _deed(by, at) as deed:
        yield deed


@asynccontextmanager
async def _deed(by: Actor, at: datetime) -> AsyncIterator[Deed]:
    outer = _within.get()
    async with transaction() as connection:
        deed = Deed(by, at, connection)
        token = _within.set(deed)
        try:
            yield deed
        finally:
            _within.reset(token)
        if outer is None and deed.entries:
            await _append(connection, deed.entries)
    if outer is not None:
        outer.entries.extend(deed.entries)


async def _append(connection: "Connection", entries: list[Entry]) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    head = await connection.fetchrow("SELECT seq, digest FROM vendors_journal ORDER BY seq DESC LIMIT 1")
    seq, previous = (head["seq"], head["digest"]) if head else (0, GENESIS)
    rows = []
    for entry in entries:
        seq += 1
        link = digest(entry, seq=seq, previous=previous)
        rows.append(_row(entry, seq, previous, link))
        previous = link
    await connection.executemany(_INSERT, rows)


def _row(entry: Entry, seq: int, previous: str, link: str) -> tuple[object, ...]:
    return (
        seq,
        entry.at,
        entry.actor_id,
        entry.actor_name,
        entry.request,
        entry.kind,
        entry.object_type,
        entry.object_id,
        entry.vendor,
        None if entry.before is None else json.dumps(entry.before, ensure_ascii=False),
        None if entry.after is None else json.dumps(entry.after, ensure_ascii=False),
        entry.note,
        previous,
        link,
    )
