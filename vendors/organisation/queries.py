from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.errors import Forbidden, NotFound
from vendors.organisation.rules import UnitKind, county_of
from vendors.transaction import transaction

_COLUMNS = "id, code, name, kind, region, parent, begins, ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit; `county` is the six digits whose records its people see alone, empty at the city."""

    id: int
    code: str
    name: str
    kind: UnitKind
    region: str
    parent: int | None
    begins: date
    ends: date | None

    @property
    def county(self) -> str:
        return county_of(self.region)

    def stands_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A unit with those under it; `size` counts all of them that stand on the day, itself included."""

    unit: UnitView
    below: tuple["Branch", ...]
    size: int


async def units(*, for_: Actor) -> tuple[UnitView, ...]:
    """Every unit there ever was, by code. Forbidden for vendor people."""
    if not for_.at_bureau:
        raise Forbidden("组织机构只供医保部门查看。", "The organisation is the bureau's alone.")
    async with transaction() as connection:
        rows = await connection.fetch(f"SELECT {_COLUMNS} FROM vendors_unit ORDER BY code")  # noqa: S608 constant columns
    return tuple(_view(dict(row)) for row in rows)


async def unit(unit_id: int, *, for_: Actor) -> UnitView:
    """One unit. NotFound when there is none; Forbidden for vendor people."""
    found = next((one for one in await units(for_=for_) if one.id == unit_id), None)
    if found is None:
        raise NotFound
    return found


async def unit_by_code(code: str) -> UnitView:
    """Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM vendors_unit WHERE code = $1", code)  # noqa: S608 constant columns
    if row is None:
        raise NotFound("没有该代码的单位。", "No unit has this code.")
    return _view(dict(row))


async def unit_of(unit_id: int) -> UnitView:
    """A person's unit, for whoever the person is. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM vendors_unit WHERE id = $1", unit_id)  # noqa: S608 constant columns
    if row is None:
        raise NotFound("没有这个单位。", "There is no such unit.")
    return _view(dict(row))


async def county_of_unit(unit_id: int | None) -> str:
    """The county whose records alone a person of the unit sees; empty for the city and for nobody's unit.

    Raises NotFound for a unit there is not.
    """
    return "" if unit_id is None else (await unit_of(unit_id)).county


def tree(found: Sequence[UnitView], *, on: date) -> tuple[Branch, ...]:
    """The units that stand on a day, as a tree; one whose upper unit is closed hangs from the top."""
    standing = [one for one in found if one.stands_on(on)]
    known = {one.id for one in standing}
    return tuple(_grown(standing, [one for one in standing if one.parent not in known]))


def _grown(standing: Sequence[UnitView], roots: Sequence[UnitView]) -> Iterator[Branch]:
    for root in roots:
        below = tuple(_grown(standing, [one for one in standing if one.parent == root.id]))
        yield Branch(unit=root, below=below, size=1 + sum(one.size for one in below))


def _view(row: dict[str, object]) -> UnitView:
    return UnitView(**(row | {"kind": UnitKind(str(row["kind"]))}))  # type: ignore[arg-type]
