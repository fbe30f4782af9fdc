from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.labels import Labelled
from vendors.rulings.queries.owners import DETERMINED, REPEATED, STANDING
from vendors.rulings.rules import Outcome
from vendors.transaction import transaction

_STANDING, _REPEATED, _DETERMINED = (text.replace("AS_OF", "$4") for text in (STANDING, REPEATED, DETERMINED))
_COHORT = f"""
SELECT f.id, d.outcome, d.reported_fen, d.amount_fen, d.defence_moved_it,
  n.finding IS NOT NULL AS notified, r.finding IS NOT NULL AS dismissed, {_REPEATED} AS duplicate
FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
LEFT JOIN vendors_determination d ON d.finding = f.id AND {_DETERMINED}
LEFT JOIN vendors_notice n ON n.finding = f.id AND n.at <= $4
LEFT JOIN (SELECT DISTINCT finding FROM vendors_review
           WHERE stage <> 'first' AND settles AND opinion = 'reject' AND at <= $4) r
  ON r.finding = f.id
WHERE f.vendor = $1 AND (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $2 AND $3 AND f.created_at <= $4
  AND {_STANDING} AND ($5::int IS NULL OR t.contract = $5) AND ($6::int[] IS NULL OR f.task = ANY($6))
ORDER BY f.id
"""  # noqa: S608 constant text
_MISSED = """
SELECT m.id FROM vendors_missed_finding m JOIN vendors_task t ON t.id = m.task
WHERE m.vendor = $1 AND (m.recorded_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $2 AND $3 AND m.recorded_at <= $4
  AND ($5::int IS NULL OR t.contract = $5) AND ($6::int[] IS NULL OR m.task = ANY($6))
ORDER BY m.id
"""
_REPORTED = f"""
SELECT f.id FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
WHERE f.vendor = $1 AND (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $2 AND $3 AND f.created_at <= $4
  AND {_STANDING} AND ($5::int IS NULL OR t.contract = $5) AND ($6::int[] IS NULL OR f.task = ANY($6))
ORDER BY f.id
"""  # noqa: S608 constant text


class Exclusion(Labelled):
    """Why a finding counts neither for nor against accuracy."""

    PENDING = "pending", "待定", "Pending"
    DISMISSED = "dismissed", "复审不通过", "Dismissed at review"
    DUPLICATE = "duplicate", "佐证(他人先报)", "Corroborates an earlier report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of the findings a vendor filed in a window, as known at an instant; every figure by finding id.

    `reported_fen` and `determined_fen` run over the determined findings only. `notified` and `defence_moved` leave
    duplicates out, `defence_moved` being those that did not stand in full after a defence.
    """

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """漏检 (ids of missed-finding records) beside what the vendor reported (finding ids)."""

    missed: tuple[int, ...]
    reported: tuple[int, ...]


async def outcomes(
    *,
    vendor: int,
    window: tuple[date, date],
    as_of: datetime,
    contract: int | None = None,
    tasks: Sequence[int] | None = None,
) -> Outcomes:
    """Figures for scoring. `window` is the first and last Shanghai day of filing; what came after `as_of` is unknown.

    Sees over all vendors (to know who reported first): call it within `seeing(None)`.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_COHORT, vendor, *window, as_of, contract, tasks)
    return tally(rows)


async def missed(
    *,
    vendor: int,
    window: tuple[date, date],
    as_of: datetime,
    contract: int | None = None,
    tasks: Sequence[int] | None = None,
) -> Missed:
    """Indicator A06: what a re-review found in the window that the vendor had passed over."""
    asked = (vendor, *window, as_of, contract, tasks)
    async with transaction() as connection:
        passed_over = await connection.fetch(_MISSED, *asked)
        reported = await connection.fetch(_REPORTED, *asked)
    return Missed(missed=tuple(row["id"] for row in passed_over), reported=tuple(row["id"] for row in reported))


def tally(rows: Sequence[Mapping[str, object]]) -> Outcomes:
    """Sort a cohort's rows into the figures; each row falls into exactly one outcome or exclusion."""
    counted = [row for row in rows if _exclusion(row) is None]
    heard = [row for row in rows if not row["duplicate"]]
    return Outcomes(
        upheld=_ids(row for row in counted if row["outcome"] == Outcome.UPHELD),
        partly_upheld=_ids(row for row in counted if row["outcome"] == Outcome.PARTLY_UPHELD),
        not_upheld=_ids(row for row in counted if row["outcome"] == Outcome.NOT_UPHELD),
        reported_fen=sum(int(str(row["reported_fen"])) for row in counted),
        determined_fen=sum(int(str(row["amount_fen"])) for row in counted),
        notified=_ids(row for row in heard if row["notified"]),
        defence_moved=_ids(row for row in heard if row["defence_moved_it"]),
        excluded={why: _ids(row for row in rows if _exclusion(row) is why) for why in Exclusion},
    )


def _exclusion(row: Mapping[str, object]) -> Exclusion | None:
    if row["duplicate"]:
        return Exclusion.DUPLICATE
    if row["dismissed"]:
        return Exclusion.DISMISSED
    return Exclusion.PENDING if row["outcome"] is None else None


def _ids(rows: Iterable[Mapping[str, object]]) -> tuple[int, ...]:
    return tuple(int(str(row["id"])) for row in rows)
