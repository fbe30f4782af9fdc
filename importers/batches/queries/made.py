"""Templates made beforehand for tasks with long lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.transaction import transaction

_MADE = """
SELECT kind, sha256, size, cases, made_at FROM importers_template
WHERE task = $1 AND ($2::int IS NULL OR vendor = $2)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTemplate:
    """`cases` were on the list when it was made; `size` in bytes."""

    kind: str
    sha256: str
    size: int
    cases: int
    made_at: datetime


async def made_templates(task: int, *, for_: Actor) -> Mapping[str, MadeTemplate]:
    """By the key of the kind of sheet."""
    async with transaction() as connection:
        rows = await connection.fetch(_MADE, task, for_.vendor)
    return {row["kind"]: MadeTemplate(**row) for row in rows}
