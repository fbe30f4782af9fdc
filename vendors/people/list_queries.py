"""The list of people: found by filters, in pages, counted by state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.labels import Labelled
from vendors.people.expiring import REMINDERS
from vendors.people.rules import MAIN_CERTIFICATE, StaffState
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

HELD: Final = f"""
held AS NOT MATERIALIZED (
  SELECT id AS staff, '{MAIN_CERTIFICATE}' AS kind, NULL::date AS begins, certified_until AS ends
  FROM vendors_staff WHERE certified_until IS NOT NULL
  UNION ALL SELECT staff, kind, valid_from, valid_until FROM vendors_staff_certificate
  WHERE checked_at IS NOT NULL AND NOT void)
"""  # noqa: S608 constant kind
STATE: Final = """
CASE WHEN s.state <> 'on_post' THEN s.state
  WHEN s.on_post_to < $1 THEN 'left'
  WHEN EXISTS (SELECT 1 FROM vendors_staff_suspension u WHERE u.staff = s.id AND u.begins <= $1
    AND (u.until IS NULL OR $1 < u.until)) THEN 'suspended'
  WHEN EXISTS (SELECT 1 FROM held o WHERE o.staff = s.id AND o.ends < $1 AND NOT EXISTS (
    SELECT 1 FROM held n WHERE n.staff = s.id AND n.kind = o.kind
      AND (n.begins IS NULL OR n.begins <= $1) AND (n.ends IS NULL OR n.ends >= $1))) THEN 'lapsed'
  WHEN s.on_post_from <= $1 THEN 'on_post' ELSE 'expected' END
"""
"""As `Post.state_on` says it, for the day $1."""
_SEEN: Final = f"""
WITH {HELD}, seen AS (
  SELECT s.id, s.vendor, v.short_name AS vendor_name, s.name, s.post, s.title, s.is_lead, {STATE} AS state,
    s.undertaking_signed_on, s.on_post_from, s.on_post_to, s.identity_masked,
    (SELECT nullif(min(k.top), 'infinity') FROM (
      SELECT max(coalesce(h.ends, 'infinity')) AS top FROM held h WHERE h.staff = s.id GROUP BY h.kind) k
    ) AS certified_to,
    (SELECT t.place FROM vendors_stationing t WHERE t.staff = s.id AND t.begins <= $1
      AND (t.ends IS NULL OR t.ends >= $1) ORDER BY t.begins DESC, t.id DESC LIMIT 1) AS place
  FROM vendors_staff s JOIN vendors_vendor v ON v.id = s.vendor
  WHERE ($2::int IS NULL OR s.vendor = $2) AND ($3 = '' OR s.post = $3)
    AND ($4 = '' OR strpos(s.name || ' ' || s.post || ' ' || s.certificate || ' ' || v.name, $4) > 0)),
found AS (
  SELECT * FROM seen WHERE ($5::text IS NULL OR state = $5)
    AND ($6::date IS NULL OR certified_to <= $6 AND state NOT IN ('left', 'refused')))
"""  # noqa: S608 constant parts


class Sort(Labelled):
    """What the list is in the order of."""

    NAME = "name", "姓名", "Name"
    SINCE = "since", "到岗日期", "On post from"
    EXPIRES = "expires", "证书有效期至", "Certified until"


_KEYS: Final = {
    Sort.NAME: "vendor_name || ' ' || name",
    Sort.SINCE: "on_post_from::text",
    Sort.EXPIRES: "coalesce(certified_to::text, '9999-12-31')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFilter:
    """Which people; empty leaves a side open. `expiring` keeps those whose certificates end soon or have ended."""

    vendor: int | None = None
    post: str = ""
    state: StaffState | None = None
    text: str = ""
    expiring: bool = False


EVERYBODY: Final = StaffFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A person as listed; `certified_to` is the earliest end of what they hold, `place` where they are stationed."""

    id: int
    vendor: int
    vendor_name: str
    name: str
    post: str
    title: str
    is_lead: bool
    state: StaffState
    undertaking_signed_on: date | None
    on_post_from: date
    on_post_to: date | None
    identity_masked: str
    certified_to: date | None
    place: str
    key: str


async def staff_page(
    *,
    for_: Actor,
    on: date,
    which: StaffFilter = EVERYBODY,
    sort: Sort = Sort.NAME,
    descending: bool = False,
    after: tuple[str, int] | None = None,
    size: int,
) -> tuple[tuple[StaffRow, ...], int]:
    """So many people behind the row `after` (its key and id), and how many there are in all."""
    order, beyond = ("DESC", "<") if descending else ("ASC", ">")
    sql = (
        f'{_SEEN} SELECT * FROM (SELECT *, ({_KEYS[sort]}) COLLATE "C" AS key, count(*) OVER () AS total FROM found) f'  # noqa: S608 constant parts
        f' WHERE $7::text IS NULL OR (key, id) {beyond} ($7::text COLLATE "C", $8::int)'
        f" ORDER BY key {order}, id {order} LIMIT $9"
    )
    asked = (*_arguments(for_, on, which), *(after or (None, None)), size)
    async with transaction() as connection:
        rows = await connection.fetch(sql, *asked)
        total = rows[0]["total"] if rows else await _total(for_, on, which) if after else 0
    return tuple(_row(row) for row in rows), int(total)


async def state_counts(*, for_: Actor, on: date, vendor: int | None = None) -> Mapping[StaffState, int]:
    """How many people stand where on a day; states nobody is in are 0."""
    sql = f"{_SEEN} SELECT state, count(*) AS n FROM found GROUP BY state"  # noqa: S608 constant parts
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, on, StaffFilter(vendor=vendor)))
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state.value, 0) for state in StaffState}


async def posts(*, for_: Actor) -> tuple[str, ...]:
    """Every post somebody in sight has."""
    sql = "SELECT DISTINCT post FROM vendors_staff WHERE ($1::int IS NULL OR vendor = $1) ORDER BY post"
    async with transaction() as connection:
        return tuple(row["post"] for row in await connection.fetch(sql, for_.vendor))


async def _total(for_: Actor, on: date, which: StaffFilter) -> int:
    sql = f"{_SEEN} SELECT count(*) FROM found"  # noqa: S608 constant parts
    async with transaction() as connection:
        return int(await connection.fetchval(sql, *_arguments(for_, on, which)))


def _arguments(for_: Actor, on: date, which: StaffFilter) -> tuple[object, ...]:
    vendor = which.vendor if for_.vendor is None else for_.vendor
    until = on + timedelta(days=parameter(REMINDERS[0], on).whole) if which.expiring else None
    return on, vendor, which.post, which.text.strip(), which.state and which.state.value, until


def _row(row: "Record") -> StaffRow:
    fields = {name: row[name] for name in StaffRow.__dataclass_fields__}
    return StaffRow(**(fields | {"state": StaffState(row["state"]), "place": row["place"] or ""}))
