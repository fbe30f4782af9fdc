"""Scorecards issued and published; never edited, only superseded. The steps between are kpi.assessment's."""

from datetime import date, datetime

from kpi.scorecards.frozen_queries import frozen_for
from kpi.scorecards.rules import CardState, Origin, move, must_publish
from kpi.scorecards.versions import Latest, keep, latest
from kpi.scorecards.working import work_out
from vendors.actors import Actor
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.errors import Conflict, NotFound
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau

_CARD = "SELECT id, vendor, contract, period, number, state, total FROM kpi_scorecard WHERE id = $1 FOR UPDATE"
_SUPERSEDE = "UPDATE kpi_scorecard SET state = $2 WHERE id = $1"
_PUBLISH = "UPDATE kpi_scorecard SET state = $2, published_by = $3, published_at = $4 WHERE id = $1"
_REPLACED = """
SELECT id, state FROM kpi_scorecard
WHERE contract = $1 AND period = $2 AND state = 'published' AND id <> $3 FOR UPDATE
"""
_CARDED = "UPDATE kpi_assessment SET carded_at = $3 WHERE contract = $1 AND period = $2"


async def issue(*, contract: int, period: Period, by: Actor, at: datetime) -> int:
    """初评: score the facts frozen for the period, or as known now, and keep both as a draft; returns the card's id.

    A version of the same period that is still under way is superseded. A published card stands until its restatement
    (重新核算) is published itself.
    Raises Conflict while the period runs, when the contract did not run in it, or nothing has changed; Gate
    `self_evaluation` while the vendor may still evaluate itself; NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        must_be_over(under, period, local_date(at))
        before = await latest(deed, contract, period)
        frozen = await frozen_for(contract, period, on=local_date(at))
        worked = await work_out(contract=under, period=period, cutoff=at, frozen=frozen)
        made = await keep(
            deed,
            under=under,
            period=period,
            worked=worked,
            before=before,
            origin=_origin(before),
            issued_by=(by.id, by.name),
        )
        await deed.connection.execute(_CARDED, contract, str(period), at)
        return made


def must_be_over(under: ContractView, period: Period, today: date) -> None:
    """Raises Conflict while a period runs and when the contract did not run in it."""
    if today <= period.ends_on:
        raise Conflict(f"{period.zh}尚未结束，不能出具记分卡。", f"{period.en} is not over yet; no card can be issued.")
    if (
        under.starts_on > period.ends_on
        or under.ends_on < period.starts_on
        or under.stored in UNSIGNED | {ContractState.ARCHIVED}
    ):
        raise Conflict(f"合同在{period.zh}不在履行期。", f"The contract did not run in {period.en}.")


def _origin(before: Latest | None) -> Origin:
    if before is None:
        return Origin.FIRST
    return Origin.RESTATEMENT if before.state is CardState.PUBLISHED else Origin.RECOUNT


async def publish(*, card: int, by: Actor, at: datetime) -> None:
    """公布 an approved card; the version published before is superseded. Raises NotFound, Forbidden, Conflict."""
    must_publish(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_CARD, card)
        if row is None:
            raise NotFound
        state = move(CardState(row["state"]), CardState.PUBLISHED)
        for old in await deed.connection.fetch(_REPLACED, row["contract"], row["period"], card):
            gone = move(CardState(old["state"]), CardState.SUPERSEDED)
            await deed.connection.execute(_SUPERSEDE, old["id"], gone.value)
        await deed.connection.execute(_PUBLISH, card, state.value, by.name, at)
        after: dict[str, Json] = {"number": row["number"], "total": str(row["total"])}
        deed.note("scorecard.published", "scorecard", card, vendor=row["vendor"], after=after)
