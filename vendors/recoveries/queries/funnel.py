"""How far the findings of a window have come, and the fund's money on them: from the report to the money back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.recoveries.rules import Stage
from vendors.rulings.queries.owners import DETERMINED, REPEATED, STANDING
from vendors.transaction import transaction

_STANDING, _REPEATED, _DETERMINED = (text.replace("AS_OF", "$3") for text in (STANDING, REPEATED, DETERMINED))
_FUNNEL: Final = f"""
WITH filed AS (
  SELECT f.id, f.amount_fen, f.state FROM vendors_finding f
  WHERE (f.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2 AND f.created_at <= $3
    AND {_STANDING} AND NOT {_REPEATED}
), money AS (
  SELECT i.finding,
    sum(s.amount_fen) FILTER (WHERE e.kind IN ('due', 'due_lowered')) AS due,
    sum(CASE WHEN e.kind = 'refundable' THEN -s.amount_fen ELSE s.amount_fen END)
      FILTER (WHERE e.kind IN ('receipt', 'receipt_reversed', 'refundable')) AS recovered,
    sum(s.amount_fen) FILTER (WHERE e.kind IN ('remittance', 'remittance_reversed', 'remittance_recalled'))
      AS returned
  FROM vendors_recovery r JOIN vendors_recovery_entry e ON e.recovery = r.id
  JOIN vendors_recovery_share s ON s.entry = e.id JOIN vendors_recovery_item i ON i.id = s.item
  WHERE r.stream IN ('recover', 'return') AND e.at <= $3 AND i.finding IS NOT NULL GROUP BY i.finding
), told AS (
  SELECT id AS finding, amount_fen, state, NULL::timestamptz AS first_at, NULL::timestamptz AS second_at,
    NULL::timestamptz AS notified_at, NULL::bigint AS determined, NULL::numeric AS due, NULL::numeric AS recovered,
    NULL::numeric AS returned FROM filed
  UNION ALL
  SELECT finding, NULL, NULL, CASE WHEN stage = 'first' AND opinion <> 'return' THEN at END,
    CASE WHEN stage <> 'first' AND opinion = 'pass' AND settles THEN at END, NULL, NULL, NULL, NULL, NULL
  FROM vendors_review
  UNION ALL
  SELECT finding, NULL, NULL, NULL, NULL, at, NULL, NULL, NULL, NULL FROM vendors_notice
  UNION ALL
  SELECT d.finding, NULL, NULL, NULL, NULL, NULL, d.amount_fen, NULL, NULL, NULL FROM vendors_determination d
  WHERE {_DETERMINED}
  UNION ALL
  SELECT finding, NULL, NULL, NULL, NULL, NULL, NULL, due, recovered, returned FROM money
), come AS (
  SELECT finding, max(amount_fen) AS amount_fen,
    max(state) NOT IN ('awaiting_first', 'returned') AND max(first_at) <= $3 AS first,
    max(state) NOT IN ('awaiting_first', 'returned', 'awaiting_second', 'awaiting_tie', 'dismissed')
      AND max(second_at) <= $3 AS second,
    max(notified_at) <= $3 AS notified, max(determined) AS determined, max(due) AS due, max(recovered) AS recovered,
    max(returned) AS returned
  FROM told GROUP BY finding HAVING max(state) IS NOT NULL
)
SELECT count(*) AS reported, coalesce(sum(amount_fen), 0)::bigint AS reported_fen,
  count(*) FILTER (WHERE first) AS first, coalesce(sum(amount_fen) FILTER (WHERE first), 0)::bigint AS first_fen,
  count(*) FILTER (WHERE second) AS second, coalesce(sum(amount_fen) FILTER (WHERE second), 0)::bigint AS second_fen,
  count(*) FILTER (WHERE notified) AS notified,
  coalesce(sum(amount_fen) FILTER (WHERE notified), 0)::bigint AS notified_fen,
  count(determined) AS determined, coalesce(sum(determined), 0)::bigint AS determined_fen,
  count(*) FILTER (WHERE due > 0) AS due, coalesce(sum(due), 0)::bigint AS due_fen,
  count(*) FILTER (WHERE recovered > 0) AS recovered, coalesce(sum(recovered), 0)::bigint AS recovered_fen,
  count(*) FILTER (WHERE returned > 0) AS returned, coalesce(sum(returned), 0)::bigint AS returned_fen
FROM come
"""  # noqa: S608 constant text


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStage:
    """How many findings came this far, and the money: what was reported on them, from 已认定 on what was determined,
    is due, was recovered and was paid in.
    """

    number: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The eight stages in order. Money is that of 追回基金 and 主动退回基金 alone, whose destination is one."""

    stages: Mapping[Stage, FunnelStage]


async def funnel(*, window: tuple[date, date], as_of: datetime) -> Funnel:
    """Findings filed on the Shanghai days of a window, as known at an instant. Call it within `seeing(None)`."""
    async with transaction() as connection:
        row = await connection.fetchrow(_FUNNEL, *window, as_of)
    return Funnel(
        stages={stage: FunnelStage(number=row[stage.value], fen=row[f"{stage.value}_fen"]) for stage in Stage}
    )
