"""Keeping a worked-out card as the next version of its contract's period, inside the act that makes it."""

from dataclasses import dataclass

from kpi.engine.canonical import card_as_json
from kpi.scorecards.rules import UNDER_WAY, CardState, Origin, move
from kpi.scorecards.working import Worked
from vendors.contracts.queries import ContractView
from vendors.errors import Conflict, Gate
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.periods import Period

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext($1))"
_LATEST = """
SELECT id, version, facts, state FROM kpi_scorecard WHERE contract = $1 AND period = $2
ORDER BY version DESC LIMIT 1 FOR UPDATE
"""
_SUPERSEDE = "UPDATE kpi_scorecard SET state = $2 WHERE id = $1"
_OPEN = "SELECT indicator FROM kpi_objection WHERE scorecard = $1 AND state = 'open' ORDER BY indicator"
_INSERT = """
INSERT INTO kpi_scorecard
  (vendor, contract, number, period, version, state, origin, rulebook, facts, card, total, grade, vetoed, cutoff,
   issued_by, issued_by_id, issued_at)
VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest version of a contract's period."""

    id: int
    version: int
    facts: str
    state: CardState


async def latest(deed: Deed, contract: int, period: Period) -> Latest | None:
    """Held until the act ends; nobody else makes a version of the period meanwhile."""
    await deed.connection.execute(_ONE_AT_A_TIME, f"scorecard {contract} {period}")
    row = await deed.connection.fetchrow(_LATEST, contract, str(period))
    return Latest(**{**row, "state": CardState(row["state"])}) if row else None


async def keep(
    deed: Deed,
    *,
    under: ContractView,
    period: Period,
    worked: Worked,
    before: Latest | None,
    origin: Origin,
    issued_by: tuple[int, str],
) -> int:
    """The new draft's id; a version under way before it is superseded, a published one stands for now.

    Raises Conflict when nothing has changed since `before`, Gate `objections_open` while an objection to it is open.
    The journal names who acted, `issued_by` who drafts.
    """
    if before and before.facts == worked.facts and before.state is not CardState.SUPERSEDED:
        raise Conflict("数据没有变化，无需重新出具。", "Nothing has changed since the latest card.")
    if before and before.state in UNDER_WAY:
        await _must_be_answered(deed, before)
        gone = move(before.state, CardState.SUPERSEDED)
        await deed.connection.execute(_SUPERSEDE, before.id, gone.value)
    card, version = worked.card, before.version + 1 if before else 1
    number = f"KH-{period}-{under.id:03d}-v{version}"
    row = (
        under.vendor, under.id, number, str(period), version, origin.value, worked.rulebook, worked.facts,
        card_as_json(card), card.total, card.grade.code if card.grade else "", bool(card.vetoes), worked.cutoff,
        issued_by[1], issued_by[0], deed.at,
    )  # fmt: skip
    made = int(await deed.connection.fetchval(_INSERT, *row))
    after: dict[str, Json] = {
        "number": number, "total": str(card.total), "rulebook": worked.rulebook, "origin": origin.value,
    }  # fmt: skip
    deed.note("scorecard.issued", "scorecard", made, vendor=under.vendor, after=after)
    return made


async def _must_be_answered(deed: Deed, card: Latest) -> None:
    """What a vendor objects to is decided on the card it saw, not dropped with it."""
    lines = [row["indicator"] for row in await deed.connection.fetch(_OPEN, card.id)]
    if lines:
        raise Gate(
            "objections_open",
            f"第 {card.version} 版还有异议没有复核（{'、'.join(lines)}），复核后才能重新出具。",
            f"Objections to version {card.version} are not decided yet ({', '.join(lines)}); decide them first.",
        )
