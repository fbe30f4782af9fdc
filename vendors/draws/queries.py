"""Draws as the bureau's people look them up, and the records they publish."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from vendors.actors import Actor
from vendors.draws.algorithm.first_algorithm import FIRST_ALGORITHM, FirstRecord
from vendors.draws.algorithm.frames import Unit, parsed
from vendors.draws.algorithm.records import INLINE, AnyRecord, DrawRecord, FrameNote, FrameScope, ResultLine
from vendors.draws.outcomes import Outcome
from vendors.draws.rules import Method, Plan, Purpose
from vendors.draws.scopes import Scope
from vendors.errors import NotFound
from vendors.labels import Labelled
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

PAGE: Final = 50
_CARD: Final = """
SELECT d.id, d.vendor, d.task, d.campaign, c.name AS campaign_name, d.region, d.number, d.purpose, d.title, d.basis,
  d.method, d.algorithm, CASE WHEN d.drawn_at IS NULL THEN '' ELSE d.seed END AS seed, d.seed_commitment, d.ratio,
  d.plan, d.scope, d.outcome, d.witnesses, d.committed_at, coalesce(nullif(d.committed_by, ''), d.drawn_by)
  AS committed_by, d.drawn_at, d.drawn_by, d.cancelled_at, d.cancelled_by, d.cancelled_why, d.frame_hash, d.frame_size,
  d.frame_amount, d.size
FROM vendors_draw d LEFT JOIN vendors_campaign c ON c.id = d.campaign
"""
_MINE: Final = "($1 = '' OR d.region = $1)"


class State(Labelled):
    """Where a draw stands."""

    SEALED = "sealed", "已封存种子", "Seed sealed"
    DRAWN = "drawn", "已抽取", "Drawn"
    CANCELLED = "cancelled", "已作废", "Given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCard:
    """抽样批次 without its frame and result. `seed` is empty until the draw is made."""

    id: int
    vendor: int | None
    task: int | None
    campaign: int | None
    campaign_name: str
    region: str
    number: str
    purpose: Purpose
    title: str
    basis: str
    method: Method
    algorithm: str
    seed: str
    seed_commitment: str
    plan: Plan
    scope: Scope
    outcome: Outcome
    witnesses: tuple[str, ...]
    committed_at: datetime
    committed_by: str
    drawn_at: datetime | None
    drawn_by: str
    cancelled_at: datetime | None
    cancelled_by: str
    cancelled_why: str
    frame_hash: str
    frame_size: int
    frame_amount: int
    size: int

    @property
    def state(self) -> State:
        if self.cancelled_at is not None:
            return State.CANCELLED
        return State.SEALED if self.drawn_at is None else State.DRAWN

    @property
    def first(self) -> bool:
        """Whether it was made by the first algorithm."""
        return self.algorithm == FIRST_ALGORITHM


def _card(row: "Record") -> DrawCard:
    fields = dict(row)
    ratio = fields.pop("ratio")
    plan = msgspec.json.decode(fields.pop("plan"), type=Plan)
    first = row["algorithm"] == FIRST_ALGORITHM
    return DrawCard(
        **fields
        | {
            "campaign_name": row["campaign_name"] or "",
            "purpose": Purpose(row["purpose"]),
            "method": Method(row["method"]),
            "plan": Plan(ratio=ratio) if first else plan,
            "scope": msgspec.json.decode(row["scope"], type=Scope),
            "outcome": msgspec.json.decode(row["outcome"], type=Outcome),
            "witnesses": tuple(json.loads(row["witnesses"])),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFilter:
    """Which draws; None and empty leave that side open. `text` in number, title and basis; days of the sealing."""

    purpose: Purpose | None = None
    method: Method | None = None
    state: State | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None
    campaign: int | None = None


_WHERE: Final = f"""
WHERE {_MINE} AND ($2::text IS NULL OR d.purpose = $2) AND ($3::text IS NULL OR d.method = $3)
  AND ($4 = '' OR strpos(d.number || ' ' || d.title || ' ' || d.basis, $4) > 0)
  AND ($5::date IS NULL OR (d.committed_at AT TIME ZONE 'Asia/Shanghai')::date >= $5)
  AND ($6::date IS NULL OR (d.committed_at AT TIME ZONE 'Asia/Shanghai')::date <= $6)
  AND ($7::int IS NULL OR d.campaign = $7)
  AND ($8::text IS NULL OR $8 = CASE WHEN d.cancelled_at IS NOT NULL THEN 'cancelled'
    WHEN d.drawn_at IS NULL THEN 'sealed' ELSE 'drawn' END)
