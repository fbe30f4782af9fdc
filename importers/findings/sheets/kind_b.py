"""B 信息技术机构: 智能监控疑点明细表 (domain.md §3.4 ①)."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from importers.findings.sheets.every_kind import COMMON, words
from importers.findings.sheets.visit import ITEM, PATIENT, STAY
from importers.workbook.columns import Column, Layout, Need, Type

YES, NO = "是", "否"
_VISIT = {"begndate", "enddate", "dept", "dr_code", "medfee_sumamt"}
_STAY = (
    *(column for column in STAY if column.key in _VISIT),
    *(replace(column, need=Need.OPTIONAL) for column in STAY if column.key == "hifp_pay"),
)
_TIME = Column(
    key="fee_ocur_time",
    zh="费用发生时间",
    en="Charged at",
    type=Type.DATE,
    need=Need.REQUIRED,
    aliases=("费用发生日期", "费用日期", "计费日期"),
    example="2026-08-05",
    help_zh="可带时分秒，按日期读入",
    help_en="May hold the time; the day is read",
    width=13,
)
_ITEM = tuple(_TIME if column.key == _TIME.key else column for column in ITEM)

RULE: tuple[Column, ...] = (
    Column(
        key="rule_id",
        zh="规则编号",
        en="Rule id",
        type=Type.CODE,
        need=Need.REQUIRED,
        aliases=("规则编码",),
        longest=50,
        example="R01",
    ),
    Column(key="rule_name", zh="规则名称", en="Rule", need=Need.REQUIRED, longest=200, example="超限定频次", width=24),
    Column(
        key="rule_version",
        zh="规则版本",
        en="Rule version",
        type=Type.CODE,
        need=Need.REQUIRED,
        longest=20,
        example="2026.09",
    ),
    Column(
        key="rule_class",
        zh="规则类别",
        en="Rule class",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("政策类", "管理类", "医疗类"),
        example="管理类",
    ),
    Column(
        key="sev_deg",
        zh="严重程度",
        en="Severity",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("明确违规", "高度可疑", "轻度可疑"),
        example="高度可疑",
    ),
    Column(
        key="vola_item_type",
        zh="违规明细类型",
        en="Kind of line",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=MappingProxyType({"1": "违规项", "2": "涉及项"}),
        example="1",
    ),
    Column(
        key="feedetl_sn",
        zh="费用明细流水号",
        en="Fee line number",
        type=Type.CODE,
        need=Need.REQUIRED,
        longest=30,
        example="FY202609000123",
        width=22,
    ),
    Column(
        key="rx_id",
        zh="处方(医嘱)号",
        en="Prescription",
        type=Type.CODE,
        aliases=("处方号", "医嘱号"),
        longest=30,
        example="CF0001",
    ),
    Column(
        key="persons",
        zh="涉及参保人数",
        en="Persons involved",
        type=Type.COUNT,
        aliases=("涉及人数",),
        least=Decimal(1),
        example="1",
        help_zh="结伴住院等涉及多人的规则填写",
        help_en="For rules about several patients at once",
        width=12,
    ),
    Column(key="model_score", zh="模型得分", en="Model score", type=Type.QUANTITY, places=2, example="87.50", width=10),
    Column(
        key="warned",
        zh="是否推送预警",
        en="Warned",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words(YES, NO),
        example="否",
        width=12,
    ),
    Column(
        key="warned_on",
        zh="预警时间",
        en="Warned on",
        type=Type.DATE,
        need=Need.CONDITIONAL,
        aliases=("预警日期",),
        example="2026-08-06",
        help_zh="已推送预警的必填",
        help_en="Required when a warning was sent",
        width=13,
    ),
)

LAYOUT = Layout(
    key="smart-monitoring",
    zh="智能监控疑点明细表",
    en="Smart monitoring findings",
    sheet="智能监控疑点明细",
    columns=(*COMMON[:4], *PATIENT, *_STAY, *_ITEM, *RULE, *COMMON[4:]),
)
