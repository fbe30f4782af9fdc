"""What versions of a workbook have to know of the findings they brought."""

from vendors.transaction import transaction

_BEGUN = """
SELECT EXISTS (SELECT FROM vendors_finding f WHERE f.batch = $1 AND f.state <> 'superseded'
  AND (f.state <> 'awaiting_first' OR EXISTS (SELECT FROM vendors_review r WHERE r.finding = f.id)))
"""


async def review_begun(*, batch: int) -> bool:
    """Whether anybody at the bureau has given an opinion on any finding of a batch."""
    async with transaction() as connection:
        return bool(await connection.fetchval(_BEGUN, batch))
