"""What kpi knows of a period: published cards with their lines, conduct events, proposals.

Drafts are left out: an assessment is nobody's result before a leader has approved it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpi.engine.card import Flag, Line
from kpi.facts.conduct_queries import ConductRow, conduct_events
from kpi.ranking.queries import placed
from kpi.retention.queries import ProposalState, ProposalView, proposals
from kpi.scorecards import queries as scorecards
from kpi.scorecards.queries import CardRow, CardView
from kpi.scorecards.rules import CardState
from server.reports.figures import Conduct, IndicatorLine, Proposed, VendorScore, by_rank
from vendors.actors import SYSTEM
from vendors.contracts.queries import ContractView
from vendors.money import half_up
from vendors.periods import Period
from vendors.registry import queries as registry

LEADING = 3  # deductions named beside a score


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """`objections` stay 0 until objections to scores are recorded."""

    cards: tuple[VendorScore, ...] = ()
    lines: tuple[IndicatorLine, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    proposals: tuple[Proposed, ...] = ()
    objections: int = 0
    objections_upheld: int = 0


async def gather_scores(*, period: Period, contracts: tuple[ContractView, ...], at: datetime) -> Scores:
    """Every running contract gets its place, and every published card; a contract without one is unranked."""
    views = [await scorecards.card(row.id, for_=SYSTEM) for row in await _published(period, at)]
    before = {row.vendor: row.total for row in await _published(period.previous, at)}
    short = {vendor.id: vendor.short_name for vendor in await registry.vendors(for_=SYSTEM)}
    carded = {view.row.contract for view in views}
    places = await placed(for_=SYSTEM, period=period, until=at)
    cards = [_score(view, places[view.row.id].rank, before.get(view.row.vendor)) for view in views]
    cards += [_uncarded(one, short[one.vendor]) for one in contracts if one.id not in carded]
    return Scores(
        cards=tuple(sorted(cards, key=lambda card: (card.kind, by_rank(card)))),
        lines=tuple(_line(view.row.vendor_name, line) for view in views for line in view.card.lines),
        conduct=tuple(_conduct(event) for event in await conduct_events(period=period, as_of=at)),
        proposals=tuple(_proposals(await proposals(for_=SYSTEM, period=period), views)),
    )


async def _published(period: Period, at: datetime) -> tuple[CardRow, ...]:
    rows = await scorecards.cards(for_=SYSTEM, period=period, states=(CardState.PUBLISHED,))
    return tuple(row for row in rows if row.published_at is not None and row.published_at <= at)


def _score(view: CardView, rank: int | None, previous: Decimal | None) -> VendorScore:
    row, card = view.row, view.card
    return VendorScore(
        kind=row.kind.value,
        kind_name=row.kind.zh,
        vendor=row.vendor_name,
        short_name=row.short_name,
        contract=row.contract_number,
        card=row.number,
        rank=rank,
        total=row.total,
        computed=card.computed,
        grade=card.grade.words.zh if card.grade else "",
        previous=previous,
        vetoed=row.vetoed,
        deductions=_deductions(card.lines),
    )


def _deductions(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Where most points were lost."""
    lost = [(half_up(line.effective_points - line.points), line) for line in lines if line.points is not None]
    leading = sorted((one for one in lost if one[0] > 0), key=lambda one: (-one[0], one[1].code))[:LEADING]
    return tuple(f"{line.code} {line.words.zh} −{points}" for points, line in leading)


def _uncarded(contract: ContractView, short_name: str) -> VendorScore:
    return VendorScore(
        kind=contract.vendor_kind.value,
        kind_name=contract.vendor_kind.zh,
        vendor=contract.vendor_name,
        short_name=short_name,
        contract=contract.number,
    )


def _line(vendor: str, line: Line) -> IndicatorLine:
    marks = "".join(f"〔{flag.zh}〕" for flag in line.flags if flag is not Flag.NOT_APPLICABLE)
    return IndicatorLine(
        vendor=vendor,
        code=line.code,
        name=line.words.zh,
        full=half_up(line.effective_points),
        numerator=line.numerator,
        denominator=line.denominator,
        value=line.shown,
        points=line.points,
        note=f"{marks}{line.sentence.zh}",
    )


def _conduct(event: ConductRow) -> Conduct:
    return Conduct(
        vendor=event.vendor_name,
        happened_on=event.happened_on,
        kind=event.words.zh,
        count=event.times,
        basis=event.basis,
    )


def _proposals(found: Iterable[ProposalView], views: list[CardView]) -> Iterator[Proposed]:
    """Those of the cards that stand; a superseded card takes its proposal with it."""
    grades = {view.row.id: view.card.grade.words.zh for view in views if view.card.grade}
    return (_proposed(one, grades[one.scorecard]) for one in found if one.scorecard in grades)


def _proposed(one: ProposalView, grade: str) -> Proposed:
    return Proposed(
        vendor=one.vendor_name,
        grade=grade,
        measures=tuple(measure.zh for measure in one.measures),
        fee_ratio=one.fee_ratio,
        fee_due_fen=one.fee_due_fen,
        fee_deducted_fen=one.fee_deducted_fen,
        state=one.state.zh,
        decision=one.decision if one.state is not ProposalState.PROPOSED else "",
    )
