"""Entered figures as they stand; a county's people read their own county's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.registry.rules import must_be_bureau
from vendors.statistics.entered_rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT id, kind, period, region, figures, institutions, basis, entered_by_name, at, superseded_at
FROM vendors_statistics_entered
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredView:
    """One entry; `superseded_at` is set on what a correction replaced."""

    id: int
    kind: Kind
    period: str
    region: str
    figures: Mapping[str, int]
    institutions: tuple[str, ...]
    basis: str
    entered_by_name: str
    at: datetime
    superseded_at: datetime | None


async def current(kind: Kind, *, region: str | None) -> tuple[EnteredView, ...]:
    """What stands, of one county or (empty) of the whole city (None: of each of them), by period."""
    sql = f"""{_SELECT} WHERE kind = $1 AND ($2::text IS NULL OR region = $2) AND superseded_at IS NULL
    ORDER BY period, region"""
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, kind.value, region))


async def every(*, for_: Actor, size: int = 500) -> tuple[EnteredView, ...]:
    """Every entry, corrected ones too, the newest period first."""
    must_be_bureau(for_)
    sql = f"{_SELECT} WHERE ($1 = '' OR region = $1) ORDER BY kind, period DESC, region, id DESC LIMIT $2"
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, for_.region, size))


def _view(row: "Record") -> EnteredView:
    fields = dict(row)
    return EnteredView(
        kind=Kind(fields.pop("kind")),
        figures={name: int(value) for name, value in json.loads(fields.pop("figures")).items()},
        institutions=tuple(json.loads(fields.pop("institutions"))),
        **fields,
    )
