"""A person's messages. Every reader sees what is meant for them alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.desk.rules import MessageKind
from vendors.actors import Actor
from vendors.errors import Words
from vendors.transaction import transaction

MINE: Final = """
m.vendor IS NOT DISTINCT FROM $1::int
AND (m.person = $2 OR (m.person IS NULL AND m.region = $3 AND m.roles && $4::varchar[]))
"""
"""What is meant for a person; `mine` gives the values."""
_READ: Final = "EXISTS (SELECT FROM server_message_read r WHERE r.message = m.id AND r.person = $2)"


AND_TO: Final = " · "
"""Between the matter and whom it is told to, in a message's `once`."""


def mine(who: Actor) -> tuple[int | None, int, str, list[str]]:
    return who.vendor, who.id, who.region, [role.value for role in who.roles]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message in somebody's box."""

    id: int
    kind: MessageKind
    words: Words
    link: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many messages a person has, of the kind asked for."""

    every: int
    unread: int


async def inbox(
    *, for_: Actor, unread: bool = False, kind: MessageKind | None = None, before: int | None = None, size: int = 50
) -> tuple[MessageView, ...]:
    """The newest first; those older than the message `before`, when asked."""
    sql = f"""
    SELECT m.id, m.kind, m.zh, m.en, m.link, m.at, {_READ} AS read FROM server_message m
    WHERE {MINE} AND (NOT $5 OR NOT {_READ}) AND ($6 = '' OR m.kind = $6) AND ($7::int IS NULL OR m.id < $7)
    ORDER BY m.id DESC LIMIT $8
    """  # noqa: S608 constant
    wanted = kind.value if kind else ""
    async with transaction() as connection:
        rows = await connection.fetch(sql, *mine(for_), unread, wanted, before, size)
    return tuple(
        MessageView(
            id=row["id"],
            kind=MessageKind(row["kind"]),
            words=Words(row["zh"], row["en"]),
            link=row["link"],
            at=row["at"],
            read=row["read"],
        )
        for row in rows
    )


async def counts(*, for_: Actor, kind: MessageKind | None = None) -> Counts:
    """One read, for the list's foot and the bell."""
    sql = f"""
    SELECT count(*) AS every, count(*) FILTER (WHERE NOT {_READ}) AS unread FROM server_message m
    WHERE {MINE} AND ($5 = '' OR m.kind = $5)
    """  # noqa: S608 constant
    async with transaction() as connection:
        row = await connection.fetchrow(sql, *mine(for_), kind.value if kind else "")
    return Counts(every=row["every"], unread=row["unread"])


async def told(*, kind: MessageKind, since: datetime) -> frozenset[str]:
    """The matters told of a kind since a moment."""
    sql = "SELECT once FROM server_message WHERE kind = $1 AND at > $2"
    async with transaction() as connection:
        rows = await connection.fetch(sql, kind.value, since)
    return frozenset(row["once"].partition(AND_TO)[0] for row in rows)
