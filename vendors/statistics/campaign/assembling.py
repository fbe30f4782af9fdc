"""From proposals, entered cells and what was reported before to the values of one table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.statistics.campaign.checks import Problem, Values, check_cumulative, check_row, check_total
from vendors.statistics.campaign.columns import BY_KEY, STORED, Column, Total
from vendors.statistics.campaign.figures import Figures
from vendors.statistics.campaign.rules import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person put into a cell."""

    value: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A cell: its value, what the records propose (None: they cannot know), and who wrote it, if anybody did."""

    value: int | None
    computed: int | None
    written: Written | None = None

    @property
    def overridden(self) -> bool:
        """Whether a person said otherwise than the records."""
        return self.written is not None and self.computed is not None and self.written.value != self.computed


Cells = Mapping[str, CellView]
Key = tuple[str, Scope, str]
"""Region, scope, column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything a table is put together from.

    `before` is what the report before had cumulatively, by region: the value of a column people fill in, and of a
    computed one by how much people had departed from the records.
    """

    rows: Sequence[str]
    city: str
    proposals: Mapping[Scope, Figures]
    written: Mapping[Key, Written]
    before: Mapping[str, Mapping[str, int]]


def table(material: Material) -> Mapping[Scope, Mapping[str, Cells]]:
    """Every cell by scope and region, the total under the city's code."""
    found: dict[Scope, dict[str, Cells]] = {}
    for scope in Scope:
        current = found.get(Scope.CURRENT, {})
        rows = {region: _row(material, region, scope, current.get(region, {})) for region in material.rows}
        found[scope] = {**rows, material.city: _total(material, scope, list(rows.values()))}
    return found


def _row(material: Material, region: str, scope: Scope, current: Cells) -> Cells:
    proposed = material.proposals[scope].get(region, {})
    cells = {}
    for column in STORED:
        computed = proposed.get(column.key, 0) if column.computed else None
        written = material.written.get((region, scope, column.key))
        value = written.value if written else computed
        if written is None and scope is Scope.CUMULATIVE:
            value = _carried(column, computed, current[column.key], material.before.get(region))
        cells[column.key] = CellView(value=value, computed=computed, written=written)
    return cells


def _carried(column: Column, computed: int | None, now: CellView, before: Mapping[str, int] | None) -> int | None:
    """What people enter each period adds up by itself until they say otherwise; what is distinct only at first."""
    earlier = (before or {}).get(column.key)
    if computed is None:
        return None if earlier is None and now.value is None else (earlier or 0) + (now.value or 0)
    departed = now.value - now.computed if now.overridden and now.value is not None and now.computed is not None else 0
    if column.total is Total.DISTINCT:
        return computed + (departed if before is None else 0)
    return computed + departed + (earlier or 0)


def _total(material: Material, scope: Scope, rows: Sequence[Cells]) -> Cells:
    proposed = material.proposals[scope].get(material.city, {})
    cells = {}
    for column in STORED:
        computed = proposed.get(column.key, 0) if column.computed else None
        written = material.written.get((material.city, scope, column.key))
        value = _sum(column, rows) if column.total is Total.SUM else _distinct(column, rows, computed, written)
        cells[column.key] = CellView(value=value, computed=computed, written=written)
    return cells


def _sum(column: Column, rows: Sequence[Cells]) -> int | None:
    known = [value for row in rows if (value := row[column.key].value) is not None]
    return sum(known) if known else None


def _distinct(column: Column, rows: Sequence[Cells], computed: int | None, written: Written | None) -> int | None:
    """What the city entered, else what the records count, else the one row that has any; never a sum."""
    if written and written.value is not None:
        return written.value
    if all(row[column.key].value == row[column.key].computed for row in rows):
        return computed
    some = [value for row in rows if (value := row[column.key].value)]
    if len(some) > 1:
        return None
    return some[0] if some else 0


def values(cells: Cells) -> Values:
    return {key: cell.value for key, cell in cells.items()}


def problems(found: Mapping[Scope, Mapping[str, Cells]], *, rows: Sequence[str], city: str) -> tuple[Problem, ...]:
    """Everything that does not agree, row by row, then the totals."""
    told: list[Problem] = []
    for scope, by_region in found.items():
        for region in (*rows, city):
            told += check_row(values(by_region[region]), region=region, scope=scope)
        told += check_total(
            values(by_region[city]), [values(by_region[region]) for region in rows], region=city, scope=scope
        )
    for region in rows:
        current, whole = found[Scope.CURRENT][region], found[Scope.CUMULATIVE][region]
        told += check_cumulative(values(current), values(whole), region=region)
    return tuple(told)


def carried_on(cells: Cells) -> dict[str, int]:
    """What the next period starts from (see Material.before)."""
    return {key: cell.value - (cell.computed or 0) for key, cell in cells.items() if cell.value is not None}


def frozen(cells: Cells) -> dict[str, dict[str, object]]:
    """A row as it is kept when submitted."""
    return {
        key: {
            "value": cell.value,
            "computed": cell.computed,
            "reason": cell.written.reason if cell.written else "",
            "by": cell.written.by if cell.written else "",
            "at": cell.written.at.isoformat() if cell.written else "",
        }
        for key, cell in cells.items()
    }


def thawed(kept: Mapping[str, Mapping[str, object]]) -> Cells:
    """The same row read back; columns added to the table since are not known."""
    cells = {}
    for key in BY_KEY:
        if key not in kept:
            cells[key] = CellView(value=None, computed=None)
            continue
        one = kept[key]
        written = (
            Written(
                value=_whole(one["value"]),
                reason=str(one["reason"]),
                by=str(one["by"]),
                at=datetime.fromisoformat(str(one["at"])),
            )
            if one["by"]
            else None
        )
        cells[key] = CellView(value=_whole(one["value"]), computed=_whole(one["computed"]), written=written)
    return cells


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
