"""The units fill in their rows and hand them in; the city may give a row back."""

from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period
from vendors.statistics.campaign import queries
from vendors.statistics.campaign.columns import BY_KEY, Total
from vendors.statistics.campaign.held import given, held, must_agree, row_of
from vendors.statistics.campaign.rules import RowState, Scope, must_consolidate, must_fill
from vendors.statistics.units import units

_CELL = """
INSERT INTO vendors_campaign_report_cell (report, region, scope, field, value, computed, reason, entered_by,
  entered_by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (report, region, scope, field) DO UPDATE SET value = $5, computed = $6, reason = $7, entered_by = $8,
  entered_by_name = $9, at = $10
"""
_NO_REASON = Words("与系统数不同，请写明理由。", "It departs from the records: give a reason.")
_NEGATIVE = Words("不能为负数。", "Must not be negative.")
_SUMMED = Words("合计由各行相加，不能填写。", "The total is the rows added up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCell:
    """What is put into a cell: fen or a whole number. None takes an earlier entry back."""

    field: str
    value: int | None
    reason: str = ""


async def enter_cells(
    *, report: int, region: str, scope: Scope, cells: tuple[NewCell, ...], by: Actor, at: datetime
) -> None:
    """Write cells of one row. Raises Invalid by column, Forbidden, and Conflict once the row or table is submitted."""
    async with act(by=by, at=at) as deed:
        found = await held(deed, report)
        city = units(Period.parse(found["period"]).ends_on).city
        must_fill(by, region, city=city)
        row = await row_of(deed, report, region)
        if RowState(row["state"]) is RowState.SUBMITTED:
            raise Conflict("本行已提交，如需修改请先退回。", "The row is submitted; it must be returned first.")
        view = await queries.report(report, for_=by, at=at)
        shown = view.cells[scope][region]
        if wrong := {
            one.field: said for one in cells if (said := _wrong(one, shown[one.field].computed, region == city))
        }:
            raise Invalid(wrong)
        for one in cells:
            await _write(deed, (report, region, scope.value), one, computed=shown[one.field].computed)
        before = {one.field: shown[one.field].value for one in cells}
        after: dict[str, Json] = {one.field: one.value for one in cells}
        deed.note(
            "statistics.filled",
            "campaign_report",
            report,
            before={"region": region, "scope": scope.value, **before},
            after=after,
            note="；".join(one.reason for one in cells if one.reason),
        )


def _wrong(new: NewCell, computed: int | None, is_total: bool) -> Words | None:
    if new.value is None:
        return None
    column = BY_KEY[new.field]
    if is_total and column.total is Total.SUM:
        return _SUMMED
    if new.value < 0 and not column.money:
        return _NEGATIVE
    departs = computed is not None and new.value != computed
    return _NO_REASON if departs and not new.reason.strip() else None


async def _write(deed: Deed, row: tuple[int, str, str], new: NewCell, *, computed: int | None) -> None:
    """What the records say anyway is not kept. `row` is the table, the unit and the scope."""
    if new.value is None or (new.value == computed and computed is not None):
        await deed.connection.execute(
            "DELETE FROM vendors_campaign_report_cell WHERE report = $1 AND region = $2 AND scope = $3 AND field = $4",
            *row,
            new.field,
        )
        return
    await deed.connection.execute(
        _CELL,
        *row,
        new.field,
        new.value,
        computed,
        new.reason.strip(),
        deed.by.id,
        deed.by.name,
        deed.at,
    )


async def submit_row(*, report: int, region: str, by: Actor, at: datetime) -> None:
    """A unit hands its row in. Raises NotReady with what does not agree in it."""
    async with act(by=by, at=at) as deed:
        found = await held(deed, report)
        must_fill(by, region, city=units(Period.parse(found["period"]).ends_on).city)
        row = await row_of(deed, report, region)
        if RowState(row["state"]) is RowState.SUBMITTED:
            raise Conflict("本行已提交。", "The row is submitted already.")
        view = await queries.report(report, for_=by, at=at)
        must_agree([one.words for one in view.problems if one.region == region])
        await deed.connection.execute(
            "UPDATE vendors_campaign_report_row SET state = $3, filled_by = $4, filled_by_name = $5, submitted_at = $6,"
            " returned = '' WHERE report = $1 AND region = $2",
            report,
            region,
            RowState.SUBMITTED.value,
            by.id,
            by.name,
            at,
        )
        deed.note("statistics.row_submitted", "campaign_report", report, after={"region": region})


async def return_row(*, report: int, region: str, reason: str, by: Actor, at: datetime) -> None:
    """The city gives a row back to its unit. Raises Invalid without a reason."""
    must_consolidate(by)
    async with act(by=by, at=at) as deed:
        await held(deed, report)
        row = await row_of(deed, report, region)
        if RowState(row["state"]) is not RowState.SUBMITTED:
            raise Conflict("本行尚未提交。", "The row is not submitted yet.")
        await deed.connection.execute(
            "UPDATE vendors_campaign_report_row SET state = $3, returned = $4 WHERE report = $1 AND region = $2",
            report,
            region,
            RowState.FILLING.value,
            given(reason),
        )
        deed.note("statistics.row_returned", "campaign_report", report, after={"region": region}, note=reason)
