"""Builders: `await a.vendor()`. Each goes through the real actions and takes only what a test is about."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from vendors.actors import Actor, Role
from vendors.contracts.actions import sign_contract
from vendors.contracts.checklist import clauses
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractTerms, ItemTerms, Procurement, ServiceDomain
from vendors.institutions.actions import store_cases, store_institutions
from vendors.institutions.queries import CaseFilter
from vendors.institutions.records import CaseRecord, InstitutionRecord
from vendors.people.actions import add_staff, sign_undertaking
from vendors.people.queries import staff_of
from vendors.periods import at_local, local_date
from vendors.registry.actions import admit_vendor, register_vendor
from vendors.registry.credit.actions import record_credit_check
from vendors.registry.credit.rules import CreditSource
from vendors.registry.qualifications.actions import Shown, add_qualification
from vendors.registry.qualifications.rules import known_for
from vendors.registry.rules import Kind
from vendors.registry.uscc import check_character
from vendors.tasks.actions import accept_task, create_task, issue_task, start_task
from vendors.tasks.list_actions import assign_cases, commit_draw, draw_cases
from vendors.tasks.particulars import NONE_SAID, Particulars
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

MANAGER = Actor(
    id=1, name="周启明", roles=frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.SYSTEM_ADMIN}), request="r-1"
)
LEGAL = Actor(id=14, name="邓岚", roles=frozenset({Role.LEGAL}), request="r-1")
MONDAY = date(2026, 7, 6)
AT = at_local(MONDAY)
WINDOW = (date(2026, 4, 1), date(2026, 6, 30))
HOSPITALS = (
    InstitutionRecord(
        code="H62070200001",
        name="金河县第一人民医院",
        kind="二级医院",
        ownership="公立",
        region="620702",
        level="二级甲等",
    ),
    InstitutionRecord(
        code="H62072200002", name="雪山镇中心卫生院", kind="乡镇卫生院", ownership="公立", region="620722"
    ),
)
_serial = count(1)


def clerk_of(vendor: int, *, name: str = "何小满", id: int = 100) -> Actor:  # noqa: A002 the field's own name
    """A vendor's project lead."""
    return Actor(id=id + vendor, name=name, roles=frozenset({Role.VENDOR_LEAD, Role.VENDOR_CLERK}), vendor=vendor)


def code(serial: int | None = None) -> str:
    """A well-formed invented 统一社会信用代码."""
    stem = f"91620700MA{serial or next(_serial):07d}"
    return stem + check_character(stem)


async def vendor(
    *, kind: Kind = Kind.A, name: str = "陇上病历质控有限公司", code_: str = "", at: datetime = AT, short_name: str = ""
) -> int:
    """An admitted vendor (已入库): every required certificate on file, its dishonesty check clean."""
    async with transaction():
        made = await applicant(kind=kind, name=name, code_=code_, at=at, short_name=short_name)
        await papers(made, kind=kind, at=at)
        await admit_vendor(vendor=made, reason="材料齐全", by=MANAGER, at=at)
    return made


async def applicant(
    *, kind: Kind = Kind.A, name: str = "陇上病历质控有限公司", code_: str = "", at: datetime = AT, short_name: str = ""
) -> int:
    """A vendor that is only 待登记."""
    return await register_vendor(
        code=code_ or code(), name=name, short_name=short_name or name[:4], kind=kind,
        legal_representative="马知远", by=MANAGER, at=at,
    )  # fmt: skip


async def papers(vendor: int, *, kind: Kind = Kind.A, at: datetime = AT, until: date | None = None) -> None:
    """One certificate for each need of the kind, and clean answers of the lists to be asked, a hundred days old."""
    needs = {one.need: one for one in known_for(kind, on=local_date(at)) if one.required}
    for one in needs.values():
        shown = Shown(
            code=one.code, number="甘-0001", issuer="发证机关（演示）", valid_from=date(2020, 1, 1), valid_until=until,
            unscanned="已核对原件",
        )  # fmt: skip
        await add_qualification(vendor=vendor, shown=shown, by=MANAGER, at=at)
    for source in (CreditSource.CREDIT_CHINA, CreditSource.PROCUREMENT):
        await record_credit_check(
            vendor=vendor, source=source, on=local_date(at) - timedelta(days=100), on_record=False, by=MANAGER, at=at
        )


def item(**changes: object) -> ItemTerms:
    agreed: dict[str, object] = {
        "domain": ServiceDomain.RECORDS, "description": "住院病历全覆盖数据审核", "unit": "份",
        "quantity": Decimal(12000), "unit_price_fen": 4000, "deadline_days": 20, "quality_standard": "准确率不低于95%",
    }  # fmt: skip
    return ItemTerms(**(agreed | changes))  # type: ignore[arg-type]


def terms(vendor: int, **changes: object) -> ContractTerms:
    """480 000.00 yuan for 2026, a fifth of it linked to the assessment."""
    agreed: dict[str, object] = {
        "vendor": vendor, "number": f"HT-2026-{next(_serial):04d}", "title": "病历审核服务合同",
        "procurement": Procurement.OPEN, "amount_fen": 48_000_000, "budget_year": 2026,
        "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "linked_ratio": Decimal("0.2"),
        "staff_required": 10, "sampling_ratio": Decimal("0.05"), "items": (item(),), "instalments": 4,
        "clauses": {one.code: f"第{place}条" for place, one in enumerate(clauses(MONDAY), start=1)},
    }  # fmt: skip
    return ContractTerms(**(agreed | changes))  # type: ignore[arg-type]


