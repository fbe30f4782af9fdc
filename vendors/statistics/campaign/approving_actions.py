"""The table handed in and frozen, given back, approved, reported up."""

import json
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Invalid, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.statistics.campaign import queries
from vendors.statistics.campaign.assembling import frozen
from vendors.statistics.campaign.held import given, held, must_agree
from vendors.statistics.campaign.rules import (
    NotReady,
    ReportState,
    RowState,
    check_transition,
    must_approve,
    must_consolidate,
)


async def submit_report(*, report: int, by: Actor, at: datetime) -> None:
    """The city hands the table in: every row submitted, everything agrees; its figures are frozen here."""
    must_consolidate(by)
    async with act(by=by, at=at) as deed:
        found = await held(deed, report)
        check_transition(ReportState(found["state"]), ReportState.SUBMITTED)
        view = await queries.report(report, for_=by, at=at)
        waiting = [row for row in view.rows if row.region != view.city and row.state is not RowState.SUBMITTED]
        if waiting:
            raise NotReady(f"还有 {len(waiting)} 个单位未提交。", f"{len(waiting)} units have not submitted yet.")
        must_agree([one.words for one in view.problems])
        for row in view.rows:
            kept = {scope.value: frozen(by_region[row.region]) for scope, by_region in view.cells.items()}
            await deed.connection.execute(
                "UPDATE vendors_campaign_report_row SET frozen = $3 WHERE report = $1 AND region = $2",
                report,
                row.region,
                json.dumps(kept, ensure_ascii=False),
            )
        await deed.connection.execute(
            "UPDATE vendors_campaign_report SET state = $2, submitted_by = $3, submitted_by_name = $4,"
            " submitted_at = $5, returned = '' WHERE id = $1",
            report,
            ReportState.SUBMITTED.value,
            by.id,
            by.name,
            at,
        )
        deed.note("statistics.submitted", "campaign_report", report)


_PREDECESSOR: Final = """
UPDATE vendors_campaign_report SET superseded_at = NULL WHERE id = (
  SELECT id FROM vendors_campaign_report WHERE campaign = $1 AND period = $2 AND version < $3
  ORDER BY version DESC LIMIT 1)
RETURNING id
"""


async def return_report(*, report: int, reason: str, by: Actor, at: datetime) -> None:
    """退回: the leader gives the table back; the lock opens, and what it had replaced stands again.

    Raises Invalid without a reason.
    """
    async with act(by=by, at=at) as deed:
        found = await held(deed, report, open_only=False)
        must_approve(by, filled_by=frozenset())
        check_transition(ReportState(found["state"]), ReportState.FILLING)
        await deed.connection.execute(
            "UPDATE vendors_campaign_report SET state = $2, returned = $3, submitted_at = NULL, approved_at = NULL,"
            " approved_by = NULL, approved_by_name = '' WHERE id = $1",
            report,
            ReportState.FILLING.value,
            given(reason),
        )
        await deed.connection.execute("UPDATE vendors_campaign_report_row SET frozen = NULL WHERE report = $1", report)
        again: int | None = None
        if ReportState(found["state"]) is ReportState.APPROVED:
            again = await deed.connection.fetchval(_PREDECESSOR, found["campaign"], found["period"], found["version"])
        after: dict[str, Json] | None = {"stands_again": again} if again else None
        deed.note("statistics.returned", "campaign_report", report, after=after, note=reason)


async def approve_report(*, report: int, by: Actor, at: datetime) -> None:
    """审核: a leader who filled in nothing of it. A restated version takes the place of the one before."""
    async with act(by=by, at=at) as deed:
        found = await held(deed, report, open_only=False)
        view = await queries.report(report, for_=by, at=at)
        written = await deed.connection.fetch(
            "SELECT DISTINCT entered_by FROM vendors_campaign_report_cell WHERE report = $1", report
        )
        must_approve(by, filled_by=view.filled_by | {found["submitted_by"]} | {row["entered_by"] for row in written})
        check_transition(ReportState(found["state"]), ReportState.APPROVED)
        await deed.connection.execute(
            "UPDATE vendors_campaign_report SET state = $2, approved_by = $3, approved_by_name = $4, approved_at = $5"
            " WHERE id = $1",
            report,
            ReportState.APPROVED.value,
            by.id,
            by.name,
            at,
        )
        await deed.connection.execute(
            "UPDATE vendors_campaign_report SET superseded_at = $4 WHERE campaign = $1 AND period = $2 AND version < $3"
            " AND superseded_at IS NULL",
            found["campaign"],
            found["period"],
            found["version"],
            at,
        )
        deed.note("statistics.approved", "campaign_report", report)


async def record_reported(*, report: int, on: date, document: str, by: Actor, at: datetime) -> None:
    """已上报: the day and the 文号 it went up with. Raises Invalid for a day to come or no 文号."""
    must_consolidate(by)
    faults: dict[str, Words] = {}
    if on > local_date(at):
        faults["reported_on"] = Words("上报日期不能晚于今天。", "It cannot have gone up in the future.")
    if not document.strip():
        faults["document"] = Words("请填写上报文号。", "Give the document's number.")
    if faults:
        raise Invalid(faults)
    async with act(by=by, at=at) as deed:
        found = await held(deed, report, open_only=False)
        check_transition(ReportState(found["state"]), ReportState.REPORTED)
        await deed.connection.execute(
            "UPDATE vendors_campaign_report SET state = $2, reported_on = $3, document = $4 WHERE id = $1",
            report,
            ReportState.REPORTED.value,
            on,
            document.strip(),
        )
        deed.note(
            "statistics.reported", "campaign_report", report, after={"on": on.isoformat(), "document": document.strip()}
        )
