from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

COLUMNS = (
    "id, code, name, short_name, kind, legal_representative, contact, status, banned_until, note, registered_at,"
    " parent_code, parent_name, capital_fen, address, former_names, admitted_on, expelled_on"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorView:
    """A vendor as everybody who may see it sees it; `code` is its 统一社会信用代码.

    Without `admitted_on` it was registered before 入库 was checked.
    """

    id: int
    code: str
    name: str
    short_name: str
    kind: Kind
    legal_representative: str
    contact: str
    standing: Standing
    banned_until: date | None
    note: str
    registered_at: datetime
    parent_code: str = ""
    parent_name: str = ""
    capital_fen: int | None = None
    address: str = ""
    former_names: str = ""
    admitted_on: date | None = None
    expelled_on: date | None = None


def view(row: "Record") -> VendorView:
    fields = dict(row)
    return VendorView(kind=Kind(fields.pop("kind")), standing=Standing(fields.pop("status")), **fields)


async def vendor(vendor_id: int, *, for_: Actor) -> VendorView:
    """One vendor. NotFound when there is none, or it is not this person's."""
    sql = f"SELECT {COLUMNS} FROM vendors_vendor WHERE id = $1 AND ($2::int IS NULL OR id = $2)"  # noqa: S608 constant
    async with transaction() as connection:
        row = await connection.fetchrow(sql, vendor_id, for_.vendor)
    if row is None:
        raise NotFound
    return view(row)


async def vendors(
    *, for_: Actor, kind: Kind | None = None, standing: Standing | None = None, text: str = ""
) -> tuple[VendorView, ...]:
    """Vendors by kind and name; `text` is searched in names and code. Vendor people see their own alone."""
    sql = (
        f"SELECT {COLUMNS} FROM vendors_vendor WHERE ($1::int IS NULL OR id = $1)"  # noqa: S608 constant columns
        " AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR status = $3)"
        " AND ($4 = '' OR strpos(name || short_name || code, $4) > 0) ORDER BY kind, name, id"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, for_.vendor, kind and kind.value, standing and standing.value, text.strip())
    return tuple(view(row) for row in rows)


async def vendor_by_code(code: str, *, for_: Actor) -> VendorView | None:
    """The vendor under a normalised 统一社会信用代码, or None."""
    sql = f"SELECT {COLUMNS} FROM vendors_vendor WHERE code = $1 AND ($2::int IS NULL OR id = $2)"  # noqa: S608 constant
    async with transaction() as connection:
        row = await connection.fetchrow(sql, code, for_.vendor)
    return None if row is None else view(row)


async def vendor_codes() -> frozenset[str]:
    """The 统一社会信用代码 of every vendor in sight."""
    async with transaction() as connection:
        return frozenset(row["code"] for row in await connection.fetch("SELECT code FROM vendors_vendor"))


async def standing_counts(*, for_: Actor) -> Mapping[Standing, int]:
    """How many vendors stand where; standings nobody has are 0."""
    sql = "SELECT status, count(*) AS n FROM vendors_vendor WHERE ($1::int IS NULL OR id = $1) GROUP BY status"
    async with transaction() as connection:
        found = {row["status"]: row["n"] for row in await connection.fetch(sql, for_.vendor)}
    return {standing: found.get(standing.value, 0) for standing in Standing}


async def branches_of(code: str, *, for_: Actor) -> tuple[VendorView, ...]:
    """Registered vendors that name this 统一社会信用代码 as their head office."""
    sql = (
        f"SELECT {COLUMNS} FROM vendors_vendor WHERE parent_code = $1 AND ($2::int IS NULL OR id = $2)"  # noqa: S608 constant
        " ORDER BY name, id"
    )
    async with transaction() as connection:
        return tuple(view(row) for row in await connection.fetch(sql, code, for_.vendor))