"""


def _asked(which: DrawFilter, for_: Actor) -> tuple[object, ...]:
    if not for_.at_bureau:
        raise NotFound
    purpose, method = which.purpose and which.purpose.value, which.method and which.method.value
    state = which.state and which.state.value
    return for_.region, purpose, method, which.text.strip(), which.since, which.until, which.campaign, state


async def draws(
    which: DrawFilter, *, for_: Actor, before: tuple[datetime, int] | None = None, limit: int | None = PAGE
) -> tuple[DrawCard, ...]:
    """Newest sealing first; `before` is (committed_at, id) of the last row seen. NotFound for vendor people."""
    sql = (
        f"{_CARD}{_WHERE} AND ($9::timestamptz IS NULL OR (d.committed_at, d.id) < ($9, $10::int))"
        " ORDER BY d.committed_at DESC, d.id DESC LIMIT $11"
    )
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_asked(which, for_), *(before or (None, None)), limit)
    return tuple(_card(row) for row in rows)


async def count_draws(which: DrawFilter, *, for_: Actor) -> int:
    """How many there are."""
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM vendors_draw d {_WHERE}", *_asked(which, for_)))  # noqa: S608 constant


async def draw_card(draw_id: int, *, for_: Actor) -> DrawCard:
    """One draw. NotFound when there is none, or it is another county's, and for vendor people."""
    if not for_.at_bureau:
        raise NotFound
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_CARD} WHERE {_MINE} AND d.id = $2", for_.region, draw_id)
    if row is None:
        raise NotFound
    return _card(row)


async def result(draw_id: int, *, after: int = 0, limit: int | None = None) -> tuple[tuple[int, ResultLine], ...]:
    """The result with its places, from the one after `after`. Ask for the draw's card first."""
    sql = """
    SELECT position, unit, label, stratum, amount_fen, certain, partners FROM vendors_draw_pick
    WHERE draw = $1 AND position > $2 ORDER BY position LIMIT $3
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, draw_id, after, limit)
    return tuple((row["position"], _line(row)) for row in rows)


def _line(row: "Record") -> ResultLine:
    return ResultLine(
        id=row["unit"],
        label=row["label"],
        stratum=row["stratum"],
        amount_fen=row["amount_fen"],
        certain=row["certain"],
        partners=tuple(json.loads(row["partners"])),
    )


async def frame(draw_id: int) -> list[Unit]:
    """The frozen frame; empty before the draw is made. Ask for the draw's card first."""
    return parsed(await frame_text(draw_id))


async def frame_text(draw_id: int) -> str:
    """Its canonical text; of a first draw, ids alone."""
    sql = "SELECT frame_text, frame FROM vendors_draw WHERE id = $1"
    async with transaction() as connection:
        row = await connection.fetchrow(sql, draw_id)
    first = "".join(f"{unit}\t\t0\n" for unit in json.loads(row["frame"]))
    return str(row["frame_text"]) or first


async def record(card: DrawCard, *, inline: bool | None = None) -> AnyRecord:
    """What is published of a draw; its frame stands in it when it is small, or as `inline` says."""
    if card.first:
        return await _first_record(card)
    rows = None
    if inline or (inline is None and card.frame_size <= INLINE):
        rows = tuple(await frame(card.id))
    return DrawRecord(
        algorithm=card.algorithm,
        number=card.number,
        purpose=card.purpose,
        title=card.title,
        basis=card.basis,
        scope=_published(card),
        plan=card.plan,
        seed=card.seed,
        seed_commitment=card.seed_commitment,
        committed_at=card.committed_at,
        committed_by=card.committed_by,
        frame=FrameNote(hash=card.frame_hash, size=card.frame_size, amount_fen=card.frame_amount, rows=rows),
        people=card.outcome.people,
        barred=card.outcome.barred,
        exclusions=card.outcome.exclusions,
        strata=card.outcome.strata,
        size=card.size,
        result=tuple(line for _, line in await result(card.id)),
        witnesses=card.witnesses,
        drawn_at=card.drawn_at,
        drawn_by=card.drawn_by,
    )


def _published(card: DrawCard) -> FrameScope:
    scope = card.scope
    return FrameScope(
        campaign=card.campaign_name,
        settled_from=scope.settled_from,
        settled_to=scope.settled_to,
        regions=scope.regions,
        institutions=scope.institutions,
        kinds=scope.kinds,
        med_types=scope.med_types,
        traits=tuple(trait.value for trait in scope.traits),
        weight=scope.weight.value if card.method is Method.BY_AMOUNT else "",
        concerning=scope.concerning,
    )


async def _first_record(card: DrawCard) -> FirstRecord:
    """The sample of a first draw stands on the task's list, where it was marked."""
    sql = """
    SELECT d.frame, coalesce(array_agg(s.visit_id ORDER BY s.visit_id) FILTER (WHERE s.id IS NOT NULL), '{}') AS sample
    FROM vendors_draw d LEFT JOIN vendors_task_case t ON t.draw = d.id
      LEFT JOIN vendors_settled_case s ON s.id = t."case"
    WHERE d.id = $1 GROUP BY d.id
    """
    async with transaction() as connection:
        row = await connection.fetchrow(sql, card.id)
    return FirstRecord(
        algorithm=card.algorithm,
        seed=card.seed,
        seed_commitment=card.seed_commitment,
        frame=tuple(json.loads(row["frame"])),
        frame_hash=card.frame_hash,
        ratio=card.plan.ratio or Decimal(0),
        size=card.size,
        sample=tuple(row["sample"]),
    )


async def of_tasks(tasks: Sequence[int]) -> tuple[DrawCard, ...]:
    """The draws of tasks whose reader has been let in, by number; given-up ones left out."""
    sql = f"{_CARD} WHERE d.task = ANY($1::int[]) AND d.cancelled_at IS NULL ORDER BY d.number"
    async with transaction() as connection:
        return tuple(_card(row) for row in await connection.fetch(sql, list(tasks)))
