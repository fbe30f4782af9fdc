"""What a vendor has on the bureau's side: papers and files, those behind it, risks, inspections, data, slips, rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from kpi.rulebooks.actions import copy_version
from server.desk.actions import tell
from server.desk.rules import Letter, MessageKind, at_vendor
from server.storage.local import LocalBlobs
from tests.support import a, filed
from tests.support.uploads import Waiting
from vendors.actors import Role
from vendors.attachments.actions import keep
from vendors.attachments.rules import File
from vendors.campaigns.actions import plan_campaign
from vendors.campaigns.plan_actions import add_milestone, add_phase
from vendors.campaigns.rules import CampaignKind, MilestoneKind, Plan, Scope
from vendors.errors import Words
from vendors.findings.actions import NewEvidence, Pick, add_evidence
from vendors.findings.bulk.actions import Order, order_bulk
from vendors.findings.rules import EvidenceKind, Opinion, Stage
from vendors.handoffs.actions import send_handoff
from vendors.handoffs.rules import Slip
from vendors.organisation.actions import seed_units
from vendors.people.pool.actions import keep_expert, keep_inspector, link_account
from vendors.people.pool.cards import ExpertCard, InspectorCard, Speciality
from vendors.periods import Period
from vendors.provision.actions import Release, request_provision
from vendors.provision.rules import What
from vendors.registry.oversight.actions import Rating, add_risk, record_inspection
from vendors.registry.oversight.rules import InspectionKind, RiskCategory
from vendors.registry.ownership.actions import add_holder
from vendors.registry.ownership.blacklist_actions import Grounds, blacklist
from vendors.registry.ownership.rules import HolderRole, Named
from vendors.registry.qualifications.actions import Scan, add_scan
from vendors.registry.rules import Kind
from vendors.review_rules.actions import deliver_rule
from vendors.review_rules.rules import Delivery, RuleKind
from vendors.reviewing.actions import NewSample, Request, ask_experts, commit_sample, open_sample
from vendors.reviewing.rules import SampleKind
from vendors.rulings.actions import NewDiscussion, record_discussion
from vendors.rulings.decision_rules import Attendee, DiscussionKind
from vendors.rulings.rules import DiscussionVerdict
from vendors.statistics.campaign.actions import open_report
from vendors.tasks.clock.actions import ask_pause
from vendors.transaction import transaction

KEY = b"a key of the tests alone"
PDF = b"%PDF-1.7\n% an invented certificate\n"
_DAY = a.MONDAY

Ids = dict[str, list[int]]


async def oversight(vendor: int) -> Ids:
    """Those behind the company, a risk, an inspection, and an entry of the blacklist that means nobody here."""
    rating = Rating(likelihood=3, impact=4, measure="每月抽查", owner="周启明", review_on=_DAY + timedelta(days=90))
    risk = await add_risk(
        vendor=vendor, category=RiskCategory.DATA, description="移动介质管理不严", rating=rating, by=a.MANAGER, at=a.AT
    )
    inspection = await record_inspection(
        vendor=vendor, kind=InspectionKind.ROUTINE, on=_DAY, inspectors="安宁、白露", findings="台账不全",
        rectify_by=_DAY + timedelta(days=30), by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    holder = await add_holder(
        vendor=vendor,
        role=HolderRole.CONTROLLER,
        named=Named(name="陇上控股（演示）", company_code=a.code()),
        key=KEY,
        by=a.MANAGER,
        at=a.AT,
    )
    grounds = Grounds(reason="骗取医保基金", basis=f"处罚决定书（演示）{vendor}号", source="本局", since=_DAY)
    entry = await blacklist(
        named=Named(name="贾无此人"), is_company=False, grounds=grounds, key=KEY, by=a.MANAGER, at=a.AT
    )
    return {"risk": [risk], "inspection": [inspection], "holder": [holder], "entry": [entry.entry]}


async def files(vendor: int, *, blobs: LocalBlobs) -> Ids:
    """A scan of the vendor's first certificate."""
    async with transaction() as connection:
        qualification = await connection.fetchval("SELECT min(id) FROM vendors_qualification WHERE vendor = $1", vendor)
    scan = File(filename="执业许可证.pdf", content=PDF)
    sha256 = await keep(scan, blobs=blobs)
    await add_scan(qualification=qualification, scan=Scan(file=scan, sha256=sha256), by=a.MANAGER, at=a.AT)
    async with transaction() as connection:
        attachment = await connection.fetchval("SELECT max(id) FROM vendors_attachment")
    return {"qualification": [qualification], "attachment_id": [attachment]}


