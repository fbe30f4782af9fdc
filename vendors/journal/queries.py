import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from vendors.journal.rules import GENESIS, Entry, Json, Link, first_break
from vendors.transaction import transaction

_COLUMNS = (
    "seq, at, actor_id, actor_name, request, kind, object_type, object_id, vendor, "
    "before, after, note, previous, digest"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """`broken_at` is the first sequence number that does not hold, `reason` missing | unlinked | altered | cut."""

    checked: int
    head: str
    broken_at: int | None = None
    reason: str = ""


def _json(text: str | None) -> Mapping[str, Json] | None:
    return None if text is None else json.loads(text)


def _link(row: Mapping[str, object]) -> Link:
    fields = dict(row)
    place = {name: fields.pop(name) for name in ("seq", "previous", "digest")}
    fields["before"] = _json(fields["before"])  # type: ignore[arg-type]
    fields["after"] = _json(fields["after"])  # type: ignore[arg-type]
    return Link(entry=Entry(**fields), **place)  # type: ignore[arg-type]


async def page(
    *,
    before: int | None = None,
    size: int = 50,
    kind: str = "",
    object_type: str = "",
    object_id: str = "",
    actor: int | None = None,
) -> tuple[Link, ...]:
    """The newest entries first, before a sequence number; filters match exactly, `kind` by prefix."""
    sql = (
        f"SELECT {_COLUMNS} FROM vendors_journal WHERE ($1::bigint IS NULL OR seq < $1)"  # noqa: S608 constant columns
        " AND starts_with(kind, $2) AND ($3 = '' OR object_type = $3) AND ($4 = '' OR object_id = $4)"
        " AND ($6::int IS NULL OR actor_id = $6) ORDER BY seq DESC LIMIT $5"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, before, kind, object_type, object_id, size, actor)
    return tuple(_link(row) for row in rows)


async def history(*, object_type: str, object_id: int | str) -> tuple[Link, ...]:
    """All entries of one object, oldest first (流转记录)."""
    return tuple(reversed(await page(size=1000, object_type=object_type, object_id=str(object_id))))


async def of_vendors(
    *, vendors: Collection[int], kind: str, window: tuple[date, date], as_of: datetime
) -> Mapping[int, tuple[Link, ...]]:
    """Entries of one kind on the Shanghai days of a window, as known at an instant, by the vendor they are about."""
    sql = (
        f"SELECT {_COLUMNS} FROM vendors_journal WHERE vendor = ANY($1::int[]) AND kind = $2 AND at <= $5"  # noqa: S608 constant
        " AND (at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $3 AND $4 ORDER BY vendor, seq"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, list(vendors), kind, *window, as_of)
    return {vendor: tuple(map(_link, found)) for vendor, found in groupby(rows, key=itemgetter("vendor"))}


async def latest(*, kinds: Collection[str], since: datetime) -> tuple[Link, ...]:
    """Entries of some kinds after a moment, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM vendors_journal WHERE kind = ANY($1::text[]) AND at > $2 ORDER BY seq"  # noqa: S608 constant
    async with transaction() as connection:
        return tuple(_link(row) for row in await connection.fetch(sql, list(kinds), since))


async def verify(*, size: int = 5000, head: tuple[int, str] | None = None) -> Verification:
    """Walk the whole chain in one snapshot; with a `head` kept elsewhere also notice a cut tail."""
    seq, previous, held = 0, GENESIS, head is None
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        while True:
            sql = f"SELECT {_COLUMNS} FROM vendors_journal WHERE seq > $1 ORDER BY seq LIMIT $2"  # noqa: S608 constant
            links = tuple(_link(row) for row in await connection.fetch(sql, seq, size))
            broken = first_break(links, seq=seq, previous=previous)
            if broken:
                return Verification(checked=broken[0] - 1, head=previous, broken_at=broken[0], reason=broken[1])
            if not links:
                break
            seq, previous = links[-1].seq, links[-1].digest
            held = held or any((link.seq, link.digest) == head for link in links)
    if not held:
        return Verification(checked=seq, head=previous, broken_at=seq + 1, reason="cut")
    return Verification(checked=seq, head=previous)
