"""Planning a campaign and moving it through its states."""

from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.campaigns.rules import (
    OPEN,
    TASKABLE,
    CampaignState,
    Known,
    Plan,
    check_transition,
    problems,
)
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import CAMPAIGNS, allot
from vendors.periods import local_date
from vendors.policy.codes import code_list, violation_types
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from datetime import date

    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_campaign
  (number, name, kind, state, starts_on, ends_on, covers_from, covers_to, regions, focus, violations, agencies,
   lead_name, basis_number, note, reason, created_at)
VALUES ($1, $2, $3, 'preparing', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15) RETURNING id
"""
_UPDATE = """
UPDATE vendors_campaign SET name = $2, kind = $3, starts_on = $4, ends_on = $5, covers_from = $6, covers_to = $7,
  regions = $8, focus = $9, violations = $10, agencies = $11, lead_name = $12, basis_number = $13, note = $14
WHERE id = $1
"""
_STRAY = """
SELECT name FROM vendors_campaign_phase WHERE campaign = $1 AND (begins < $2 OR ends > $3) ORDER BY begins LIMIT 1
"""


async def plan_campaign(*, plan: Plan, by: Actor, at: datetime) -> int:
    """Draw up a campaign in 筹备; returns its id. Raises Invalid naming each wrong field."""
    must_be_at_city(by)
    _must_be_sound(plan, local_date(at))
    async with act(by=by, at=at) as deed:
        (number,) = await allot(deed.connection, CAMPAIGNS, year=local_date(at).year)
        made = int(await deed.connection.fetchval(_INSERT, number, *_values(plan), at))
        deed.note("campaign.planned", "campaign", made, after={"number": number, **_summary(plan)})
    return made


async def replan_campaign(*, campaign: int, plan: Plan, by: Actor, at: datetime) -> None:
    """Change the plan of a campaign in 筹备 or 进行中. Raises Conflict later, Invalid when a phase falls out of it."""
    must_be_at_city(by)
    _must_be_sound(plan, local_date(at))
    async with act(by=by, at=at) as deed:
        await held(deed, campaign, within=TASKABLE)
        stray = await deed.connection.fetchval(_STRAY, campaign, plan.starts_on, plan.ends_on)
        if stray:
            raise Invalid({"ends_on": Words(f"阶段“{stray}”不在新的起止之内。", f"Phase “{stray}” falls outside.")})
        await deed.connection.execute(_UPDATE, campaign, *_values(plan))
        deed.note("campaign.replanned", "campaign", campaign, after=_summary(plan))


async def move_campaign(*, campaign: int, to: CampaignState, reason: str, by: Actor, at: datetime) -> None:
    """Take a campaign to another state. A reason is due for 终止 and for going back; Raises Conflict, Invalid."""
    must_be_at_city(by)
    async with act(by=by, at=at) as deed:
        row = await held(deed, campaign)
        state = CampaignState(row["state"])
        check_transition(state, to)
        back = (state, to) == (CampaignState.WINDING_UP, CampaignState.RUNNING)
        if (back or to is CampaignState.TERMINATED) and not reason.strip():
            raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
        if to is CampaignState.RUNNING and not row["institutions"]:
            raise Conflict("范围内还没有定点机构，不能启动。", "No institution is within its scope yet.")
        sql = "UPDATE vendors_campaign SET state = $2, reason = $3 WHERE id = $1"
        await deed.connection.execute(sql, campaign, to.value, reason.strip())
        states: dict[str, Json] = {"state": to.value}
        deed.note(
            f"campaign.{to.value}",
            "campaign",
            campaign,
            before={"state": state.value},
            after=states,
            note=reason.strip(),
        )


def must_be_at_city(by: Actor) -> None:
    """Raise Forbidden for vendor people and for a county's: a campaign is the city's to plan."""
    must_be_bureau(by)
    if by.region:
        raise Forbidden("专项行动由市局统一安排。", "Campaigns are planned by the city bureau.")


async def held(deed: Deed, campaign: int, *, within: frozenset[CampaignState] = frozenset(OPEN)) -> "Record":
    """The locked row of a campaign. Raises NotFound, or Conflict when it is in none of the states."""
    sql = """
    SELECT id, state, starts_on, ends_on,
      EXISTS (SELECT 1 FROM vendors_campaign_institution i WHERE i.campaign = c.id) AS institutions
    FROM vendors_campaign c WHERE id = $1 FOR UPDATE
    """
    row = await deed.connection.fetchrow(sql, campaign)
    if row is None:
        raise NotFound
    state = CampaignState(row["state"])
    if state not in within:
        raise Conflict(f"专项行动当前为“{state.zh}”，不能再改。", f"The campaign is “{state.en}”; this is closed.")
    return row


def _must_be_sound(plan: Plan, today: "date") -> None:
    groups = frozenset(one.group for one in violation_types(today).values() if not one.of_vendors)
    known = Known(
        regions=frozenset(code_list("region")), violations=groups, agencies=frozenset(code_list("transfer_target"))
    )
    wrong = problems(plan, known)
    if wrong:
        raise Invalid(wrong)


def _values(plan: Plan) -> tuple[object, ...]:
    scope = plan.scope
    return (
        plan.name.strip(), plan.kind.value, plan.starts_on, plan.ends_on, scope.covers_from, scope.covers_to,
        sorted(set(scope.regions)), [one.value for one in scope.focus], sorted(set(scope.violations)),
        sorted(set(plan.agencies)), plan.lead_name.strip(), plan.basis_number.strip(), plan.note.strip(),
    )  # fmt: skip


def _summary(plan: Plan) -> dict[str, Json]:
    scope = plan.scope
    return {
        "name": plan.name.strip(),
        "kind": plan.kind.value,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "covers": f"{scope.covers_from.isoformat()}/{scope.covers_to.isoformat()}",
        "regions": list(scope.regions),
        "focus": [one.value for one in scope.focus],
        "violations": list(scope.violations),
        "agencies": list(plan.agencies),
        "lead_name": plan.lead_name.strip(),
        "basis_number": plan.basis_number.strip(),
    }
