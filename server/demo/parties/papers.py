"""What vendors show before they are hired: certificates, dishonesty checks, who stands behind them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from server.demo.calendar import MINUTE
from server.demo.cast import Stage
from server.demo.parties.houses import VendorRow
from server.demo.scans import kept
from vendors.registry.actions import admit_vendor, register_vendor
from vendors.registry.credit.actions import record_credit_check
from vendors.registry.credit.rules import CreditSource
from vendors.registry.oversight.actions import Rating, add_risk, close_inspection, record_inspection
from vendors.registry.oversight.rules import InspectionKind, RiskCategory
from vendors.registry.qualifications.actions import Scan, Shown, add_qualification
from vendors.registry.rules import Kind
from vendors.registry.uscc import check_character


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A certificate of a vendor; without `until` it holds for good."""

    vendor: str
    code: str
    number: str
    issuer: str
    since: date
    until: date | None = None


def _paper(vendor: str, code: str, number: str, issuer: str, since: date, until: date | None = None) -> Paper:  # noqa: PLR0917 a row of the table below
    return Paper(vendor=vendor, code=code, number=f"{number}（示例）", issuer=issuer, since=since, until=until)


_QUALITY, _FINANCE, _INSURANCE = "示例省病案质控中心", "示例省财政厅", "示例金融监管分局"
_LABORATORY, _AUDITOR = "示例测评实验室", "示例认证中心"
PAPERS: Final = (
    _paper("A1", "record_quality_proof", "BAZK-2024-011", _QUALITY, date(2024, 3, 1), date(2027, 8, 31)),
    _paper("A1", "iso27001", "ISMS-2024-0107", _AUDITOR, date(2024, 6, 10), date(2027, 6, 9)),
    _paper("A2", "record_quality_proof", "BAZK-2023-027", _QUALITY, date(2023, 12, 16), date(2026, 12, 15)),
    _paper("B1", "classified_protection", "DJBH-3-0411", _LABORATORY, date(2025, 9, 1), date(2027, 8, 31)),
    _paper("B1", "itss", "ITSS-2-0092", _AUDITOR, date(2024, 9, 1), date(2027, 8, 31)),
    _paper("B2", "iso27001", "ISMS-2024-0233", _AUDITOR, date(2024, 2, 1), date(2027, 1, 31)),
    _paper("C1", "accounting_licence", "KJ-62-0017", _FINANCE, date(2015, 5, 20)),
    _paper("C2", "accounting_licence", "KJ-62-0038", _FINANCE, date(2018, 11, 6)),
    _paper("D1", "insurance_permit", "BX-6207-004", _INSURANCE, date(2012, 8, 15)),
    _paper("D1", "iso27001", "ISMS-2023-0510", _AUDITOR, date(2023, 10, 1), date(2026, 9, 30)),
    _paper("D2", "insurance_permit", "BX-6207-011", _INSURANCE, date(2016, 4, 28)),
    _paper("A3", "record_quality_proof", "BAZK-2021-005", _QUALITY, date(2021, 7, 1), date(2024, 6, 30)),
)
CHECKED: Final = (CreditSource.CREDIT_CHINA, CreditSource.PROCUREMENT)
RISKS: Final = (
    ("B2", RiskCategory.DATA, "筛查结果导出后在个人电脑上留存", 4, 4, "收回导出权限，按月核对导出记录"),
    ("A2", RiskCategory.STAFF, "年中一名病历审核员离岗，三个月后方补足", 3, 3, "要求提前一个月报备人员变动"),
    ("D2", RiskCategory.CAPACITY, "西片调查力量偏弱，跨县调查往返时间长", 2, 3, "按季核对在岗人数"),
)
APPLICANT: Final = "A3"
APPLIED: Final = date(2026, 11, 16)
INSPECTED: Final = date(2026, 9, 22)


async def admit(stage: Stage, row: VendorRow, *, vendor: int, at: datetime) -> None:
    """Its papers handed in and checked, then 入库."""
    await show(stage, row.key, vendor=vendor, at=at)
    reason = "资质与失信核查齐备，经集体研究同意入库"
    await admit_vendor(vendor=vendor, reason=reason, by=stage.manager, at=at + 5 * MINUTE)


async def show(stage: Stage, key: str, *, vendor: int, at: datetime) -> None:
    """Certificates with their scans, and what the public lists answered."""
    for paper in PAPERS:
        if paper.vendor == key:
            scan = await _scan(stage, paper)
            shown = Shown(
                code=paper.code, number=paper.number, issuer=paper.issuer, valid_from=paper.since,
                valid_until=paper.until,
            )  # fmt: skip
            await add_qualification(vendor=vendor, shown=shown, scan=scan, by=stage.manager, at=at + MINUTE)
    for source in CHECKED:
        await record_credit_check(
            vendor=vendor, source=source, on=at.date(), on_record=False, by=stage.manager, at=at + 2 * MINUTE
        )


def plan_applicant(stage: Stage) -> None:
    """A company that applied with a certificate long lapsed, and so waits to be admitted."""
    stage.agenda.on(APPLIED, 10, 30, partial(_apply, stage))


async def _apply(stage: Stage, at: datetime) -> None:
    stem = "91620799MA0000009"
    vendor = await register_vendor(
        code=stem + check_character(stem), name="泉水病案服务（示例）有限公司", short_name="泉水病案", kind=Kind.A,
        legal_representative="泉清", contact="0936-0000000（演示）", by=stage.manager, at=at,
    )  # fmt: skip
    await show(stage, APPLICANT, vendor=vendor, at=at)


def plan_oversight(stage: Stage) -> None:
    """风险评估 in spring, one inspection in autumn with a rectification that was closed."""
    stage.agenda.on(date(2026, 4, 9), 15, 0, partial(_risks, stage))
    stage.agenda.on(INSPECTED, 16, 30, partial(_inspect, stage))


async def _risks(stage: Stage, at: datetime) -> None:
    for key, category, what, likelihood, impact, measure in RISKS:
        rating = Rating(
            likelihood=likelihood, impact=impact, measure=measure, owner="林知秋", review_on=date(2026, 12, 31)
        )
        await add_risk(
            vendor=stage.parties[key].vendor,
            category=category,
            description=what,
            rating=rating,
            by=stage.manager,
            at=at,
        )


async def _inspect(stage: Stage, at: datetime) -> None:
    made = await record_inspection(
        vendor=stage.parties["B2"].vendor, kind=InspectionKind.DATA_SECURITY, on=INSPECTED, inspectors="林知秋、顾长风",
        findings="导出文件未加密存放；在岗数据分析师较合同约定少一人。", rectify_by=date(2026, 10, 15),
        by=stage.manager, at=at,
    )  # fmt: skip

    async def close(later: datetime) -> None:
        outcome = "导出文件已加密并清理；人员缺口限期补足，另行督办。"
        await close_inspection(inspection=made, outcome=outcome, by=stage.manager, at=later)

    stage.agenda.on(date(2026, 10, 14), 11, 0, close)


async def _scan(stage: Stage, paper: Paper) -> Scan:
    file, sha256 = await kept(stage, f"{paper.vendor}-{paper.code}.pdf", paper.code, paper.number)
    return Scan(file=file, sha256=sha256)
