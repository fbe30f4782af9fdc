from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntFlag, auto
from itertools import compress, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from vendors.labels import Labelled
from vendors.periods import at_local, end_of_day
from vendors.rulings.queries.owners import DETERMINED, REPEATED, STANDING
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record


class _Mark(IntFlag):
    """What became of a finding, as the cohort's query adds it up."""

    UPHELD = auto()
    PARTLY_UPHELD = auto()
    NOT_UPHELD = auto()
    MOVED = auto()
    NOTIFIED = auto()
    DISMISSED = auto()
    RETURNED = auto()
    REPEATED = auto()


_STANDING, _REPEATED, _DETERMINED = (text.replace("AS_OF", "$4") for text in (STANDING, REPEATED, DETERMINED))
_COHORT = f"""
WITH f AS MATERIALIZED (
  SELECT f.id, f.batch, t.contract FROM vendors_task t JOIN vendors_finding f ON f.task = t.id
  WHERE t.contract = ANY($1::int[]) AND f.created_at BETWEEN $2 AND $3 AND f.created_at <= $4 AND {_STANDING}
), fate AS MATERIALIZED (
  SELECT f.contract, f.id, d.reported_fen, d.amount_fen,
    CASE d.outcome WHEN 'upheld' THEN {_Mark.UPHELD:d} WHEN 'partly_upheld' THEN {_Mark.PARTLY_UPHELD:d}
      WHEN 'not_upheld' THEN {_Mark.NOT_UPHELD:d} ELSE 0 END
    + CASE WHEN d.defence_moved_it THEN {_Mark.MOVED:d} ELSE 0 END
    + CASE WHEN EXISTS (SELECT FROM vendors_notice n WHERE n.finding = f.id AND n.at <= $4)
      THEN {_Mark.NOTIFIED:d} ELSE 0 END
    + coalesce((SELECT max(CASE WHEN r.stage <> 'first' AND r.settles AND r.opinion = 'reject'
                       THEN {_Mark.DISMISSED:d} ELSE 0 END)
                  + max(CASE WHEN r.opinion = 'return' THEN {_Mark.RETURNED:d} ELSE 0 END)
                FROM vendors_review r WHERE r.finding = f.id AND r.opinion IN ('reject', 'return') AND r.at <= $4), 0)
    + CASE WHEN {_REPEATED} THEN {_Mark.REPEATED:d} ELSE 0 END AS mark
  FROM f LEFT JOIN vendors_determination d ON d.finding = f.id AND {_DETERMINED}
)
SELECT contract, array_agg(id ORDER BY id) AS ids, array_agg(mark::int2 ORDER BY id) AS marks,
  coalesce(sum(reported_fen) FILTER (WHERE mark & {_Mark.DISMISSED | _Mark.REPEATED:d} = 0), 0)::bigint AS reported_fen,
  coalesce(sum(amount_fen) FILTER (WHERE mark & {_Mark.DISMISSED | _Mark.REPEATED:d} = 0), 0)::bigint AS determined_fen
FROM fate GROUP BY contract
"""  # noqa: S608 constant text
_MISSED = """
SELECT t.contract, m.id FROM vendors_missed_finding m JOIN vendors_task t ON t.id = m.task
WHERE t.contract = ANY($1::int[]) AND m.recorded_at BETWEEN $2 AND $3 AND m.recorded_at <= $4
ORDER BY t.contract, m.id
"""


