"""C 会计师事务所, beside its findings: 医生工作量分析表 and 医疗成本核对表 (domain.md §3.5)."""

from dataclasses import replace
from decimal import Decimal

from importers.findings.scene import Derived
from importers.findings.sheets.record_columns import (
    BEGIN,
    CONDITIONAL,
    END,
    HEAD,
    INSTITUTION,
    MEMO,
    REQUIRED,
    SIGNED,
    ZERO,
    money,
)
from importers.findings.sheets.visit import DOCTOR_CODE
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.rows import Row
from vendors.money import half_up

_POINT = Decimal("0.01")


def share(key: str, zh: str, en: str, example: str, help_zh: str, *, derived: bool) -> Column:
    """A mean, a multiple or a percentage: two decimals, and never summed."""
    return Column(
        key=key,
        zh=zh,
        en=en,
        type=Type.QUANTITY,
        need=Need.OPTIONAL if derived else REQUIRED,
        derived=derived,
        example=example,
        help_zh=help_zh,
        help_en="Follows from the other columns; may stay empty" if derived else "",
    )


WORKLOAD: tuple[Column, ...] = (
    replace(DOCTOR_CODE, need=REQUIRED),
    Column(key="dept", zh="科室", en="Department", aliases=("科室名称",), longest=50, example="骨科", width=12),
    Column(
        key="month",
        zh="月份",
        en="Month",
        type=Type.CODE,
        need=REQUIRED,
        pattern=r"^20\d{2}-(0[1-9]|1[0-2])$",
        pattern_is_error=True,
        example="2026-08",
        help_zh="年-月，如 2026-08；按文本填写",
        help_en="year-month, as text",
        width=10,
    ),
    Column(
        key="clinic_days",
        zh="出诊天数",
        en="Clinic days",
        type=Type.COUNT,
        need=REQUIRED,
        least=ZERO,
        most=Decimal(31),
        example="22",
    ),
    Column(
        key="clinic_visits",
        zh="门诊人次",
        en="Clinic visits",
        type=Type.COUNT,
        need=REQUIRED,
        least=ZERO,
        example="640",
    ),
    Column(key="bed_days", zh="住院床日", en="Bed days", type=Type.COUNT, need=REQUIRED, least=ZERO, example="310"),
    Column(key="operations", zh="手术台次", en="Operations", type=Type.COUNT, need=REQUIRED, least=ZERO, example="18"),
    Column(
        key="prescriptions", zh="处方数", en="Prescriptions", type=Type.COUNT, need=REQUIRED, least=ZERO, example="702"
    ),
    replace(share("mean_fee", "人均费用", "Mean fee (yuan)", "450.00", "元，两位小数", derived=False), least=ZERO),
    replace(
        share("peer_mean", "同科均值", "Department's mean (yuan)", "300.00", "元，两位小数", derived=False), least=ZERO
    ),
    share("deviation", "偏离倍数", "Multiple of the mean", "1.50", "人均费用÷同科均值，两位小数，可不填", derived=True),
    Column(
        key="impossible",
        zh="不可能时点次数",
        en="Impossible moments",
        type=Type.COUNT,
        need=REQUIRED,
        aliases=("不可能时点(离岗/请假/停诊仍有医嘱)次数", "不可能时点"),
        least=ZERO,
        example="2",
        help_zh="离岗、请假、停诊期间仍有医嘱的次数",
        help_en="Orders while away, on leave or with the clinic closed",
    ),
)
COST: tuple[Column, ...] = (
    replace(BEGIN, need=Need.OPTIONAL),
    replace(END, need=Need.OPTIONAL),
    Column(key="item", zh="项目", en="Item", need=REQUIRED, aliases=("项目名称",), longest=100, example="关节镜手术"),
    money("income", "收入", "Income (yuan)", "100000.00", need=REQUIRED),
    money(
        "drug_cost",
        "直接成本-药品",
        "Cost of drugs (yuan)",
        "20000.00",
        need=REQUIRED,
        aliases=("直接成本(药)", "直接成本(药品)", "药品成本", "药"),
    ),
    money(
        "supply_cost",
        "直接成本-耗材",
        "Cost of consumables (yuan)",
        "30000.00",
        need=REQUIRED,
        aliases=("直接成本(耗)", "直接成本(耗材)", "耗材成本", "耗"),
    ),
    money(
        "labour_cost",
        "直接成本-人力",
        "Cost of labour (yuan)",
        "25000.00",
        need=REQUIRED,
        aliases=("直接成本(人力)", "人力成本", "人力"),
    ),
    replace(
        share(
            "gross_rate", "毛利率(%)", "Gross margin (%)", "25.00", "(收入－直接成本)÷收入×100，可不填", derived=True
        ),
        aliases=("毛利率",),
    ),
    replace(
        share("peer_rate", "同类均值(%)", "Peers' mean (%)", "22.50", "同类机构同一项目的毛利率", derived=False),
        aliases=("同类均值",),
    ),
    Column(
        key="oddity",
        zh="异常说明",
        en="Oddity explained",
        need=CONDITIONAL,
        longest=500,
        example="新开展项目，耗材首批采购价高",
        help_zh="直接成本大于收入时必填",
        help_en="Required when the cost is above the income",
        width=28,
    ),
)


def deviation(row: Row) -> Decimal | None:
    """人均费用÷同科均值; None over 0."""
    own, peers = row.number_of("mean_fee"), row.number_of("peer_mean")
    return None if own is None or not peers else half_up(own / peers)


def cost_fen(row: Row) -> int | None:
    """All three direct costs."""
    parts = [row.fen(key) for key in ("drug_cost", "supply_cost", "labour_cost")]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def gross_rate(row: Row) -> Decimal | None:
    """(收入－直接成本)÷收入×100; None over 0."""
    income, cost = row.fen("income"), cost_fen(row)
    return None if not income or cost is None else half_up(Decimal(income - cost) * 100 / income)


def at_a_loss(row: Row) -> bool:
    """Whether the direct costs are above the income."""
    income, cost = row.fen("income"), cost_fen(row)
    return income is not None and cost is not None and cost > income


DERIVED_OF_WORKLOAD = (Derived(key="deviation", of=deviation, formula="人均费用÷同科均值", tolerance=_POINT),)
DERIVED_OF_COST = (Derived(key="gross_rate", of=gross_rate, formula="(收入－直接成本)÷收入×100", tolerance=_POINT),)
WORKLOAD_SHEET = Layout(
    key="doctor-workload",
    zh="医生工作量分析表",
    en="Doctors' workload",
    sheet="医生工作量分析",
    columns=(*HEAD, *INSTITUTION, *WORKLOAD, *SIGNED, MEMO),
)
COST_SHEET = Layout(
    key="treatment-cost",
    zh="医疗成本核对表",
    en="Cost of treatment",
    sheet="医疗成本核对",
    columns=(*HEAD, *INSTITUTION, *COST, *SIGNED, MEMO),
)
