"""告知书 and what was said of them: drafts, proofs of service, hearings; for the bureau alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Forbidden, NotFound
from vendors.rulings.printing import Printed, read
from vendors.rulings.rules import DefenceForm, NoticeMethod
from vendors.rulings.service_rules import Exchange, LetterState
from vendors.transaction import transaction

_LETTER = """
SELECT l.id, l.number, l.institution, i.code AS institution_code, i.name AS institution_name, l.state, l.method,
  l.told_on, l.served_on, l.receiver, l.witness, l.refusal, l.drafted_by_name, l.at, l.printed_at, l.served_by,
  l.served_at, n.defence_until, n.provisional, p.findings, p.amount_fen
FROM vendors_notice_letter l JOIN vendors_institution i ON i.id = l.institution
LEFT JOIN LATERAL (SELECT max(defence_until) AS defence_until, bool_or(deadline_provisional) AS provisional
                   FROM vendors_notice WHERE number = l.number) n ON true
LEFT JOIN LATERAL (SELECT count(*) AS findings, coalesce(sum(f.amount_fen), 0)::bigint AS amount_fen
                   FROM vendors_notice_part q JOIN vendors_finding f ON f.id = q.finding WHERE q.letter = l.id) p
  ON true
"""
_PARTS = """
SELECT p.finding, f.number, f.version, f.visit_id,
  coalesce(nullif(f.recoded, ''), f.violation) AS violation, f.vendor, f.amount_fen, p.facts, p.reasons, p.basis,
  p.printed,
  ARRAY(SELECT e.id FROM vendors_evidence e WHERE e.finding = f.id AND e.voided_at IS NULL ORDER BY e.id) AS evidence
FROM vendors_notice_part p JOIN vendors_finding f ON f.id = p.finding WHERE p.letter = $1 ORDER BY p.finding
"""
_HEARING = """
SELECT h.id, h.institution, i.code AS institution_code, i.name AS institution_name, h.form, h.content, h.exchanges,
  h.speaker, h.capacity, h.asked_by, h.taken_down_by, h.place, h.signed, h.unsigned_reason, h.made_at, h.recorded_by,
  h.at,
  ARRAY(SELECT f.number FROM vendors_defence d JOIN vendors_finding f ON f.id = d.finding WHERE d.hearing = h.id
        ORDER BY f.id) AS findings,
  ARRAY(SELECT DISTINCT n.number FROM vendors_defence d JOIN vendors_notice n ON n.finding = d.finding
        WHERE d.hearing = h.id AND n.number <> '' ORDER BY 1) AS notices