class Exclusion(Labelled):
    """Why a finding counts neither for nor against accuracy."""

    PENDING = "pending", "待定", "Pending"
    DISMISSED = "dismissed", "复审不通过", "Dismissed at review"
    DUPLICATE = "duplicate", "佐证(他人先报)", "Corroborates an earlier report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of the findings filed in a window, as known at an instant; every figure by finding id.

    `reported_fen` and `determined_fen` run over the determined findings only. `notified` and `defence_moved` leave
    duplicates out, `defence_moved` being those that did not stand in full after a defence. `filed` is every one of
    them, `never_returned` those never sent back for evidence (证据一次通过, C07).
    """

    filed: tuple[int, ...]
    never_returned: tuple[int, ...]
    upheld: tuple[int, ...]
    partly_upheld: tuple[int, ...]
    not_upheld: tuple[int, ...]
    reported_fen: int
    determined_fen: int
    notified: tuple[int, ...]
    defence_moved: tuple[int, ...]
    excluded: Mapping[Exclusion, tuple[int, ...]]

    @property
    def determined(self) -> tuple[int, ...]:
        return tuple(sorted(self.upheld + self.partly_upheld + self.not_upheld))


async def outcomes(*, contracts: Sequence[int], window: tuple[date, date], as_of: datetime) -> Mapping[int, Outcomes]:
    """By contract. `window` is the first and last Shanghai day of filing; what came after `as_of` is unknown.

    Sees over all vendors (to know who reported first): call it within `seeing(None)`.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_COHORT, list(contracts), *_instants(window), as_of)
    found = {row["contract"]: _tally(row) for row in rows}
    return {contract: found.get(contract, _NOTHING) for contract in contracts}


async def missed(
    *, contracts: Sequence[int], window: tuple[date, date], as_of: datetime
) -> Mapping[int, tuple[int, ...]]:
    """漏检 (A06), by contract: ids of what a second review found in the window that the vendor had passed over."""
    async with transaction() as connection:
        rows = await connection.fetch(_MISSED, list(contracts), *_instants(window), as_of)
    found = {contract: tuple(row["id"] for row in own) for contract, own in groupby(rows, key=itemgetter("contract"))}
    return {contract: found.get(contract, ()) for contract in contracts}


def _instants(window: tuple[date, date]) -> tuple[datetime, datetime]:
    return at_local(window[0], 0), end_of_day(window[1])


def _tally(row: "Record") -> Outcomes:
    """Each finding of a contract falls into exactly one outcome or exclusion."""
    return tally(row["ids"], row["marks"], reported_fen=row["reported_fen"], determined_fen=row["determined_fen"])


def tally(ids: Sequence[int], marks: Sequence[int], *, reported_fen: int, determined_fen: int) -> Outcomes:
    """`marks` tell of each id what became of it; each falls into exactly one outcome or exclusion."""

    def those(wanted: Iterable[int]) -> tuple[int, ...]:
        chosen = frozenset(wanted)
        return tuple(compress(ids, map(chosen.__contains__, marks)))

    kinds = {mark: _Mark(mark) for mark in set(marks)}
    counted = {mark: kind for mark, kind in kinds.items() if _exclusion(kind) is None}
    heard = {mark: kind for mark, kind in kinds.items() if _Mark.REPEATED not in kind}
    return Outcomes(
        filed=tuple(ids),
        never_returned=those(mark for mark, kind in kinds.items() if _Mark.RETURNED not in kind),
        upheld=those(mark for mark, kind in counted.items() if _Mark.UPHELD in kind),
        partly_upheld=those(mark for mark, kind in counted.items() if _Mark.PARTLY_UPHELD in kind),
        not_upheld=those(mark for mark, kind in counted.items() if _Mark.NOT_UPHELD in kind),
        reported_fen=reported_fen,
        determined_fen=determined_fen,
        notified=those(mark for mark, kind in heard.items() if _Mark.NOTIFIED in kind),
        defence_moved=those(mark for mark, kind in heard.items() if _Mark.MOVED in kind),
        excluded={why: those(mark for mark, kind in kinds.items() if _exclusion(kind) is why) for why in Exclusion},
    )


def _exclusion(kind: _Mark) -> Exclusion | None:
    if _Mark.REPEATED in kind:
        return Exclusion.DUPLICATE
    if _Mark.DISMISSED in kind:
        return Exclusion.DISMISSED
    return None if kind & (_Mark.UPHELD | _Mark.PARTLY_UPHELD | _Mark.NOT_UPHELD) else Exclusion.PENDING


_NOTHING: Final = tally((), (), reported_fen=0, determined_fen=0)