async def proof(finding: int, *, blobs: LocalBlobs) -> Ids:
    """What the bureau itself found out about a finding, with its file."""
    scan = File(filename="现场检查记录.pdf", content=PDF)
    given = NewEvidence(
        kind=EvidenceKind.SITE_RECORD, name="现场检查记录", source="市局现场制作", file=scan,
        sha256=await keep(scan, blobs=blobs),
    )  # fmt: skip
    return {"evidence": [await add_evidence(finding=finding, evidence=given, by=filed.FIRST, at=filed.AFTER)]}


async def in_bulk(finding: int) -> Ids:
    """A bulk act on one finding, waiting for its job."""
    picks = [Pick(finding=finding, version=await filed.version(finding))]
    order = Order(stage=Stage.FIRST, opinion=Opinion.PASS, picks=picks, asked={})
    return {"bulk": [await order_bulk(order, by=filed.FIRST, at=filed.AFTER, queue=Waiting())]}


async def due_process(finding: int) -> Ids:
    """What hangs on a finding that was told of: its notice, and a discussion of it."""
    async with transaction() as connection:
        found = await connection.fetchrow(
            "SELECT f.institution, p.letter FROM vendors_finding f JOIN vendors_notice_part p ON p.finding = f.id"
            " WHERE f.id = $1",
            finding,
        )
    talk = NewDiscussion(
        kind=DiscussionKind.LEADERS, institution=found["institution"], held_on=_DAY, findings=[finding],
        attendees=[Attendee(name="方毅", post="分管局长"), Attendee(name="邓岚")], conclusion="同意认定",
        verdict=DiscussionVerdict.AGREED,
    )  # fmt: skip
    record = await record_discussion(discussion=talk, by=filed.LEADER, at=filed.AFTER)
    return {"notice": [found["letter"]], "record_id": [record], "defence": [1]}


async def dealings(vendor: int, *, contract: int, tasks: Sequence[int]) -> Ids:
    """An instalment to come, data released, a slip, a delivered rule, a clock asked to stop, a message."""
    who = a.clerk_of(vendor)
    running = tasks[-1]
    release = Release(vendor=vendor, what=What.RECORDS, rows=20, purpose="病历审核", description="纸质病历")
    provision = await request_provision(release=release, by=a.MANAGER, at=a.AT)
    slip = Slip(
        to_group=Kind.A.group, from_group=Kind.B.group, subject="同日多次结算", facts="请核对病历", to_vendor=vendor
    )
    handoff = await send_handoff(slip=slip, by=a.MANAGER, at=a.AT)
    delivery = Delivery(
        code="R01",
        version="2026.09",
        name="重复收费",
        kind=RuleKind.POLICY,
        description="同日同项目计费两次以上",
        basis="条例第三十八条(三)",
    )
    rule = await deliver_rule(delivery=delivery, by=who, at=a.AT)
    asked = await ask_pause(task=running, material="缺出院小结", by=who, at=a.AT + timedelta(days=1))
    letter = Letter(
        once=f"task:{running}", kind=MessageKind.NEWS, words=Words("任务已下达。", "A task for you."),
        link=f"/tasks/{running}", to=(at_vendor(vendor),),
    )  # fmt: skip
    await tell([letter], at=a.AT)
    async with transaction() as connection:
        message = await connection.fetchval("SELECT max(id) FROM server_message")
        payment = await connection.fetchval("SELECT min(id) FROM vendors_payment WHERE contract = $1", contract)
        items = await connection.fetch("SELECT id FROM vendors_task_deliverable WHERE task = ANY($1)", list(tasks))
    found = {"payment": [payment], "instalment": [2], "provision": [provision], "handoff": [handoff], "rule": [rule]}
    return found | {"asked": [asked], "message": [message], "item": [row["id"] for row in items] or [1]}


