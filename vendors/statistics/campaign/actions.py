"""A campaign table is opened, and once reported may be restated; filling and approving have files of their own."""

from datetime import date, datetime

from vendors.actors import Actor
from vendors.campaigns.queries import campaign
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.periods import Period, local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.statistics.campaign.held import given, held
from vendors.statistics.campaign.rules import ReportState, RowState, must_consolidate
from vendors.statistics.units import units

_OPEN = """
INSERT INTO vendors_campaign_report
  (campaign, period, version, state, due_on, due_is_provisional, opened_by_name, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_ROW = "INSERT INTO vendors_campaign_report_row (report, region, state) VALUES ($1, $2, $3)"


async def open_report(*, campaign_id: int, period: Period, by: Actor, at: datetime) -> int:
    """Begin the table of a campaign and period. Raises Conflict when there is one, Invalid for a period outside it."""
    must_consolidate(by)
    found = await campaign(campaign_id, for_=by)
    if period.ends_on < found.starts_on or period.starts_on > found.ends_on:
        said = Words("期间不在专项行动起止之内。", "The period lies outside the campaign.")
        raise Invalid({"period": said})
    over = units(period.ends_on)
    async with act(by=by, at=at) as deed:
        await deed.connection.execute("SELECT pg_advisory_xact_lock(hashtext('campaign report'), $1)", campaign_id)
        exists = await deed.connection.fetchval(
            "SELECT EXISTS (SELECT FROM vendors_campaign_report WHERE campaign = $1 AND period = $2)",
            campaign_id,
            str(period),
        )
        if exists:
            raise Conflict(f"{period.zh}的统计表已经建立。", f"The table of {period.en} exists already.")
        regions = (*over.narrowed(found.regions), over.city)
        return await _opened(deed, campaign_id, period, version=1, regions=regions, begins=period.ends_on)


async def _opened(
    deed: Deed, campaign_id: int, period: Period, *, version: int, regions: tuple[str, ...], begins: date
) -> int:
    """`begins` is the day the term of reporting counts from."""
    due = deadline(begins, parameter("campaign_report_days", begins).whole)
    made: int = await deed.connection.fetchval(
        _OPEN,
        campaign_id,
        str(period),
        version,
        ReportState.FILLING.value,
        due.on,
        due.provisional,
        deed.by.name,
        deed.at,
    )
    await deed.connection.executemany(_ROW, [(made, region, RowState.FILLING.value) for region in regions])
    deed.note(
        "statistics.opened",
        "campaign_report",
        made,
        after={"campaign": campaign_id, "period": str(period), "version": version},
    )
    return made


async def restate_report(*, report: int, reason: str, by: Actor, at: datetime) -> int:
    """重述: the next version begins with the cells of this one; this one stands until that is approved."""
    must_consolidate(by)
    async with act(by=by, at=at) as deed:
        found = await held(deed, report, open_only=False)
        newest = await deed.connection.fetchval(
            "SELECT max(version) FROM vendors_campaign_report WHERE campaign = $1 AND period = $2",
            found["campaign"],
            found["period"],
        )
        if (
            ReportState(found["state"]) not in {ReportState.APPROVED, ReportState.REPORTED}
            or newest != found["version"]
        ):
            raise Conflict("只有最新且已审核的统计表可以重述。", "Only the newest approved table can be restated.")
        told = given(reason)
        rows = await deed.connection.fetch("SELECT region FROM vendors_campaign_report_row WHERE report = $1", report)
        made = await _opened(
            deed,
            found["campaign"],
            Period.parse(found["period"]),
            version=newest + 1,
            regions=tuple(row["region"] for row in rows),
            begins=local_date(deed.at),
        )
        await deed.connection.execute(
            "INSERT INTO vendors_campaign_report_cell (report, region, scope, field, value, computed, reason,"
            " entered_by, entered_by_name, at) SELECT $2, region, scope, field, value, computed, reason, entered_by,"
            " entered_by_name, at FROM vendors_campaign_report_cell WHERE report = $1",
            report,
            made,
        )
        deed.note("statistics.restated", "campaign_report", made, before={"report": report}, note=told)
    return made
