"""What checks come to: items looked at and those that passed, or did not."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kpi.facts.asked import Asked, Counted
from kpi.facts.checks.rules import CheckKind
from kpi.facts.rules import counted
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_ITEMS: Final = """
SELECT c.contract, c.kind, i.id, i.passed, c.withdrawn_at IS NOT NULL AND c.withdrawn_at <= $4 AS withdrawn,
  c.withdrawn_why
FROM kpi_check c JOIN kpi_check_item i ON i.session = c.id
WHERE c.contract = ANY($1::int[]) AND c.covers_from >= $2 AND c.covers_to <= $3 AND c.recorded_at <= $4
ORDER BY c.contract, c.id, i.position
"""


async def check_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract. A check the bureau made itself takes the place of what the vendor's own sheet says of the same."""
    first = asked[0]
    async with transaction() as connection:
        rows = await connection.fetch(_ITEMS, [one.contract.id for one in asked], *first.window, first.cutoff)
    items: dict[tuple[int, CheckKind], list[Record]] = {}
    for row in rows:
        items.setdefault((row["contract"], CheckKind(row["kind"])), []).append(row)
    found: dict[int, Counted] = {}
    for (contract, kind), own in items.items():
        found[contract] = found.get(contract, {}) | _facts(kind, own)
    return found


def _facts(kind: CheckKind, items: "Sequence[Record]") -> Counted:
    traits = kind.traits
    standing = [item for item in items if not item["withdrawn"]]
    if not standing:
        return {}
    left_out = [(f"check:{item['id']}", f"已作废：{item['withdrawn_why']}") for item in items if item["withdrawn"]]
    hits = [item["id"] for item in standing if item["passed"] is not traits.faults]
    return {
        traits.checked: counted((item["id"] for item in standing), prefix="check", excluded=left_out),
        traits.hits: counted(hits, prefix="check"),
    }