async def contract(*, vendor: int, at: datetime = AT, **changes: object) -> int:
    return await sign_contract(terms=terms(vendor, **changes), by=MANAGER, reviewer=LEGAL, at=at)


async def staff(*, vendor: int, name: str = "何小满", at: datetime = AT, since: date = date(2026, 1, 1)) -> int:
    """A person on post since January, approved, who has signed the undertaking; a vendor's first is its lead."""
    lead = not any(one.is_lead for one in await staff_of(vendor, for_=MANAGER))
    person = await add_staff(
        vendor=vendor, name=name, post="病历审核员", on_post_from=since, is_lead=lead, by=MANAGER, at=at
    )
    await sign_undertaking(staff=person, on=since, by=MANAGER, at=at)
    return person


def case(serial: int, **changes: object) -> CaseRecord:
    """An inpatient case of the second quarter of 2026, 8 632.50 yuan, 6 120.30 of it from the fund."""
    told: dict[str, object] = {
        "visit_id": f"620700G{serial:012d}", "settlement_id": f"S{serial:09d}",
        "institution_code": HOSPITALS[serial % 2].code, "hospital_no": f"{serial:07d}",
        "person_no": f"6207{serial:016d}", "patient_masked": "张*明", "insutype": "310", "med_type": "21",
        "admitted_on": date(2026, 5, 3), "discharged_on": date(2026, 5, 11), "department": "骨科",
        "doctor_code": "D620702999001", "doctor_name": "赵某", "diagnosis": "M51.202 腰椎间盘突出",
        "total_fen": 863_250,
        "fund_fen": 612_030, "settled_on": date(2026, 5, 12),
    }  # fmt: skip
    return CaseRecord(**(told | changes))  # type: ignore[arg-type]


async def hospitals(*, at: datetime = AT) -> None:
    await store_institutions(rows=HOSPITALS, by=MANAGER, at=at)


async def cases(number: int, *, at: datetime = AT) -> tuple[str, ...]:
    """The two hospitals and so many settled cases; returns the visit ids."""
    await hospitals(at=at)
    rows = [case(serial) for serial in range(1, number + 1)]
    await store_cases(rows=rows, by=MANAGER, at=at)
    return tuple(row.visit_id for row in rows)


async def draft(
    *,
    contract: int,
    kind: TaskKind = TaskKind.FULL_REVIEW,
    at: datetime = AT,
    deadline_days: int | None = 20,
    particulars: Particulars = NONE_SAID,
) -> int:
    return await create_task(
        contract=contract, kind=kind, title="2026年第二季度住院病历审核", covers_from=WINDOW[0], covers_to=WINDOW[1],
        deadline_days=deadline_days, particulars=particulars, by=MANAGER, at=at,
    )  # fmt: skip


async def task(
    *,
    contract: int,
    kind: TaskKind = TaskKind.FULL_REVIEW,
    ratio: Decimal | None = Decimal("0.05"),
    at: datetime = AT,
    deadline_days: int | None = 20,
    visits: tuple[str, ...] = (),
    particulars: Particulars = NONE_SAID,
) -> int:
    """An issued task over every settled case of the second quarter (or chosen visits), its sample drawn."""
    made = await draft(contract=contract, kind=kind, at=at, deadline_days=deadline_days, particulars=particulars)
    await task_listed(made, kind=kind, ratio=ratio, visits=visits, at=at)
    await task_issued(made, contract=contract, at=at)
    return made


async def task_listed(
    made: int,
    *,
    kind: TaskKind = TaskKind.FULL_REVIEW,
    ratio: Decimal | None = Decimal("0.05"),
    visits: tuple[str, ...] = (),
    at: datetime = AT,
) -> None:
    """A draft's case list, if its kind has one, and its sample drawn."""
    if kind.needs_cases:
        meant = visits or CaseFilter(settled_from=WINDOW[0], settled_to=WINDOW[1])
        await assign_cases(task=made, cases=meant, by=MANAGER, at=at)
        if ratio is not None:
            drawn = await commit_draw(task=made, ratio=ratio, seed=f"seed of {made}", by=MANAGER, at=at)
            await draw_cases(draw_id=drawn, by=MANAGER, at=at)


async def lead(*, vendor: int, name: str = "常守义", at: datetime = AT) -> int:
    """The vendor's project lead, on post since January, who has signed the undertaking."""
    since = date(2026, 1, 1)
    person = await add_staff(
        vendor=vendor, name=name, post="项目负责人", on_post_from=since, is_lead=True, by=MANAGER, at=at
    )
    await sign_undertaking(staff=person, on=since, by=MANAGER, at=at)
    return person


async def task_issued(made: int, *, contract: int, at: datetime = AT) -> None:
    """Issue a draft; a vendor with nobody at work that day gets a project lead, one without a lead is let through."""
    vendor = (await contract_view(contract, for_=MANAGER)).vendor
    on = local_date(at)
    if not any(one.standing.works(on) for one in await staff_of(vendor, for_=MANAGER, on=on)):
        await lead(vendor=vendor, at=at)
    await issue_task(task=made, by=MANAGER, at=at, waivers={"staff.no_lead": "项目负责人正在更换"})


async def task_in_progress(*, vendor: int, contract: int, at: datetime = AT, **changes: object) -> int:
    """An issued task its vendor has accepted and begun: workbooks may come in."""
    made = await task(contract=contract, at=at, **changes)  # type: ignore[arg-type]
    await accept_task(task=made, by=clerk_of(vendor), at=at)
    await start_task(task=made, by=clerk_of(vendor), at=at)
    return made
