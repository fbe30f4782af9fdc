"""What a campaign is made of: institutions put in or taken out, phases, milestones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.campaigns.actions import held, must_be_at_city
from vendors.campaigns.rules import TASKABLE, MilestoneKind, phase_problems
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date

_PUT = """
INSERT INTO vendors_campaign_institution (campaign, institution)
SELECT $1, id FROM vendors_institution WHERE id = ANY($2::int[]) ON CONFLICT DO NOTHING
"""
_MEANT = """
SELECT id FROM vendors_institution i WHERE (cardinality($1::text[]) = 0 OR i.region = ANY($1))
  AND (cardinality($2::text[]) = 0 OR i.kind = ANY($2)) AND (cardinality($3::text[]) = 0 OR i.level = ANY($3))
"""
_PHASE = """
INSERT INTO vendors_campaign_phase (campaign, name, begins, ends) VALUES ($1, $2, $3, $4)
ON CONFLICT (campaign, name) DO NOTHING RETURNING id
"""
_MILESTONE = """
INSERT INTO vendors_campaign_milestone (campaign, phase, kind, name, due_on, done_by, remark)
VALUES ($1, $2, $3, $4, $5, '', '') RETURNING id
"""
_OPEN_MILESTONE = """
SELECT kind, name, due_on, done_on FROM vendors_campaign_milestone WHERE id = $1 AND campaign = $2 FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionFilter:
    """Which institutions: by county, kind and level; an empty one means any."""

    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


async def put_institutions(
    *, campaign: int, which: InstitutionFilter | Collection[str], by: Actor, at: datetime
) -> int:
    """Put institutions into the scope, all a filter means or those of chosen codes; returns how many are new.

    A filter without counties keeps to the campaign's own. Raises Invalid for codes not in the register.
    """
    must_be_at_city(by)
    async with act(by=by, at=at) as deed:
        await held(deed, campaign, within=TASKABLE)
        if isinstance(which, InstitutionFilter):
            own = await deed.connection.fetchval("SELECT regions FROM vendors_campaign WHERE id = $1", campaign)
            regions = list(which.regions) or own
            rows = await deed.connection.fetch(_MEANT, regions, list(which.kinds), list(which.levels))
        else:
            sql = "SELECT id, code FROM vendors_institution WHERE code = ANY($1::text[])"
            rows = await deed.connection.fetch(sql, list(which))
            missing = sorted(set(which) - {row["code"] for row in rows})
            if missing:
                some = "、".join(missing[:5])
                raise Invalid({"codes": Words(f"没有登记的机构编码：{some}", f"Not in the register: {some}")})
        done = await deed.connection.execute(_PUT, campaign, [row["id"] for row in rows])
        added = int(done.split()[-1])
        deed.note("campaign.scope_changed", "campaign", campaign, after={"meant": len(rows), "added": added})
    return added


async def take_institutions(*, campaign: int, codes: Collection[str], reason: str, by: Actor, at: datetime) -> int:
    """Take institutions out of the scope, with a reason; returns how many were in it."""
    must_be_at_city(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    sql = """
    DELETE FROM vendors_campaign_institution ci USING vendors_institution i
    WHERE ci.campaign = $1 AND i.id = ci.institution AND i.code = ANY($2::text[])
    """
    async with act(by=by, at=at) as deed:
        await held(deed, campaign, within=TASKABLE)
        taken = int((await deed.connection.execute(sql, campaign, list(codes))).split()[-1])
        after: dict[str, Json] = {"removed": taken, "codes": sorted(codes)}
        deed.note("campaign.scope_changed", "campaign", campaign, after=after, note=reason.strip())
    return taken


async def add_phase(*, campaign: int, name: str, begins: date, ends: date, by: Actor, at: datetime) -> int:
    """A phase within the campaign's days; returns its id. Raises Invalid (a name in use too)."""
    must_be_at_city(by)
    async with act(by=by, at=at) as deed:
        row = await held(deed, campaign)
        wrong = phase_problems(name=name, begins=begins, ends=ends, starts_on=row["starts_on"], ends_on=row["ends_on"])
        if wrong:
            raise Invalid(wrong)
        made = await deed.connection.fetchval(_PHASE, campaign, name.strip(), begins, ends)
        if made is None:
            raise Invalid({"name": Words("已有同名阶段。", "A phase has this name.")})
        after = {"phase": name.strip(), "begins": begins.isoformat(), "ends": ends.isoformat()}
        deed.note("campaign.phase_added", "campaign", campaign, after=after)
    return int(made)


async def add_milestone(
    *, campaign: int, phase: int, kind: MilestoneKind, name: str, due_on: date, by: Actor, at: datetime
) -> int:
    """Something a phase must have done by a day of its own; returns its id. Raises NotFound, Invalid."""
    must_be_at_city(by)
    if not name.strip():
        raise Invalid({"milestone": Words("请填写节点名称。", "Name the milestone.")})
    async with act(by=by, at=at) as deed:
        await held(deed, campaign)
        sql = "SELECT begins, ends FROM vendors_campaign_phase WHERE id = $1 AND campaign = $2"
        row = await deed.connection.fetchrow(sql, phase, campaign)
        if row is None:
            raise NotFound
        if not row["begins"] <= due_on <= row["ends"]:
            words = Words("节点日期应在该阶段起止之内。", "A milestone is due within the days of its phase.")
            raise Invalid({"due_on": words})
        made = await deed.connection.fetchval(_MILESTONE, campaign, phase, kind.value, name.strip()[:120], due_on)
        after: dict[str, Json] = {"milestone": name.strip(), "kind": kind.value, "due_on": due_on.isoformat()}
        deed.note("campaign.milestone_added", "campaign", campaign, after=after)
    return int(made)


async def finish_milestone(
    *,
    campaign: int,
    milestone: int,
    on: date,
    by: Actor,
    at: datetime,
    remark: str = "",
    file: File | None = None,
    sha256: str = "",
) -> None:
    """Record that a milestone was reached on a day not in the future; an evaluation comes with its kept file.

    Raises NotFound, Conflict when it is done already, Invalid.
    """
    must_be_at_city(by)
    if on > local_date(at):
        raise Invalid({"done_on": Words("完成日期不能晚于今天。", "It cannot be done after today.")})
    async with act(by=by, at=at) as deed:
        await held(deed, campaign)
        row = await deed.connection.fetchrow(_OPEN_MILESTONE, milestone, campaign)
        if row is None:
            raise NotFound
        if row["done_on"] is not None:
            raise Conflict("该节点已登记完成。", "This milestone is done.")
        if MilestoneKind(row["kind"]).needs_file and file is None:
            raise Invalid({"file": Words("请附自评（评估）报告。", "Attach the evaluation's report.")})
        sql = "UPDATE vendors_campaign_milestone SET done_on = $2, done_by = $3, remark = $4 WHERE id = $1"
        await deed.connection.execute(sql, milestone, on, by.name, remark.strip()[:300])
        if file is not None:
            await attach(
                deed, object_type="campaign", object_id=campaign, vendor=None, title=row["name"], file=file,
                sha256=sha256,
            )  # fmt: skip
        after: dict[str, Json] = {"milestone": row["name"], "due_on": row["due_on"].isoformat()}
        after["done_on"] = on.isoformat()
        deed.note("campaign.milestone_done", "campaign", campaign, after=after, note=remark.strip())
