"""Campaigns, their institutions, phases and milestones. A county's person sees those that touch the county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.campaigns.rules import OPEN, CampaignKind, CampaignState, Focus, MilestoneKind, milestone_overdue
from vendors.errors import NotFound
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT c.id, c.number, c.name, c.kind, c.state, c.starts_on, c.ends_on, c.covers_from, c.covers_to, c.regions, c.focus,
  c.violations, c.agencies, c.lead_name, c.basis_number, c.note, c.reason, c.created_at,
  (SELECT count(*) FROM vendors_campaign_institution i WHERE i.campaign = c.id) AS institutions,
  (SELECT count(*) FROM vendors_campaign_milestone m WHERE m.campaign = c.id) AS milestones,
  (SELECT count(*) FROM vendors_campaign_milestone m WHERE m.campaign = c.id AND m.done_on IS NOT NULL) AS done,
  (SELECT min(m.due_on) FROM vendors_campaign_milestone m WHERE m.campaign = c.id AND m.done_on IS NULL) AS next_due
FROM vendors_campaign c
"""
_TOUCHES = """($1 = '' OR cardinality(c.regions) = 0 OR $1 = ANY(c.regions) OR EXISTS (
  SELECT 1 FROM vendors_campaign_institution ci JOIN vendors_institution i ON i.id = ci.institution
  WHERE ci.campaign = c.id AND i.region = $1))"""
_FILTERS = f"""WHERE {_TOUCHES} AND (cardinality($2::text[]) = 0 OR c.state = ANY($2)) AND ($3 = '' OR c.kind = $3)
  AND ($4 = '' OR strpos(c.name || c.number || c.lead_name || c.basis_number, $4) > 0)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignView:
    """A campaign with its counts; `next_due` is the first day an open milestone is due. Empty `regions`: the city."""

    id: int
    number: str
    name: str
    kind: CampaignKind
    state: CampaignState
    starts_on: date
    ends_on: date
    covers_from: date
    covers_to: date
    regions: tuple[str, ...]
    focus: tuple[Focus, ...]
    violations: tuple[str, ...]
    agencies: tuple[str, ...]
    lead_name: str
    basis_number: str
    note: str
    reason: str
    created_at: datetime
    institutions: int
    milestones: int
    done: int
    next_due: date | None

    def late(self, today: date) -> bool:
        """Whether a milestone is overdue; one of a closed campaign is not told any more."""
        return self.state in OPEN and self.next_due is not None and milestone_overdue(self.next_due, None, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilters:
    """`text` is searched in name, number, lead and 文号; `region` is a county it touches. Empty means any."""

    states: frozenset[CampaignState] = frozenset()
    kind: CampaignKind | None = None
    text: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneView:
    """A milestone in its phase and campaign."""

    id: int
    campaign: int
    campaign_number: str
    campaign_name: str
    lead_name: str
    phase: int
    kind: MilestoneKind
    name: str
    due_on: date
    done_on: date | None
    done_by: str
    remark: str

    def overdue(self, today: date) -> bool:
        return milestone_overdue(self.due_on, self.done_on, today)


def _view(row: "Record") -> CampaignView:
    fields = dict(row)
    return CampaignView(
        kind=CampaignKind(fields.pop("kind")),
        state=CampaignState(fields.pop("state")),
        focus=tuple(Focus(one) for one in fields.pop("focus")),
        regions=tuple(fields.pop("regions")),
        violations=tuple(fields.pop("violations")),
        agencies=tuple(fields.pop("agencies")),
        **fields,
    )


async def campaign(id: int, *, for_: Actor) -> CampaignView:  # noqa: A002 the field's own name
    """One campaign. NotFound when there is none or it does not touch this person's county."""
    must_be_bureau(for_)
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} WHERE {_TOUCHES} AND c.id = $2", for_.region, id)
    if row is None:
        raise NotFound
    return _view(row)


async def campaigns(
    *, for_: Actor, which: CampaignFilters | None = None, after: tuple[date, int] | None = None, size: int | None = None
) -> tuple[CampaignView, ...]:
    """Campaigns, the last begun first; `after` are start day and id of the row before the page."""
    must_be_bureau(for_)
    sql = f"""{_SELECT} {_FILTERS} AND ($5::date IS NULL OR (c.starts_on, c.id) < ($5, $6))
    ORDER BY c.starts_on DESC, c.id DESC LIMIT $7"""
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which), *(after or (None, None)), size)
    return tuple(_view(row) for row in rows)


async def open_campaigns(*, for_: Actor, on: date) -> tuple[CampaignView, ...]:
    """Campaigns under which tasks may be given on a day: preparing or running, not past their end."""
    states = frozenset({CampaignState.PREPARING, CampaignState.RUNNING})
    found = await campaigns(for_=for_, which=CampaignFilters(states=states))
    return tuple(one for one in found if on <= one.ends_on)


async def count_campaigns(*, for_: Actor, which: CampaignFilters | None = None) -> Mapping[CampaignState, int]:
    """How many the filter shows, by state."""
    must_be_bureau(for_)
    sql = f"SELECT c.state, count(*) AS n FROM vendors_campaign c {_FILTERS} GROUP BY c.state"  # noqa: S608 constant
    async with transaction() as connection:
        rows = await connection.fetch(sql, *_arguments(for_, which))
    found = {row["state"]: int(row["n"]) for row in rows}
    return {state: found.get(state.value, 0) for state in CampaignState}


def _arguments(for_: Actor, which: CampaignFilters | None) -> tuple[object, ...]:
    filters = which or CampaignFilters()
    kind = filters.kind.value if filters.kind else ""
    return for_.region or filters.region, [state.value for state in filters.states], kind, filters.text.strip()


_DUE = """
SELECT m.id, m.campaign, c.number AS campaign_number, c.name AS campaign_name, c.lead_name, m.phase, m.kind, m.name,
  m.due_on, m.done_on, m.done_by, m.remark
FROM vendors_campaign_milestone m JOIN vendors_campaign c ON c.id = m.campaign
"""


def milestone_view(row: "Record") -> MilestoneView:
    """A row of the columns of `MilestoneView`."""
    fields = dict(row)
    return MilestoneView(kind=MilestoneKind(fields.pop("kind")), **fields)


async def due_milestones(*, on: date) -> tuple[MilestoneView, ...]:
    """Open milestones of open campaigns that are overdue on a day or due within `milestone_reminder_days`."""
    until = on + timedelta(days=parameter("milestone_reminder_days", on).whole)
    sql = f"{_DUE} WHERE m.done_on IS NULL AND m.due_on <= $1 AND c.state = ANY($2) ORDER BY m.due_on, m.id"
    async with transaction() as connection:
        rows = await connection.fetch(sql, until, [state.value for state in OPEN])
    return tuple(milestone_view(row) for row in rows)
