"""D 商业保险机构: 意外伤害调查结果表 (domain.md §3.6)."""

from decimal import Decimal

from importers.findings.scene import Derived
from importers.findings.sheets.every_kind import COMMON, ZERO, words
from importers.findings.sheets.visit import PATIENT
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.rows import Row
from vendors.policy.calendar import working_days_between

METHODS = words("病历核查", "现场走访", "电话", "交警协查", "人社工伤比对")
LIABLE, BY_FUND, REFUSED, PARTLY = "有", "应由基金支付", "不予支付", "部分支付"
_PATIENT = tuple(column for column in PATIENT if column.key in {"mdtrt_id", "psn_no", "psn_name", "med_type"})

CASE: tuple[Column, ...] = (
    Column(
        key="case_no",
        zh="案件编号",
        en="Case number",
        type=Type.CODE,
        need=Need.REQUIRED,
        longest=30,
        example="YW-0031",
    ),
    Column(
        key="received_on",
        zh="受理日期",
        en="Received on",
        type=Type.DATE,
        need=Need.REQUIRED,
        example="2026-08-10",
        width=13,
    ),
    Column(
        key="injured_on",
        zh="受伤日期",
        en="Injured on",
        type=Type.DATE,
        need=Need.REQUIRED,
        example="2026-08-02",
        width=13,
    ),
    Column(key="injured_at", zh="受伤地点", en="Place", longest=100, example="甘州区某小区"),
    Column(key="course", zh="受伤经过", en="Course of events", longest=500, example="下楼时踩空跌倒", width=30),
    Column(
        key="claimed_cause",
        zh="申报原因",
        en="Cause claimed",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("交通", "工伤", "打架斗殴", "跌倒", "动物致伤", "其他"),
        example="跌倒",
    ),
    Column(
        key="methods",
        zh="调查方式",
        en="Methods",
        need=Need.REQUIRED,
        longest=100,
        example="病历核查、现场走访",
        help_zh="病历核查、现场走访、电话、交警协查、人社工伤比对，可多选",
        help_en="Several may be named",
    ),
    Column(key="investigator", zh="调查人1", en="Investigator 1", need=Need.REQUIRED, longest=30, example="王某"),
    Column(key="investigator2", zh="调查人2", en="Investigator 2", need=Need.REQUIRED, longest=30, example="李某"),
    Column(key="statements", zh="询问笔录份数", en="Statements taken", type=Type.COUNT, least=ZERO, example="2"),
    Column(
        key="third_party",
        zh="是否存在第三方责任",
        en="Third party liable",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words(LIABLE, "无", "不能确定"),
        example=LIABLE,
    ),
    Column(
        key="liability_share",
        zh="责任比例",
        en="Share of liability (%)",
        type=Type.QUANTITY,
        need=Need.CONDITIONAL,
        aliases=("责任比例(%)", "责任比例%"),
        least=ZERO,
        most=Decimal(100),
        example="30",
        help_zh="百分数；存在第三方责任时必填",
        help_en="Per cent; required when a third party is liable",
    ),
    Column(
        key="conclusion",
        zh="结论",
        en="Conclusion",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words(BY_FUND, REFUSED, PARTLY, "移交"),
        example=PARTLY,
    ),
    Column(
        key="case_fee",
        zh="涉及费用",
        en="Fee involved",
        type=Type.MONEY,
        need=Need.REQUIRED,
        least=ZERO,
        example="1000.00",
    ),
    Column(
        key="advised_refusal",
        zh="建议拒付金额",
        en="Advised refusal",
        type=Type.MONEY,
        need=Need.CONDITIONAL,
        least=ZERO,
        example="300.00",
        help_zh="结论为不予支付或部分支付时必填",
        help_en="Required when the fund pays nothing or a part",
    ),
    Column(
        key="finished_on",
        zh="完成日期",
        en="Finished on",
        type=Type.DATE,
        need=Need.REQUIRED,
        example="2026-08-20",
        width=13,
    ),
    Column(
        key="term_days",
        zh="时限(工作日)",
        en="Working days taken",
        type=Type.COUNT,
        aliases=("时限", "用时(工作日)", "办理工作日"),
        least=ZERO,
        derived=True,
        example="8",
        help_zh="受理次日起至完成日的工作日数，可不填",
        help_en="Working days from the day after receipt to the end; may stay empty",
    ),
    Column(
        key="overdue",
        zh="是否超时",
        en="Overdue",
        type=Type.CHOICE,
        aliases=("超时",),
        choices=words("是", "否"),
        example="否",
        width=9,
    ),
)


def term_days(row: Row) -> int | None:
    """Working days of the State Council's calendar, the day of receipt not counted."""
    start, end = row.day("received_on"), row.day("finished_on")
    return None if start is None or end is None or end < start else working_days_between(start, end)


def liable(row: Row) -> bool:
    return row.text("third_party") == LIABLE


def refused(row: Row) -> bool:
    """Whether the fund pays nothing or only a part."""
    return row.text("conclusion") in {REFUSED, PARTLY}


DERIVED = (Derived(key="term_days", of=term_days, formula="受理日期至完成日期的工作日"),)
LAYOUT = Layout(
    key="injury-investigation",
    zh="意外伤害调查结果表",
    en="Accidental injury investigations",
    sheet="意外伤害调查结果",
    columns=(*COMMON[:4], *_PATIENT, *CASE, *COMMON[4:]),
)
