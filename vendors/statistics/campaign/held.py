"""A campaign table held for an act, and what an act asks of it first."""

from typing import TYPE_CHECKING

from vendors.errors import Invalid, NotFound, Words
from vendors.journal.actions import Deed
from vendors.statistics.campaign.rules import NotReady, ReportState, must_be_open, must_stand

if TYPE_CHECKING:
    from asyncpg import Record

_NAMED = 5


async def held(deed: Deed, report: int, *, open_only: bool = True) -> "Record":
    """The table's own row, locked. Raises NotFound; Conflict once replaced, or when it must be open and is not."""
    found = await deed.connection.fetchrow(
        "SELECT id, campaign, period, version, state, submitted_by, superseded_at FROM vendors_campaign_report"
        " WHERE id = $1 FOR UPDATE",
        report,
    )
    if found is None:
        raise NotFound
    must_stand(found["superseded_at"])
    if open_only:
        must_be_open(ReportState(found["state"]))
    return found


async def row_of(deed: Deed, report: int, region: str) -> "Record":
    found = await deed.connection.fetchrow(
        "SELECT state FROM vendors_campaign_report_row WHERE report = $1 AND region = $2", report, region
    )
    if found is None:
        raise NotFound
    return found


def must_agree(found: list[Words]) -> None:
    """Raises NotReady with what does not agree."""
    if found:
        raise NotReady(
            f"有 {len(found)} 处不一致：" + " ".join(one.zh for one in found[:_NAMED]),
            f"{len(found)} figures do not agree: " + " ".join(one.en for one in found[:_NAMED]),
        )


def given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give the reason.")})
    return reason.strip()
