"""One decision and everything that followed from it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.handling.case_rules import Direction, FlagKind
from vendors.handling.gates import limits
from vendors.handling.queries.listing import DecisionRow, decision_row
from vendors.handling.queries.measures import MeasureView, measures_of
from vendors.handling.queries.registers import suspensions_in_term
from vendors.handling.queries.repeats import Repeat, repeat_offences
from vendors.handling.queries.transfers import TransferFilters, TransferView, transfers
from vendors.handling.rules import DONE, LIVE, MeasureState, Stream
from vendors.periods import local_date
from vendors.rulings.decision_rules import DiscussionKind
from vendors.rulings.rules import DiscussionVerdict, Outcome
from vendors.transaction import transaction

_FINDINGS: Final = """
SELECT f.id, f.number, coalesce(nullif(f.recoded, ''), f.violation) AS violation, f.fund, f.insutype, f.visit_id,
  f.patient_masked, f.description, v.short_name AS vendor_name,
  d.outcome, d.reported_fen, d.amount_fen, d.superseded_at IS NOT NULL AS superseded, d.version
FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision
JOIN vendors_finding f ON f.id = d.finding JOIN vendors_vendor v ON v.id = f.vendor
WHERE n.id = $1 AND NOT EXISTS (SELECT FROM vendors_determination l WHERE l.finding = d.finding
  AND l.decision = d.decision AND l.version > d.version)
ORDER BY f.id
"""
_LINES: Final = """
SELECT l.id, l.finding, l.item_code, l.item_name, l.amount_fen, (d.lines ->> l.id::text)::bigint AS determined_fen
FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision
JOIN vendors_finding_line l ON l.finding = d.finding
WHERE n.id = $1 AND d.superseded_at IS NULL ORDER BY l.finding, l.position
"""
_FILING: Final = "SELECT filed_on, document, recorded_by_name, at FROM vendors_filing WHERE decision = $1"
_FLAGS: Final = """
SELECT id, kind, note, set_by_name, set_at, reported_on, reported_to, document
FROM vendors_decision_flag WHERE decision = $1 ORDER BY id
"""
_FACTORS: Final = """
SELECT id, direction, code, note, set_by_name, at FROM vendors_decision_factor WHERE decision = $1 ORDER BY id
"""
_DISCUSSIONS: Final = """
SELECT c.id, c.number, c.kind, c.held_on, c.findings::text AS findings, c.verdict, c.conclusion
FROM vendors_discussion c JOIN vendors_decision n ON n.institution = c.institution WHERE n.id = $1
ORDER BY c.held_on DESC, c.id DESC
"""
_OWN: Final = "SELECT discussion, at FROM vendors_decision WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOf:
    """A finding as the decision left it; `superseded`: reversed, and to be determined anew elsewhere."""

    id: int
    number: str
    violation: str
    fund: str
    insutype: str
    visit_id: str
    patient_masked: str
    description: str
    vendor_name: str
    outcome: Outcome
    reported_fen: int
    amount_fen: int
    superseded: bool
    version: int

    @property
    def standing_fen(self) -> int:
        return 0 if self.superseded else self.amount_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOf:
    id: int
    finding: int
    item_code: str
    item_name: str
    amount_fen: int
    determined_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingView:
    filed_on: date
    document: str
    recorded_by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    id: int
    kind: FlagKind
    note: str
    set_by_name: str
    set_at: datetime
    reported_on: date | None
    reported_to: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorView:
    id: int
    direction: Direction
    code: str
    note: str
    set_by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionOf:
    """A collective discussion of the institution that took up findings of this decision."""

    id: int
    number: str
    kind: DiscussionKind
    held_on: date
    verdict: DiscussionVerdict
    conclusion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """A decision with all that followed; `discussion` is the record its determination rests on."""

    head: DecisionRow
    decided_at: datetime
    discussion: int | None
    findings: tuple[FindingOf, ...]
    lines: tuple[LineOf, ...]
    measures: tuple[MeasureView, ...]
    filing: FilingView | None
    flags: tuple[FlagView, ...]
    factors: tuple[FactorView, ...]
    transfers: tuple[TransferView, ...]
    discussions: tuple[DiscussionOf, ...]
    repeats: tuple[Repeat, ...]
    suspensions: int

    def taken_fen(self, finding: int) -> int:
        """What live measures take back on a finding."""
        parts = [
            part.fen for one in self.measures if one.state in LIVE for part in one.parts if part.finding == finding
        ]
        return sum(parts)

    def left_fen(self, finding: FindingOf) -> int:
        return max(finding.standing_fen - self.taken_fen(finding.id), 0)

    @property
    def streams(self) -> Mapping[Stream, int]:
        """What live measures come to in fen, each stream by itself: streams are never summed as one."""
        live = [one for one in self.measures if one.state in LIVE]
        found = {stream: [one.amount_fen for one in live if one.stream is stream] for stream in Stream}
        return {stream: sum(fens) for stream, fens in found.items() if fens}

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done about any measure."""
        live = [one for one in self.measures if one.state is not MeasureState.WITHDRAWN]
        return bool(live) and all(one.state in DONE for one in live)


async def handling(decision: int, *, for_: Actor, at: datetime) -> Handling:
    """The whole case after 认定. NotFound when there is none, it is another county's, or a vendor asks."""
    head = await decision_row(decision, for_=for_)
    today = local_date(at)
    async with transaction() as connection:
        own = await connection.fetchrow(_OWN, decision)
        findings = await connection.fetch(_FINDINGS, decision)
        lines = await connection.fetch(_LINES, decision)
        filing = await connection.fetchrow(_FILING, decision)
        flags = await connection.fetch(_FLAGS, decision)
        factors = await connection.fetch(_FACTORS, decision)
        discussions = await connection.fetch(_DISCUSSIONS, decision)
        suspensions = await suspensions_in_term(institution=head.institution, on=today, for_=for_)
        measures = await measures_of(connection, decision, limits(today), suspensions=suspensions)
    mine = {row["id"] for row in findings}
    return Handling(
        head=head,
        decided_at=own["at"],
        discussion=own["discussion"],
        findings=tuple(FindingOf(**{**row, "outcome": Outcome(row["outcome"])}) for row in findings),
        lines=tuple(LineOf(**row) for row in lines),
        measures=measures,
        filing=FilingView(**filing) if filing else None,
        flags=tuple(FlagView(**{**row, "kind": FlagKind(row["kind"])}) for row in flags),
        factors=tuple(FactorView(**{**row, "direction": Direction(row["direction"])}) for row in factors),
        transfers=await transfers(for_=for_, which=TransferFilters(decision=decision)),
        discussions=tuple(
            DiscussionOf(
                id=row["id"],
                number=row["number"],
                kind=DiscussionKind(row["kind"]),
                held_on=row["held_on"],
                verdict=DiscussionVerdict(row["verdict"]),
                conclusion=row["conclusion"],
            )
            for row in discussions
            if not mine.isdisjoint(json.loads(row["findings"]))
        ),
        repeats=await repeat_offences(
            institution=head.institution,
            violations=sorted({row["violation"] for row in findings}),
            on=head.decided_on,
            for_=for_,
            before=decision,
        ),
        suspensions=suspensions,
    )
