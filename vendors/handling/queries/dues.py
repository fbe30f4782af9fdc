"""What a decision's approved measures make due."""

from dataclasses import dataclass
from typing import Final

from vendors.handling.rules import Stream
from vendors.transaction import transaction

_DUES: Final = """
WITH parts AS (
  SELECT m.id AS measure, m.stream, p.finding, p.fen,
    sum(p.fen) OVER (PARTITION BY p.finding ORDER BY m.id ROWS UNBOUNDED PRECEDING) - p.fen AS earlier,
    coalesce((SELECT d.amount_fen FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision
              WHERE n.id = m.decision AND d.finding = p.finding AND d.superseded_at IS NULL), 0) AS standing
  FROM vendors_measure m JOIN vendors_measure_part p ON p.measure = m.id
  WHERE m.decision = $1 AND m.state IN ('approved', 'carried_out')
)
SELECT p.measure, p.stream, p.finding, f.number, f.fund, f.insutype,
  greatest(least(p.fen, p.standing - p.earlier), 0)::bigint AS fen
FROM parts p JOIN vendors_finding f ON f.id = p.finding
UNION ALL
SELECT m.id, m.stream, NULL, '', '', '', m.amount_fen FROM vendors_measure m
WHERE m.decision = $1 AND m.state IN ('approved', 'carried_out') AND m.stream IN ('damages', 'fine', 'confiscate')
ORDER BY 1, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one approved measure makes due. Money free of a finding (违约金, 罚款, 没收) names none.

    `fund` and `insutype` are the finding's; empty where they are not known.
    """

    measure: int
    stream: Stream
    finding: int | None
    number: str
    fund: str
    insutype: str
    fen: int


async def dues(decision: int) -> tuple[Due, ...]:
    """What a decision's approved measures make due, by measure and finding.

    On one finding 追回, 主动退回 and 拒付 together never come to more than what stands determined now.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_DUES, decision)
    return tuple(Due(**{**row, "stream": Stream(row["stream"])}) for row in rows)
