"""状态与理由: what a vendor reads beside each of its findings in a list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.findings.rules import Opinion
from vendors.transaction import transaction

_LAST = """
SELECT DISTINCT ON (r.finding) r.finding, r.opinion, r.reason, r.at FROM vendors_review r
WHERE r.finding = ANY($1) AND r.settles AND r.vendor = $2 ORDER BY r.finding, r.id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """The last opinion that counted, without who gave it."""

    opinion: Opinion
    reason: str
    at: datetime


async def last_words(ids: Collection[int], *, for_: Actor) -> Mapping[int, LastWord]:
    """By finding, of this person's own vendor; the bureau reads opinions on the finding's page."""
    if for_.at_bureau or not ids:
        return {}
    async with transaction() as connection:
        rows = await connection.fetch(_LAST, list(ids), for_.vendor)
    return {
        row["finding"]: LastWord(opinion=Opinion(row["opinion"]), reason=row["reason"], at=row["at"]) for row in rows
    }
