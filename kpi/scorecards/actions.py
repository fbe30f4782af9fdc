from dataclasses import dataclass
from datetime import date, datetime

from kpi.engine.canonical import card_as_json
from kpi.engine.card import Card
from kpi.engine.score import score
from kpi.facts.collect import collect
from kpi.rulebooks.facts_file import facts_as_json
from kpi.rulebooks.queries import in_force
from kpi.scorecards.rules import UNDER_WAY, CardState, move, must_publish
from vendors.actors import Actor
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.errors import Conflict, NotFound
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau

_INSERT = """
INSERT INTO kpi_scorecard
  (vendor, contract, number, period, version, state, rulebook, facts, card, total, grade, vetoed, cutoff, issued_by,
   issued_by_id, issued_at, approved_by)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '') RETURNING id
"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext($1))"
_LATEST = """
SELECT id, version, facts, state FROM kpi_scorecard WHERE contract = $1 AND period = $2
ORDER BY version DESC LIMIT 1 FOR UPDATE
"""
_SUPERSEDE = "UPDATE kpi_scorecard SET state = $2 WHERE id = $1"
_PUBLISH = "UPDATE kpi_scorecard SET state = $2, published_by = $3, published_at = $4 WHERE id = $1"
_REPLACED = """
SELECT id, number, state FROM kpi_scorecard
WHERE contract = $1 AND period = $2 AND state = 'published' AND id <> $3 FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A card worked out and not stored: its facts and the rulebook that held."""

    card: Card
    facts: str
    rulebook: str


async def work_out(*, contract: ContractView, period: Period, cutoff: datetime) -> Worked:
    """Facts counted and scored by the rulebook in force on the period's last day. Raises NotFound without one."""
    rulebook = in_force(contract.vendor_kind.value, period.ends_on)
    facts = await collect(contract=contract, period=period, cutoff=cutoff, rulebook=rulebook)
    return Worked(card=score(rulebook, facts), facts=facts_as_json(facts), rulebook=rulebook.id)


async def issue(*, contract: int, period: Period, by: Actor, at: datetime) -> int:
    """初评: freeze the facts as known now, score them, keep both as a draft; returns the card's id.

    A version of the same period that is still under way is superseded. A published card stands until its restatement
    (重新核算) is published itself.
    Raises Conflict while the period runs, when the contract did not run in it, or nothing has changed; NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        _must_be_over(under, period, local_date(at))
        await deed.connection.execute(_ONE_AT_A_TIME, f"scorecard {contract} {period}")
        worked = await work_out(contract=under, period=period, cutoff=at)
        latest = await deed.connection.fetchrow(_LATEST, contract, str(period))
        if latest and latest["facts"] == worked.facts and CardState(latest["state"]) is not CardState.SUPERSEDED:
            raise Conflict("数据没有变化，无需重新出具。", "Nothing has changed since the latest card.")
        version = latest["version"] + 1 if latest else 1
        if latest and CardState(latest["state"]) in UNDER_WAY:
            state = move(CardState(latest["state"]), CardState.SUPERSEDED)
            await deed.connection.execute(_SUPERSEDE, latest["id"], state.value)
        return await _keep(deed, under, period, version, worked)


def _must_be_over(under: ContractView, period: Period, today: date) -> None:
    if today <= period.ends_on:
        raise Conflict(f"{period.zh}尚未结束，不能出具记分卡。", f"{period.en} is not over yet; no card can be issued.")
    if (
        under.starts_on > period.ends_on
        or under.ends_on < period.starts_on
        or under.stored in UNSIGNED | {ContractState.ARCHIVED}
    ):
        raise Conflict(f"合同在{period.zh}不在履行期。", f"The contract did not run in {period.en}.")


async def _keep(deed: Deed, under: ContractView, period: Period, version: int, worked: Worked) -> int:
    card = worked.card
    number = f"KH-{period}-{under.id:03d}-v{version}"
    row = (
        under.vendor, under.id, number, str(period), version, worked.rulebook, worked.facts, card_as_json(card),
        card.total, card.grade.code if card.grade else "", bool(card.vetoes), deed.at, deed.by.name, deed.by.id,
        deed.at,
    )  # fmt: skip
    id_ = int(await deed.connection.fetchval(_INSERT, *row))
    after: dict[str, Json] = {"number": number, "total": str(card.total), "rulebook": worked.rulebook}
    deed.note("scorecard.issued", "scorecard", id_, vendor=under.vendor, after=after)
    return id_


async def publish(*, card: int, by: Actor, at: datetime) -> None:
    """公布 an approved card; the version published before is superseded. Raises NotFound, Forbidden, Conflict."""
    must_publish(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(
            "SELECT id, vendor, contract, period, number, state, total FROM kpi_scorecard WHERE id = $1 FOR UPDATE",
            card,
        )
        if row is None:
            raise NotFound
        state = move(CardState(row["state"]), CardState.PUBLISHED)
        for old in await deed.connection.fetch(_REPLACED, row["contract"], row["period"], card):
            gone = move(CardState(old["state"]), CardState.SUPERSEDED)
            await deed.connection.execute(_SUPERSEDE, old["id"], gone.value)
        await deed.connection.execute(_PUBLISH, card, state.value, by.name, at)
        after: dict[str, Json] = {"number": row["number"], "total": str(row["total"])}
        deed.note("scorecard.published", "scorecard", card, vendor=row["vendor"], after=after)
