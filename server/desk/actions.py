"""Telling and reading. Neither is an act of office, so neither is journaled: the matter itself is."""

from collections.abc import Iterable
from datetime import datetime

from server.desk.queries import AND_TO, MINE, mine
from server.desk.rules import Audience, Letter
from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.transaction import transaction

_TELL = """
INSERT INTO server_message (once, vendor, roles, person, region, kind, zh, en, link, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (once) DO NOTHING RETURNING 1
"""
_READ = f"""
INSERT INTO server_message_read (message, person, vendor, at)
SELECT m.id, $2, $1::int, $5 FROM server_message m WHERE {MINE} AND ($6::int IS NULL OR m.id = $6)
ON CONFLICT (message, person) DO NOTHING
"""  # noqa: S608 constant


async def tell(letters: Iterable[Letter], *, at: datetime) -> int:
    """Put letters into boxes, each once however often it is told; how many were new."""
    told = 0
    async with transaction() as connection:
        for letter in letters:
            for audience in letter.to:
                new = await connection.fetchval(_TELL, *_row(letter, audience), at)
                told += new is not None
    return told


async def read_message(*, message: int, by: Actor, at: datetime) -> str:
    """Mark one as read; where it leads. NotFound when it is not this person's."""
    async with transaction() as connection:
        link: str | None = await connection.fetchval(
            f"SELECT m.link FROM server_message m WHERE {MINE} AND m.id = $5",  # noqa: S608 constant
            *mine(by),
            message,
        )
        if link is None:
            raise NotFound
        await connection.execute(_READ, *mine(by), at, message)
    return link


async def read_all(*, by: Actor, at: datetime) -> None:
    """Mark everything a person has as read."""
    async with transaction() as connection:
        await connection.execute(_READ, *mine(by), at, None)


def _row(letter: Letter, audience: Audience) -> tuple[object, ...]:
    return (
        f"{letter.once}{AND_TO}{audience.code}",
        audience.vendor,
        sorted(role.value for role in audience.roles),
        audience.person,
        audience.region,
        letter.kind.value,
        letter.words.zh,
        letter.words.en,
        letter.link,
    )