FROM vendors_hearing h JOIN vendors_institution i ON i.id = h.institution
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A notice as a paper. The last day to be heard is known once it is served; `provisional` 暂定."""

    id: int
    number: str
    institution: int
    institution_code: str
    institution_name: str
    state: LetterState
    method: NoticeMethod | None
    told_on: date | None
    served_on: date | None
    receiver: str
    witness: str
    refusal: str
    drafted_by_name: str
    at: datetime
    printed_at: datetime | None
    served_by: str
    served_at: datetime | None
    defence_until: date | None
    provisional: bool | None
    findings: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """What a notice tells of one finding; `amount_fen` as reported, `version` and `violation` as they are now.

    `printed` is the finding as it went to print.
    """

    finding: int
    number: str
    version: int
    visit_id: str
    violation: str
    vendor: int
    amount_fen: int
    facts: str
    reasons: str
    basis: str
    printed: Printed | None
    evidence: tuple[int, ...]

    @property
    def changed(self) -> bool:
        """Whether the finding is no longer what went to print."""
        told = self.printed
        return told is not None and (told.version, told.evidence) != (self.version, self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    head: LetterRow
    parts: tuple[LetterPart, ...]

    @property
    def stale(self) -> tuple[str, ...]:
        """Numbers of the findings changed since an unserved notice was printed: it has to be printed anew."""
        if self.head.state is not LetterState.PRINTED:
            return ()
        return tuple(part.number for part in self.parts if part.changed)

    @property
    def amount_fen(self) -> int:
        return self.head.amount_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """Newest first; `next` is the id to continue before, None at the end."""

    rows: tuple[LetterRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingView:
    """陈述申辩 as taken down; `findings` and `notices` are numbers. Its files are attachments of type "hearing"."""

    id: int
    institution: int
    institution_code: str
    institution_name: str
    form: DefenceForm
    content: str
    exchanges: tuple[Exchange, ...]
    speaker: str
    capacity: str
    asked_by: str
    taken_down_by: str
    place: str
    signed: bool
    unsigned_reason: str
    made_at: datetime
    recorded_by: str
    at: datetime
    findings: tuple[str, ...]
    notices: tuple[str, ...]


async def letter(*, id_: int | None = None, number: str = "", for_: Actor) -> Letter:
    """One notice with its parts, by id or number. NotFound when not there or not for this person."""
    if not for_.at_bureau or (id_ is None and not number):
        raise NotFound
    async with transaction() as connection:
        row = await connection.fetchrow(
            f"{_LETTER} WHERE ($1::int IS NULL OR l.id = $1) AND ($2 = '' OR l.number = $2)", id_, number
        )
        if row is None:
            raise NotFound
        parts = await connection.fetch(_PARTS, row["id"])
    return Letter(head=_row(row), parts=tuple(_part(part) for part in parts))


async def letters(
    *, for_: Actor, states: Sequence[LetterState] = (), text: str = "", before: int | None = None, size: int = 50
) -> LetterPage:
    """Notices, newest first; `text` is a number, an institution's code or part of its name. Forbidden to vendors."""
    if not for_.at_bureau:
        raise Forbidden("告知书只供医保部门查看。", "Notices are the bureau's alone.")
    clause = (
        "WHERE (cardinality($1::text[]) = 0 OR l.state = ANY($1))"
        " AND ($2 = '' OR $2 IN (l.number, i.code) OR strpos(i.name, $2) > 0)"
        " AND ($3::int IS NULL OR l.id < $3) ORDER BY l.id DESC LIMIT $4"
    )
    async with transaction() as connection:
        found = await connection.fetch(f"{_LETTER} {clause}", [state.value for state in states], text, before, size + 1)
    rows = tuple(_row(record) for record in found[:size])
    return LetterPage(rows=rows, next=rows[-1].id if len(found) > size else None)


async def letter_counts() -> Mapping[LetterState, int]:
    """How many notices there are of each state."""
    async with transaction() as connection:
        rows = await connection.fetch("SELECT state, count(*) AS n FROM vendors_notice_letter GROUP BY state")
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state.value, 0) for state in LetterState}


async def hearing(*, id_: int | None = None, defence: int | None = None, for_: Actor) -> HearingView:
    """What was taken down, by its own id or by that of a finding's defence. NotFound when not there or not for them."""
    if not for_.at_bureau or (id_ is None and defence is None):
        raise NotFound
    clause = "WHERE h.id = coalesce($1, (SELECT hearing FROM vendors_defence WHERE id = $2))"
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_HEARING} {clause}", id_, defence)
    if row is None:
        raise NotFound
    fields = {
        **row,
        "form": DefenceForm(row["form"]),
        "exchanges": tuple(Exchange(**one) for one in json.loads(row["exchanges"])),
        "findings": tuple(row["findings"]),
        "notices": tuple(row["notices"]),
    }
    return HearingView(**fields)


def _part(record: Mapping[str, object]) -> LetterPart:
    fields = {**record, "printed": read(record["printed"]), "evidence": tuple(record["evidence"])}  # type: ignore[arg-type]
    return LetterPart(**fields)  # type: ignore[arg-type]


def _row(record: Mapping[str, object]) -> LetterRow:
    method = str(record["method"])
    fields = {
        **record,
        "state": LetterState(str(record["state"])),
        "method": NoticeMethod(method) if method else None,
    }
    return LetterRow(**fields)  # type: ignore[arg-type]
