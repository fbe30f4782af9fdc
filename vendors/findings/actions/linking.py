from datetime import datetime

from vendors.actors import SYSTEM
from vendors.journal.actions import act
from vendors.transaction import transaction

_LINK = """
WITH keys AS (
  SELECT DISTINCT l.same FROM vendors_finding_line l JOIN vendors_finding f ON f.id = l.finding
  WHERE f.batch = $1 AND l.same <> ''
), told AS (
  SELECT l.id, l.vendor, l.item_code, f.batch, first_value(l.id) OVER told AS first,
    first_value(l.vendor) OVER told AS first_vendor, first_value(f.batch) OVER told AS first_batch
  FROM keys k JOIN vendors_finding_line l ON l.same = k.same
  JOIN vendors_finding f ON f.id = l.finding AND f.state <> 'superseded'
  WINDOW told AS (PARTITION BY l.same ORDER BY l.told_at, l.id)
), linked AS (
  INSERT INTO vendors_duplicate AS d (vendor, line, first_line, found_at)
  SELECT CASE WHEN vendor = first_vendor THEN vendor END, id, first, $2 FROM told
  WHERE id <> first AND (batch <> first_batch OR item_code <> '')
  ON CONFLICT (line) DO UPDATE SET first_line = EXCLUDED.first_line, vendor = EXCLUDED.vendor
    WHERE d.first_line <> EXCLUDED.first_line
  RETURNING vendor
)
SELECT count(*) AS linked, count(*) FILTER (WHERE vendor IS NULL) AS across FROM linked
"""


async def link_duplicates(*, batch: int, at: datetime) -> int:
    """重复: link the lines of a batch, and later ones of others, to whoever said the same first; how many are new.

    Looks over all vendors: call it within `seeing(None)`. Run again it finds nothing new.
    """
    async with transaction() as connection:
        found = await connection.fetchrow(_LINK, batch, at)
        if found["linked"]:
            async with act(by=SYSTEM, at=at) as deed:
                deed.note("findings.linked", "batch", batch, after=dict(found))
    return int(found["linked"])
