"""What a campaign is made of: its institutions, its phases and their milestones."""

from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.campaigns.queries import MilestoneView, campaign, milestone_view
from vendors.campaigns.rules import phase_share
from vendors.transaction import transaction

_MILESTONES = """
SELECT m.id, m.campaign, c.number AS campaign_number, c.name AS campaign_name, c.lead_name, m.phase, m.kind, m.name,
  m.due_on, m.done_on, m.done_by, m.remark
FROM vendors_campaign_milestone m JOIN vendors_campaign c ON c.id = m.campaign
WHERE m.campaign = $1 ORDER BY m.due_on, m.id
"""
_SCOPE = """
SELECT i.id, i.code, i.name, i.kind, i.level, i.region
FROM vendors_campaign_institution ci JOIN vendors_institution i ON i.id = ci.institution
WHERE ci.campaign = $1 AND ($2 = '' OR i.region = $2) AND ($3 = '' OR strpos(i.name || i.code, $3) > 0)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseView:
    """A phase with its milestones, by due day."""

    id: int
    name: str
    begins: date
    ends: date
    milestones: tuple[MilestoneView, ...]

    @property
    def done(self) -> int:
        return sum(one.done_on is not None for one in self.milestones)

    def share(self, today: date) -> int:
        """Hundredths of its days that have passed."""
        return phase_share(self.begins, self.ends, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """An institution within a campaign's scope."""

    id: int
    code: str
    name: str
    kind: str
    level: str
    region: str


async def phases(campaign_id: int, *, for_: Actor) -> tuple[PhaseView, ...]:
    """Phases by their days. NotFound when the campaign is not this person's."""
    await campaign(campaign_id, for_=for_)
    sql = "SELECT id, name, begins, ends FROM vendors_campaign_phase WHERE campaign = $1 ORDER BY begins, id"
    async with transaction() as connection:
        rows = await connection.fetch(sql, campaign_id)
        points = tuple(milestone_view(row) for row in await connection.fetch(_MILESTONES, campaign_id))
    return tuple(PhaseView(milestones=tuple(one for one in points if one.phase == row["id"]), **row) for row in rows)


async def scope(
    campaign_id: int, *, for_: Actor, text: str = "", after: str = "", size: int | None = None
) -> tuple[ScopeLine, ...]:
    """Institutions within the scope by code, after a code; a county's person sees the county's."""
    await campaign(campaign_id, for_=for_)
    sql = f"{_SCOPE} AND i.code > $4 ORDER BY i.code LIMIT $5"
    async with transaction() as connection:
        rows = await connection.fetch(sql, campaign_id, for_.region, text.strip(), after, size)
    return tuple(ScopeLine(**row) for row in rows)


async def scope_counts(campaign_id: int, *, for_: Actor) -> dict[str, tuple[int, int]]:
    """County → institutions within the scope and institutions registered there."""
    found = await campaign(campaign_id, for_=for_)
    sql = """
    SELECT i.region, count(ci.id) AS chosen, count(*) AS registered FROM vendors_institution i
    LEFT JOIN vendors_campaign_institution ci ON ci.institution = i.id AND ci.campaign = $1
    WHERE ($2 = '' OR i.region = $2) AND (cardinality($3::text[]) = 0 OR i.region = ANY($3) OR ci.id IS NOT NULL)
    GROUP BY i.region ORDER BY i.region
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, campaign_id, for_.region, list(found.regions))
    return {row["region"]: (int(row["chosen"]), int(row["registered"])) for row in rows}
