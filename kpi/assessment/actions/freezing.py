"""数据冻结与第三方自评: the facts of a period as known at the cut-off, and what the vendor says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpi.assessment.rules import must_manage, must_speak
from kpi.engine.canonical import card_as_json, card_from_json
from kpi.engine.card import Card
from kpi.scorecards.actions import must_be_over
from kpi.scorecards.working import work_out
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter

LONGEST = 2000
_CARDED = "SELECT EXISTS (SELECT FROM kpi_scorecard WHERE contract = $1 AND period = $2)"
_FREEZE = """
INSERT INTO kpi_assessment
  (vendor, contract, period, rulebook, facts, card, frozen_by, frozen_by_id, frozen_at, evaluate_by,
   evaluate_provisional, evaluated_by, summary)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '')
ON CONFLICT (contract, period) DO UPDATE SET rulebook = $4, facts = $5, card = $6, frozen_by = $7, frozen_by_id = $8,
  frozen_at = $9, evaluate_by = $10, evaluate_provisional = $11, evaluated_by = '', evaluated_at = NULL
RETURNING id
"""
_MINE = "SELECT * FROM kpi_assessment WHERE id = $1 AND vendor = $2 FOR UPDATE"
_SAY = """
INSERT INTO kpi_self_score (vendor, assessment, indicator, points, said) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (assessment, indicator) DO UPDATE SET points = $4, said = $5
"""
_SUBMIT = "UPDATE kpi_assessment SET evaluated_by = $2, evaluated_at = $3, summary = $4 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a vendor says of one line: the points it would give itself (None: it gives none) and why."""

    points: Decimal | None
    said: str


async def freeze(*, contract: int, period: Period, by: Actor, at: datetime) -> int:
    """Keep the facts as known now and ask the vendor to evaluate itself; returns the assessment's id.

    Frozen again before a card is issued, the facts are newer and the vendor is asked anew.
    Raises as `issue` does for the period; Conflict once there is a card; Forbidden, NotFound.
    """
    must_manage(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        day = local_date(at)
        must_be_over(under, period, day)
        if await deed.connection.fetchval(_CARDED, contract, str(period)):
            raise Conflict("已有记分卡，不能再冻结数据。", "There is a card already; the facts are frozen in it.")
        worked = await work_out(contract=under, period=period, cutoff=at)
        due = deadline(day, parameter("self_evaluation_days", day).whole)
        row = (under.vendor, contract, str(period), worked.rulebook, worked.facts, card_as_json(worked.card))
        made = await deed.connection.fetchval(_FREEZE, *row, by.name, by.id, at, due.on, due.provisional)
        after: dict[str, Json] = {"contract": under.number, "period": str(period), "evaluate_by": due.on.isoformat()}
        deed.note("assessment.frozen", "assessment", made, vendor=under.vendor, after=after)
    return int(made)


async def evaluate(
    *,
    assessment: int,
    lines: Mapping[str, Said],
    summary: str = "",
    files: tuple[tuple[File, str], ...] = (),
    by: Actor,
    at: datetime,
) -> None:
    """自评: points and words line by line, with evidence files (each with its SHA-256 in the store).

    Raises NotFound, Forbidden, Conflict (sent already, or a card is issued), Invalid naming `points-CODE`, `said-CODE`.
    """
    must_speak(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_MINE, assessment, by.vendor)
        if row is None:
            raise NotFound
        if row["evaluated_at"] or row["carded_at"]:
            raise Conflict("自评已提交或初评已出具。", "The self-evaluation is sent, or the draft is issued already.")
        card = card_from_json(row["card"])
        _must_say_something(lines, summary)
        _check(card, lines, summary)
        own = _otherwise(card, lines)
        for indicator, said in own.items():
            await deed.connection.execute(_SAY, by.vendor, assessment, indicator, said.points, said.said.strip())
        await deed.connection.execute(_SUBMIT, assessment, by.name, at, summary.strip())
        await _attach(deed, assessment, files)
        after: dict[str, Json] = {"period": row["period"], "lines": sorted(own)}
        deed.note("assessment.self_evaluated", "assessment", assessment, vendor=by.vendor, after=after)


def _otherwise(card: Card, lines: Mapping[str, Said]) -> Mapping[str, Said]:
    """What the vendor says beyond the count: other points, or words."""
    counted = {line.code: line.points for line in card.lines}
    return {
        code: said
        for code, said in lines.items()
        if said.said.strip() or (said.points is not None and said.points != counted[code])
    }


def _must_say_something(lines: Mapping[str, Said], summary: str) -> None:
    """Once sent it is final, so an empty one is refused. Raises Invalid naming `summary`."""
    if not summary.strip() and not any(said.points is not None or said.said.strip() for said in lines.values()):
        empty = Words("请至少自评一项指标，或填写自评说明。", "Evaluate at least one line, or say something overall.")
        raise Invalid({"summary": empty})


def _check(card: Card, lines: Mapping[str, Said], summary: str) -> None:
    faults = {}
    known = {line.code: line for line in card.lines}
    for code, said in lines.items():
        if code not in known:
            faults[f"points-{code}"] = Words("考核规则没有该指标。", "The rulebook has no such indicator.")
        elif said.points is not None and not 0 <= said.points <= known[code].effective_points:
            most = known[code].effective_points
            faults[f"points-{code}"] = Words(f"应在 0 至 {most:f} 之间。", f"From 0 to {most:f}.")
        elif said.points is not None and said.points != known[code].points and not said.said.strip():
            faults[f"said-{code}"] = Words("与系统核算不同，请说明理由。", "It differs from the count; say why.")
        if len(said.said) > LONGEST:
            faults[f"said-{code}"] = Words(f"最多 {LONGEST} 个字。", f"At most {LONGEST} characters.")
    if len(summary) > LONGEST:
        faults["summary"] = Words(f"最多 {LONGEST} 个字。", f"At most {LONGEST} characters.")
    if faults:
        raise Invalid(faults)


async def _attach(deed: Deed, assessment: int, files: tuple[tuple[File, str], ...]) -> None:
    for file, sha256 in files:
        await attach(
            deed, object_type="assessment", object_id=assessment, vendor=deed.by.vendor, title="自评材料",
            file=file, sha256=sha256,
        )  # fmt: skip
