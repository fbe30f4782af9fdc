"""What the recovery ledger says for a table: 追回基金 received by month, one stream only, never added to the others."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from vendors.handling.rules import Stream
from vendors.periods import Period
from vendors.transaction import transaction

RECEIVED: Final = """(CASE e.kind WHEN 'refundable' THEN -x.amount_fen ELSE x.amount_fen END)"""
"""What a share `x` of entry `e` adds to what was recovered; rows of other kinds (`RECEIVING`) add nothing."""
RECEIVING: Final = "('receipt', 'receipt_reversed', 'offset', 'offset_reversed', 'refundable')"
_BY_MONTH: Final = """
SELECT to_char(e.day, 'YYYY-MM') AS month, sum({received})::bigint AS fen
FROM vendors_recovery_entry e JOIN vendors_recovery_share x ON x.entry = e.id
JOIN vendors_recovery_item m ON m.id = x.item JOIN vendors_recovery r ON r.id = e.recovery
JOIN vendors_institution i ON i.id = e.institution
LEFT JOIN vendors_finding f ON f.id = m.finding LEFT JOIN vendors_task t ON t.id = f.task
WHERE e.kind IN {receiving} AND r.stream = $1 AND e.day BETWEEN $2 AND $3 AND e.at <= $4
  AND ($5 = '' OR i.region = $5) AND {source}
GROUP BY 1
"""


async def by_month(
    *, window: tuple[date, date], as_of: datetime, region: str, source: str, where: str
) -> Mapping[Period, int]:
    """Fen of 追回基金 by month of receipt; what was taken back or became refundable counts against its own month.

    `where` is the condition of the source over `f` and `t`; with `$5` further on it is the source's own value.
    """
    sql = _BY_MONTH.format(received=RECEIVED, receiving=RECEIVING, source=where.replace("$5", "$6"))
    values: list[object] = [Stream.RECOVER.value, *window, as_of, region]
    async with transaction() as connection:
        rows = await connection.fetch(sql, *values, *([source] if "$6" in sql else []))
    return {Period.parse(row["month"]): row["fen"] for row in rows}
