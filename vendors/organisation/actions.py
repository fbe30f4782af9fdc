import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from asyncpg import UniqueViolationError

from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.organisation.rules import Above, NewUnit, UnitKind, unit_faults
from vendors.periods import local_date

if TYPE_CHECKING:
    from asyncpg import Record

KEEPERS = frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.SYSTEM})
_ADD = """
INSERT INTO vendors_unit (code, name, kind, region, parent, begins, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_UNDER = "SELECT count(*) FROM vendors_unit WHERE parent = $1 AND (ends IS NULL OR ends > $2)"


@cache
def packaged_units() -> tuple[Mapping[str, str], ...]:
    """The tree of data/units.toml, each unit after the one above it."""
    text = files("vendors.organisation").joinpath("data/units.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["unit"])


async def add_unit(*, new: NewUnit, by: Actor, at: datetime) -> int:
    """A new unit; its id. Raises Forbidden, Invalid naming every field that is wrong."""
    _must_keep(by)
    try:
        async with act(by=by, at=at) as deed:
            return await _add(deed, new)
    except UniqueViolationError:
        raise Invalid({"code": Words("该单位代码已被使用。", "This code is taken.")}) from None


async def seed_units(*, begins: date, by: Actor, at: datetime) -> int:
    """Enter the packaged tree; how many units. Raises Conflict when there are units already."""
    _must_keep(by)
    async with act(by=by, at=at) as deed:
        await deed.connection.execute("LOCK TABLE vendors_unit IN SHARE ROW EXCLUSIVE MODE")
        if await deed.connection.fetchval("SELECT EXISTS (SELECT FROM vendors_unit)"):
            raise Conflict(
                "组织机构已有内容，不能再载入示例。", "There are units already; the packaged tree is not taken."
            )
        for row in packaged_units():
            new = NewUnit(
                code=row["code"],
                name=row["name"],
                kind=UnitKind(row["kind"]),
                region=row["region"],
                parent=row.get("parent", ""),
                begins=begins,
            )
            await _add(deed, new)
    return len(packaged_units())


async def rename_unit(*, unit: int, name: str, reason: str, by: Actor, at: datetime) -> None:
    """Raises Forbidden, NotFound, Invalid."""
    _must_keep(by)
    _must_say(reason, name=name)
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, unit)
        if row["name"] == name:
            raise Invalid({"name": Words("与现名称相同。", "This is its name already.")})
        await deed.connection.execute(
            "UPDATE vendors_unit SET name = $2, updated_at = $3 WHERE id = $1", unit, name, at
        )
        deed.note("unit.renamed", "unit", unit, before={"name": row["name"]}, after={"name": name}, note=reason)


async def close_unit(*, unit: int, on: date, reason: str, by: Actor, at: datetime) -> None:
    """撤销: `on` is its last day, today or later. Raises Conflict while units stand under it, or when it is closed."""
    _must_keep(by)
    _must_say(reason)
    if on < local_date(at):
        raise Invalid({"last_day": Words("截止日期不能早于今天。", "The last day is not before today.")})
    async with act(by=by, at=at) as deed:
        row = await _hold(deed, unit)
        if row["ends"] is not None:
            raise Conflict("该单位已撤销。", "This unit is closed already.")
        if await deed.connection.fetchval(_UNDER, unit, on):
            raise Conflict("其下还有单位，请先撤销下级单位。", "Units stand under it; close them first.")
        await deed.connection.execute("UPDATE vendors_unit SET ends = $2, updated_at = $3 WHERE id = $1", unit, on, at)
        deed.note("unit.closed", "unit", unit, after={"ends": on.isoformat()}, note=reason)


async def _add(deed: Deed, new: NewUnit) -> int:
    sql = "SELECT id, kind, region, begins, ends FROM vendors_unit WHERE code = $1"
    row = await deed.connection.fetchrow(sql, new.parent) if new.parent else None
    above = None
    if row is not None:
        above = Above(kind=UnitKind(row["kind"]), region=row["region"], begins=row["begins"], ends=row["ends"])
    wrong = unit_faults(new, above=above)
    if wrong:
        raise Invalid(wrong)
    parent = row["id"] if row else None
    values = (new.code, new.name, new.kind.value, new.region, parent, new.begins, deed.at)
    made = int(await deed.connection.fetchval(_ADD, *values))
    after: dict[str, Json] = {"code": new.code, "name": new.name, "kind": new.kind.value, "region": new.region}
    after |= {"parent": new.parent, "begins": new.begins.isoformat()}
    deed.note("unit.added", "unit", made, after=after)
    return made


async def _hold(deed: Deed, unit: int) -> "Record":
    row = await deed.connection.fetchrow("SELECT * FROM vendors_unit WHERE id = $1 FOR UPDATE", unit)
    if row is None:
        raise NotFound
    return row


def _must_keep(by: Actor) -> None:
    """Raise Forbidden unless a manager of the city."""
    if not by.at_bureau or by.region or not by.has(*KEEPERS):
        raise Forbidden("组织机构由市级管理员维护。", "The city's managers keep the organisation.")


def _must_say(reason: str, *, name: str = "x") -> None:
    wrong: dict[str, Words] = {}
    if not reason.strip():
        wrong["reason"] = Words("请填写理由。", "Say why.")
    if not name.strip():
        wrong["name"] = Words("请填写名称。", "Enter the name.")
    if wrong:
        raise Invalid(wrong)
