"""Records of collective discussions; for the bureau alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.errors import Forbidden, NotFound
from vendors.rulings.decision_rules import Attendee, DiscussionKind
from vendors.rulings.rules import DiscussionVerdict
from vendors.transaction import transaction

_SELECT = """
SELECT d.id, d.number, d.kind, d.institution, i.code AS institution_code, i.name AS institution_name, d.held_on,
  d.place, d.chair, d.recorder, d.attendees, d.absent, d.findings, d.matter, d.opinions, d.conclusion,
  d.verdict,  d.recorded_by_name, d.recorded_at, d.used_at,
  ARRAY(SELECT number FROM vendors_decision k WHERE k.discussion = d.id ORDER BY number) AS decisions
FROM vendors_discussion d JOIN vendors_institution i ON i.id = d.institution
"""


def covers(record: str, decision: str) -> str:
    """SQL: whether the record (an alias) considered every finding that stands determined in a decision (an id)."""
    return (
        "NOT EXISTS (SELECT FROM vendors_determination s JOIN vendors_decision k ON k.number = s.decision"
        f" WHERE k.id = {decision} AND s.superseded_at IS NULL AND NOT {record}.findings @> to_jsonb(s.finding))"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionView:
    """集体讨论记录; `findings` are the ids considered, `decisions` the numbers that rest on it.

    It may be put right until `used_at`.
    """

    id: int
    number: str
    kind: DiscussionKind
    institution: int
    institution_code: str
    institution_name: str
    held_on: date
    place: str
    chair: str
    recorder: str
    attendees: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    findings: tuple[int, ...]
    matter: str
    opinions: str
    verdict: DiscussionVerdict
    conclusion: str
    recorded_by_name: str
    recorded_at: datetime
    used_at: datetime | None
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPage:
    """Newest first; `next` is the id to continue before, None at the end."""

    rows: tuple[DiscussionView, ...]
    next: int | None


async def discussion(*, id_: int, for_: Actor) -> DiscussionView:
    """One record. NotFound when not there or not for this person."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} WHERE d.id = $1", id_)
    if row is None:
        raise NotFound
    return _view(row)


async def discussions_of(institution: int, *, findings: tuple[int, ...] = ()) -> tuple[DiscussionView, ...]:
    """An institution's, newest first; with `findings`, those that considered all of them."""
    async with transaction() as connection:
        rows = await connection.fetch(
            f"{_SELECT} WHERE d.institution = $1 AND d.findings @> to_jsonb($2::int[]) ORDER BY d.id DESC",
            institution,
            list(findings),
        )
    return tuple(_view(row) for row in rows)


async def discussions(
    *, for_: Actor, kind: DiscussionKind | None = None, text: str = "", before: int | None = None, size: int = 50
) -> DiscussionPage:
    """The list, newest first; `text` is a number, an institution's code or part of its name. Forbidden to vendors."""
    if not for_.at_bureau:
        raise Forbidden("集体讨论记录只供医保部门查看。", "Discussions are the bureau's alone.")
    clause: Final = (
        "WHERE ($1 = '' OR d.kind = $1) AND ($2 = '' OR $2 IN (d.number, i.code) OR strpos(i.name, $2) > 0)"
        " AND ($3::int IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4"
    )
    async with transaction() as connection:
        found = await connection.fetch(f"{_SELECT} {clause}", kind.value if kind else "", text, before, size + 1)
    rows = tuple(_view(record) for record in found[:size])
    return DiscussionPage(rows=rows, next=rows[-1].id if len(found) > size else None)


def _view(record: Mapping[str, object]) -> DiscussionView:
    people = {name: tuple(Attendee(**one) for one in json.loads(str(record[name]))) for name in ("attendees", "absent")}
    fields = {
        **record,
        **people,
        "kind": DiscussionKind(str(record["kind"])),
        "verdict": DiscussionVerdict(str(record["verdict"])),
        "findings": tuple(json.loads(str(record["findings"]))),
        "decisions": tuple(record["decisions"]),  # type: ignore[arg-type]
    }
    return DiscussionView(**fields)  # type: ignore[arg-type]
