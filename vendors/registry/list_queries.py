"""The register as a list: filtered, sorted, a page at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vendors.actors import Actor
from vendors.registry.queries import COLUMNS, VendorView, view
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

PAGE: Final = 50
_WHERE: Final = """
WHERE ($1::int IS NULL OR id = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR status = $3)
  AND ($4 = '' OR strpos(name || short_name || code || former_names, $4) > 0)
  AND ($5::int[] IS NULL OR id = ANY($5))
"""
# sort → (row of the keys, order, cast of the cursor's first value)
_SORTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "name": ("name", "ASC", "text"),
    "-name": ("name", "DESC", "text"),
    "registered": ("registered_at", "ASC", "timestamptz"),
    "-registered": ("registered_at", "DESC", "timestamptz"),
    "kind": ("kind", "ASC", "text"),
    "-kind": ("kind", "DESC", "text"),
}
SORTS: Final = frozenset(_SORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorFilter:
    """What the register is narrowed to; `only` are the ids something else has picked out."""

    kind: Kind | None = None
    standing: Standing | None = None
    text: str = ""
    only: Collection[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorPage:
    """One page; `next` are the sort values of its last row, None on the last page."""

    rows: Sequence[VendorView]
    total: int
    next: tuple[str, int] | None


async def vendor_page(
    wanted: VendorFilter,
    *,
    for_: Actor,
    sort: str = "kind",
    after: tuple[str, int] | None = None,
    limit: int | None = PAGE,
) -> VendorPage:
    """Vendor people see their own alone. An unknown `sort` is by kind; `limit` None is the whole list."""
    column, order, cast = _SORTS.get(sort, _SORTS["kind"])
    sign = ">" if order == "ASC" else "<"
    beyond = f"AND ($6::text IS NULL OR ({column}, id) {sign} ($6::text::{cast}, $7::int))"
    listed = f"SELECT {COLUMNS} FROM vendors_vendor {_WHERE} {beyond} ORDER BY {column} {order}, id {order} LIMIT $8"  # noqa: S608 constants
    only = None if wanted.only is None else list(wanted.only)
    chosen = (
        for_.vendor, wanted.kind and wanted.kind.value, wanted.standing and wanted.standing.value,
        wanted.text.strip(), only,
    )  # fmt: skip
    key, last = after or (None, None)
    async with transaction() as connection:
        rows = await connection.fetch(listed, *chosen, key, last, None if limit is None else limit + 1)
        total = await connection.fetchval(f"SELECT count(*) FROM vendors_vendor {_WHERE}", *chosen)  # noqa: S608 constant
    shown = rows if limit is None else rows[:limit]
    more = len(shown) < len(rows)
    return VendorPage(
        rows=tuple(view(row) for row in shown),
        total=int(total),
        next=(str(shown[-1][column]), shown[-1]["id"]) if more else None,
    )
