import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor, Role
from vendors.errors import NotFound, Words
from vendors.findings.blindness import NOT_SEALED, kept_back
from vendors.findings.bulk.rules import OPEN, BulkState, Outcome
from vendors.findings.rules import FindingState, Opinion, Stage
from vendors.transaction import transaction

_COLUMNS = (
    "id, stage, opinion, reason, asked, state, total, done, refused, ordered_by, ordered_by_name, ordered_at, begun_at,"
    " ended_at, ended_by_name"
)
_MINE = f"{NOT_SEALED} AND ($3 = '' OR region = $3)"
_ITEMS = """
SELECT b.finding, f.number, i.name AS institution_name, f.amount_fen, b.version, b.outcome, b.state, b.zh, b.en, b.at
FROM vendors_bulk_item b JOIN vendors_finding f ON f.id = b.finding JOIN vendors_institution i ON i.id = f.institution
WHERE b.bulk = $1 AND ($2::text IS NULL OR b.outcome = $2) AND b.finding > $3 ORDER BY b.finding LIMIT $4
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkView:
    """A bulk act and how far it is; `asked` is the filter it was ordered on, empty when findings were ticked."""

    id: int
    stage: Stage
    opinion: Opinion
    reason: str
    asked: Mapping[str, str]
    state: BulkState
    total: int
    done: int
    refused: int
    ordered_by: int
    ordered_by_name: str
    ordered_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    ended_by_name: str

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def left(self) -> int:
        return self.total - self.done - self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkItemRow:
    """One item; `state` is what the finding came to by it, `refused` the sentence that says why not."""

    finding: int
    number: str
    institution_name: str
    amount_fen: int
    version: int
    outcome: Outcome
    state: FindingState | None
    refused: Words | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkItems:
    """Items in order of filing; `next` is the finding to continue after, None at the end."""

    rows: tuple[BulkItemRow, ...]
    next: int | None


async def bulk_act(id_: int, *, for_: Actor) -> BulkView:
    """NotFound for whoever is not at the bureau, for another county's, and while a blind review hides it."""
    if for_.at_bureau:
        sql = f"SELECT {_COLUMNS} FROM vendors_bulk_act WHERE {_MINE} AND id = $4"  # noqa: S608 constant columns
        async with transaction() as connection:
            row = await connection.fetchrow(sql, *_who(for_), id_)
        if row is not None:
            return _view(row)
    raise NotFound


async def bulk_acts(*, for_: Actor, size: int = 100) -> tuple[BulkView, ...]:
    """The latest first; none for a vendor's people."""
    if not for_.at_bureau:
        return ()
    sql = f"SELECT {_COLUMNS} FROM vendors_bulk_act WHERE {_MINE} ORDER BY id DESC LIMIT $4"  # noqa: S608 constant columns
    async with transaction() as connection:
        return tuple(_view(row) for row in await connection.fetch(sql, *_who(for_), size))


async def bulk_items(
    id_: int, *, for_: Actor, outcome: Outcome | None = None, after: int = 0, size: int = 50
) -> BulkItems:
    """Raises NotFound as bulk_act does."""
    await bulk_act(id_, for_=for_)
    async with transaction() as connection:
        found = await connection.fetch(_ITEMS, id_, None if outcome is None else outcome.value, after, size + 1)
    rows = tuple(_item(row) for row in found[:size])
    return BulkItems(rows=rows, next=rows[-1].finding if len(found) > size else None)


async def orderer(id_: int) -> Actor:
    """Who ordered a bulk act, with the roles held then. For the job that carries it out; NotFound."""
    sql = "SELECT ordered_by, ordered_by_name, roles, region, request FROM vendors_bulk_act WHERE id = $1"
    async with transaction() as connection:
        row = await connection.fetchrow(sql, id_)
    if row is None:
        raise NotFound
    return Actor(
        id=row["ordered_by"],
        name=row["ordered_by_name"],
        roles=frozenset(Role(value) for value in row["roles"]),
        region=row["region"],
        request=row["request"],
    )


def _who(for_: Actor) -> tuple[bool, int, str]:
    return kept_back(for_), for_.id, for_.region


def _view(row: Mapping[str, object]) -> BulkView:
    fields = {
        **row,
        "stage": Stage(str(row["stage"])),
        "opinion": Opinion(str(row["opinion"])),
        "state": BulkState(str(row["state"])),
        "asked": json.loads(str(row["asked"])),
    }
    return BulkView(**fields)


def _item(row: Mapping[str, object]) -> BulkItemRow:
    fields = dict(row)
    zh, en, state = (str(fields.pop(name)) for name in ("zh", "en", "state"))
    fields |= {
        "outcome": Outcome(str(row["outcome"])),
        "refused": Words(zh, en) if zh else None,
        "state": FindingState(state) if state else None,
    }
    return BulkItemRow(**fields)  # type: ignore[arg-type]