async def bureaus_own() -> Ids:
    """What belongs to no vendor: the organisation, inspectors and experts, a campaign with a milestone."""
    await seed_units(begins=date(2026, 1, 1), by=a.MANAGER, at=a.AT)
    inspector = await keep_inspector(
        card=InspectorCard(name="巡有道", unit="市医保局", certificate="甘-执-0001"), by=a.MANAGER, at=a.AT
    )
    expert = await keep_expert(
        card=ExpertCard(name="祁问诊", employer="省立医院（演示）", specialities=(Speciality.MEDICAL,)),
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    plan = Plan(
        name="打击欺诈骗保专项行动", kind=CampaignKind.SPECIAL, starts_on=_DAY, ends_on=date(2026, 12, 20),
        scope=Scope(covers_from=a.WINDOW[0], covers_to=a.WINDOW[1]), lead_name="顾长风",
    )  # fmt: skip
    campaign = await plan_campaign(plan=plan, by=a.MANAGER, at=a.AT)
    phase = await add_phase(
        campaign=campaign, name="动员部署", begins=_DAY, ends=date(2026, 8, 1), by=a.MANAGER, at=a.AT
    )
    milestone = await add_milestone(
        campaign=campaign, phase=phase, kind=MilestoneKind.WORK, name="印发方案", due_on=date(2026, 7, 20),
        by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    async with transaction() as connection:
        unit = await connection.fetchval("SELECT min(id) FROM vendors_unit")
        institution = await connection.fetchval("SELECT min(id) FROM vendors_institution")
    table = await open_report(campaign_id=campaign, period=Period(_DAY.year, "M", _DAY.month), by=a.MANAGER, at=a.AT)
    found = {"unit": [unit], "institution": [institution], "campaign": [campaign], "milestone": [milestone]}
    found |= {"table": [table], "region": [620799]}
    await copy_version(name="D-2026", starts_on=date(2027, 1, 1), reason="调整权重", by=a.MANAGER, at=a.AT)
    return found | {"inspector": [inspector], "expert": [expert]}


async def second_looks(finding: int, *, expert: int) -> Ids:
    """A sample of cases passed, one of its cases, and an expert asked about a finding."""
    manager = replace(a.MANAGER, roles=frozenset({Role.TASK_MANAGER}))
    cases = NewSample(kind=SampleKind.PASSED, title="漏检复看", ratio=Decimal(1))
    sample = await commit_sample(sample=cases, by=manager, at=a.AT + timedelta(days=90))
    await open_sample(sample=sample, by=manager, at=a.AT + timedelta(days=90))
    await link_account(expert=expert, account=987_655, by=a.MANAGER, at=a.AT)
    asked = Request(question="护理级别是否合理？", drawn={}, named=(expert,), named_why="专业对口")
    request = await ask_experts(finding=finding, request=asked, by=manager, at=a.AT + timedelta(days=90))
    async with transaction() as connection:
        drawn = await connection.fetchval("SELECT min(id) FROM vendors_sampled_case WHERE sample = $1", sample)
        opinion = await connection.fetchval("SELECT min(id) FROM vendors_expert_opinion WHERE request = $1", request)
    return {"sample": [sample], "drawn": [drawn], "request_id": [request], "opinion": [opinion], "scan": [1]}
