"""D 商业保险机构: 意外伤害调查结果表 (domain.md §3.6)."""

from decimal import Decimal

from importers.findings.every_kind import COMMON, ZERO, words
from importers.findings.visit import PATIENT
from importers.workbook.columns import Column, Layout, Need, Type

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
    Column(key="received_on", zh="受理日期", en="Received on", type=Type.DATE, need=Need.REQUIRED, width=13),
    Column(key="injured_on", zh="受伤日期", en="Injured on", type=Type.DATE, need=Need.REQUIRED, width=13),
    Column(key="injured_at", zh="受伤地点", en="Place", longest=100),
    Column(key="course", zh="受伤经过", en="Course of events", longest=500, width=30),
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
    Column(key="statements", zh="询问笔录份数", en="Statements taken", type=Type.COUNT, least=ZERO),
    Column(
        key="third_party",
        zh="是否存在第三方责任",
        en="Third party liable",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("有", "无", "不能确定"),
        example="无",
    ),
    Column(
        key="liability_share",
        zh="责任比例",
        en="Share of liability (%)",
        type=Type.QUANTITY,
        aliases=("责任比例(%)", "责任比例%"),
        least=ZERO,
        most=Decimal(100),
    ),
    Column(
        key="conclusion",
        zh="结论",
        en="Conclusion",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("应由基金支付", "不予支付", "部分支付", "移交"),
        example="不予支付",
    ),
    Column(key="case_fee", zh="涉及费用", en="Fee involved", type=Type.MONEY, need=Need.REQUIRED, least=ZERO),
    Column(key="advised_refusal", zh="建议拒付金额", en="Advised refusal", type=Type.MONEY, least=ZERO),
    Column(key="finished_on", zh="完成日期", en="Finished on", type=Type.DATE, need=Need.REQUIRED, width=13),
)

LAYOUT = Layout(
    key="injury-investigation",
    zh="意外伤害调查结果表",
    en="Accidental injury investigations",
    sheet="意外伤害调查结果",
    columns=(*COMMON[:4], *_PATIENT, *CASE, *COMMON[4:]),
)
