"""Who else had a part in a finding: vendors that reported the same, and those the bureau noted. The bureau's alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.findings.blindness import kept_back, shown_state
from vendors.findings.rules import NO_OWNER, FindingState, Part
from vendors.transaction import transaction

_SAME = """
SELECT g.id, g.number, g.vendor, v.short_name AS vendor_name, g.state, min(o.told_at) AS told_at,
  count(DISTINCT o.id) AS lines, sum(o.amount_fen)::bigint AS amount_fen,
  bool_or((o.told_at, o.id) < (l.told_at, l.id)) AS earlier
FROM vendors_finding_line l JOIN vendors_finding_line o ON o.same = l.same AND o.finding <> l.finding
JOIN vendors_finding g ON g.id = o.finding AND g.state <> 'superseded' JOIN vendors_vendor v ON v.id = g.vendor
WHERE l.finding = $1 AND l.same <> '' AND ($2::int IS NULL OR (l.vendor = $2 AND g.vendor = $2))
GROUP BY g.id, v.short_name ORDER BY told_at, g.id
"""
_NOTED = """
SELECT c.id, c.contributor AS vendor, v.short_name AS vendor_name, c.kind, c.note, c.added_at,
  CASE WHEN $2 AND f.blind AND f.state = 'awaiting_second' THEN '' ELSE c.added_by END AS added_by
FROM vendors_finding_contributor c JOIN vendors_finding f ON f.id = c.finding
JOIN vendors_vendor v ON v.id = c.contributor WHERE c.finding = $1 ORDER BY c.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameElsewhere:
    """Another finding whose lines say what this one's say. `earlier`: it was told first; `valid`: it may own them."""

    id: int
    number: str
    vendor: int
    vendor_name: str
    state: FindingState
    told_at: datetime
    lines: int
    amount_fen: int
    earlier: bool

    @property
    def valid(self) -> bool:
        return self.state not in NO_OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributorView:
    """A vendor's part. `finding` is its own report of the same, `noted` the entry the bureau made of it by hand."""

    vendor: int
    vendor_name: str
    kind: Part
    note: str = ""
    finding: int | None = None
    number: str = ""
    since: datetime | None = None
    noted: int | None = None
    added_by: str = ""


async def same_elsewhere(*, finding: int, for_: Actor) -> tuple[SameElsewhere, ...]:
    """重复 both ways, in the order told. A vendor is shown its own reports alone."""
    async with transaction() as connection:
        rows = await connection.fetch(_SAME, finding, for_.vendor)
    return tuple(SameElsewhere(**{**row, "state": shown_state(FindingState(row["state"]), for_=for_)}) for row in rows)


async def contributors(
    *, finding: int, told: Sequence[SameElsewhere] | None = None, for_: Actor
) -> tuple[ContributorView, ...]:
    """The vendors of a finding besides the one that reported it; a vendor learns of none.

    Of those that reported the same, the first whose report stands owns it (首报); the others bear it out (佐证).
    `told` is what same_elsewhere answered, where that is known already.
    """
    if not for_.at_bureau:
        return ()
    async with transaction() as connection:
        own = await connection.fetchrow("SELECT vendor, state FROM vendors_finding WHERE id = $1", finding)
        noted = await connection.fetch(_NOTED, finding, kept_back(for_))
    known = await same_elsewhere(finding=finding, for_=for_) if told is None else told
    others = [one for one in known if one.vendor != own["vendor"]]
    stands = FindingState(own["state"]) not in NO_OWNER
    owner = next((one for one in others if one.valid and (one.earlier or not stands)), None)
    parts = tuple(
        ContributorView(
            vendor=one.vendor,
            vendor_name=one.vendor_name,
            kind=Part.REPORTED if one is owner else Part.CORROBORATED,
            finding=one.id,
            number=one.number,
            since=one.told_at,
        )
        for one in others
    )
    return parts + tuple(_noted(dict(row)) for row in noted)


def _noted(row: dict[str, object]) -> ContributorView:
    fields = {**row, "kind": Part(str(row["kind"])), "noted": row["id"], "since": row["added_at"]}
    del fields["id"], fields["added_at"]
    return ContributorView(**fields)  # type: ignore[arg-type]
