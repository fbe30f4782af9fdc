"""What versions of a workbook have to know of the findings they brought."""

from dataclasses import dataclass

from vendors.findings.incoming import Share
from vendors.transaction import transaction

_BEGUN = """
SELECT EXISTS (SELECT FROM vendors_finding f WHERE f.batch = $1 AND f.state <> 'superseded'
  AND (f.state <> 'awaiting_first' OR EXISTS (SELECT FROM vendors_review r WHERE r.finding = f.id)))
"""
_CARRIED = """
SELECT f.number, EXISTS (
  SELECT FROM vendors_incoming_finding n JOIN vendors_institution i ON i.code = n.institution
  WHERE n.batch = $1 AND i.id = f.institution AND n.visit_id = f.visit_id AND n.violation = f.violation
    AND n.content = f.content AND n.content <> '') AS same
FROM vendors_finding f
WHERE f.batch = $2 AND f.state <> 'superseded'
  AND (f.state <> 'awaiting_first' OR EXISTS (SELECT FROM vendors_review r WHERE r.finding = f.id))
ORDER BY f.id
"""


_SHARES = """
SELECT f.violation, count(DISTINCT f.id) AS findings, count(*) AS lines, sum(l.amount_fen)::bigint AS amount_fen,
  sum(l.fund_loss_fen)::bigint AS fund_loss_fen
FROM vendors_finding f JOIN vendors_finding_line l ON l.finding = f.id
WHERE f.batch = $1 AND f.state <> 'superseded' GROUP BY 1 ORDER BY 4 DESC, 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """Numbers of the findings with an opinion on them: `kept` say the same again, `ended` are changed or gone."""

    kept: tuple[str, ...]
    ended: tuple[str, ...]


async def review_begun(*, batch: int) -> bool:
    """Whether anybody at the bureau has given an opinion on any finding of a batch."""
    async with transaction() as connection:
        return bool(await connection.fetchval(_BEGUN, batch))


async def carry_over(*, batch: int, place: int) -> CarryOver:
    """What becomes of the opinions given on a batch when a received one takes its place."""
    async with transaction() as connection:
        rows = await connection.fetch(_CARRIED, batch, place)
    return CarryOver(
        kept=tuple(row["number"] for row in rows if row["same"]),
        ended=tuple(row["number"] for row in rows if not row["same"]),
    )


async def stored_shares(*, batch: int) -> tuple[Share, ...]:
    """What stands on the record of a stored batch, those it took over unchanged included; the greatest amount first."""
    async with transaction() as connection:
        return tuple(Share(**row) for row in await connection.fetch(_SHARES, batch))
