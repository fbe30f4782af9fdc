"""D 商业保险机构, beside its findings: 失能评定, 护理服务质量, 费用审核结算, 宣传咨询 (domain.md §3.6)."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from importers.findings.scene import Derived
from importers.findings.sheets.every_kind import words
from importers.findings.sheets.record_columns import (
    AUDITOR,
    CHECKER,
    CONDITIONAL,
    HEAD,
    MEMO,
    PERCENT,
    PLACE,
    REQUIRED,
    SIGNED,
    ZERO,
    money,
    quantity,
)
from importers.findings.sheets.visit import PATIENT, VISIT_ID
from importers.workbook.columns import Column, Layout, Type
from importers.workbook.rows import Row

FIRST, AGAIN, DYNAMIC, SPOT = "初评", "复评", "动态复评", "抽查"
SAME, NOT_SAME = "一致", "不一致"
PAID = "已支付"
LEVELS = MappingProxyType(
    {"0": "基本正常", "1": "轻度失能", "2": "中度失能", "3": "重度失能Ⅰ级", "4": "重度失能Ⅱ级", "5": "重度失能Ⅲ级"}
)
_NAME = next(column for column in PATIENT if column.key == "psn_name")
_POINTS = replace(
    quantity("", "", "", "", need=REQUIRED, most=PERCENT, places=1), help_zh="按失能等级评估标准计分", width=12
)


def day(key: str, zh: str, en: str, example: str = "", help_zh: str = "") -> Column:
    return Column(key=key, zh=zh, en=en, type=Type.DATE, example=example, help_zh=help_zh, width=13)


ASSESSMENT: tuple[Column, ...] = (
    Column(
        key="apply_no", zh="申请编号", en="Application", type=Type.CODE, need=REQUIRED, longest=30, example="SQ-0001"
    ),
    replace(_NAME, zh="姓名(脱敏)", aliases=("姓名", "申请人姓名", "申请人姓名(脱敏)")),
    Column(
        key="id_tail",
        zh="身份证后四位",
        en="Last four of the identity number",
        type=Type.CODE,
        need=REQUIRED,
        aliases=("身份证号后四位", "证件号后四位"),
        pattern=r"^\d{3}[\dX]$",
        pattern_is_error=True,
        example="307X",
        help_zh="只填末 4 位，不得填写完整号码",
        help_en="The last four places only, never the whole number",
        width=12,
    ),
    replace(day("applied_on", "申请日期", "Applied on", "2026-07-06"), need=REQUIRED),
    Column(
        key="assess_type",
        zh="评定类型",
        en="Kind of assessment",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words(FIRST, AGAIN, DYNAMIC, SPOT),
        example=SPOT,
    ),
    Column(
        key="assessor", zh="评估员1", en="Assessor 1", need=REQUIRED, aliases=("评估员一",), longest=30, example="钱某"
    ),
    Column(
        key="assessor2",
        zh="评估员2",
        en="Assessor 2",
        need=REQUIRED,
        aliases=("评估员二",),
        longest=30,
        example="孙某",
        help_zh="不得与评估员1相同",
        help_en="Not assessor 1",
    ),
    Column(key="expert", zh="评估专家", en="Expert", longest=30, example="吴某"),
    replace(_POINTS, key="adl_score", zh="日常生活活动得分", en="Daily living", example="35"),
    replace(_POINTS, key="cognition_score", zh="认知得分", en="Cognition", example="9"),
    replace(
        _POINTS, key="senses_score", zh="感知觉与沟通得分", en="Senses and speech", aliases=("感知觉得分",), example="8"
    ),
    Column(
        key="level",
        zh="失能等级",
        en="Level",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=LEVELS,
        example="3",
        help_zh="0–5，见代码表",
        help_en="0 to 5",
        width=10,
    ),
    day("notice_from", "公示起", "Published from", "2026-07-20"),
    day("notice_to", "公示止", "Published to", "2026-07-27"),
    replace(day("delivered_on", "结论送达日期", "Delivered on", "2026-07-29"), aliases=("送达日期",)),
    day("next_on", "下次复评日期", "Next assessment", "2028-07-28"),
    Column(
        key="objection", zh="异议", en="Objection", type=Type.CHOICE, choices=words("有", "无"), example="无", width=8
    ),
    Column(
        key="review_level",
        zh="复评等级",
        en="Level found again",
        type=Type.CHOICE,
        need=CONDITIONAL,
        choices=LEVELS,
        example="3",
        help_zh="评定类型为复评或抽查时必填",
        help_en="Required for a re-assessment or a spot check",
        width=10,
    ),
    Column(
        key="consistent",
        zh="一致性",
        en="Consistent",
        type=Type.CHOICE,
        choices=words(SAME, NOT_SAME),
        derived=True,
        example=SAME,
        help_zh="失能等级与复评等级是否相同，可不填",
        help_en="Whether both levels are the same; may stay empty",
        width=9,
    ),
)
CARE: tuple[Column, ...] = (
    Column(
        key="agency_code",
        zh="护理机构编码",
        en="Care agency's code",
        type=Type.CODE,
        need=REQUIRED,
        aliases=("机构编码",),
        longest=20,
        example="H62070299905",
        width=16,
    ),
    Column(
        key="agency_name",
        zh="护理机构名称",
        en="Care agency",
        need=REQUIRED,
        aliases=("机构名称",),
        longest=100,
        example="示例护理院",
        width=24,
    ),
    replace(
        _NAME, key="client", zh="服务对象", en="Person cared for (masked)", aliases=("服务对象(脱敏)",), example="刘*"
    ),
    Column(
        key="care_way",
        zh="服务方式",
        en="Way of care",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words("机构", "居家", "社区"),
        example="居家",
        width=9,
    ),
    quantity("planned_hours", "计划工时", "Hours planned", "40", need=REQUIRED, places=1),
    quantity("actual_hours", "实际工时", "Hours given", "38.5", need=REQUIRED, places=1),
    Column(
        key="clock_oddities",
        zh="打卡异常次数",
        en="Clock oddities",
        type=Type.COUNT,
        need=REQUIRED,
        least=ZERO,
        example="1",
    ),
    quantity("satisfaction", "满意度", "Satisfaction", "95", most=PERCENT, places=2, help_zh="百分数，0–100"),
    Column(key="lost_points", zh="扣分项", en="Points lost for", longest=300, example="护理记录漏签 2 次", width=24),
    quantity("score", "得分", "Score", "92", need=REQUIRED, most=PERCENT, places=2),
    Column(
        key="correction",
        zh="整改要求",
        en="To be put right",
        need=CONDITIONAL,
        longest=300,
        example="补签并复训",
        help_zh="有扣分项时必填",
        help_en="Required when points were lost",
        width=24,
    ),
    replace(day("rated_on", "评估日期", "Rated on", "2026-09-10"), aliases=("评价日期",)),
)
FEES: tuple[Column, ...] = (
    Column(
        key="lot",
        zh="批次",
        en="Lot",
        type=Type.CODE,
        need=REQUIRED,
        aliases=("批次号",),
        longest=30,
        example="SH-202609-01",
    ),
    Column(
        key="fee_class",
        zh="类别",
        en="Class",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words("医疗", "长护", "大病", "意外"),
        example="医疗",
        width=9,
    ),
    VISIT_ID,
    money("claimed", "申报金额", "Claimed (yuan)", "1860.00", need=REQUIRED, aliases=("申报金额(元)",)),
    money("allowed", "审核金额", "Allowed (yuan)", "1720.00", need=REQUIRED, aliases=("审核金额(元)", "核准金额")),
    money("cut", "扣减金额", "Cut (yuan)", "140.00", derived=True, help_zh="申报金额－审核金额，可不填"),
    Column(
        key="cut_reason",
        zh="扣减原因代码",
        en="Reason of the cut",
        type=Type.CODE,
        need=CONDITIONAL,
        aliases=("扣减原因",),
        longest=20,
        example="0501",
        help_zh="有扣减时必填",
        help_en="Required when something was cut",
    ),
    AUDITOR,
    CHECKER,
    SIGNED[2],
    replace(day("paid_on", "支付日期", "Paid on", "2026-09-28", "已支付的必填"), need=CONDITIONAL),
    Column(
        key="pay_state",
        zh="支付状态",
        en="Payment",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words(PAID, "未支付", "暂缓", "退回"),
        example=PAID,
        width=10,
    ),
)
OUTREACH: tuple[Column, ...] = (
    replace(day("held_on", "日期", "Day", "2026-09-03"), need=REQUIRED),
    Column(
        key="form",
        zh="形式",
        en="Form",
        type=Type.CHOICE,
        need=REQUIRED,
        choices=words("现场宣传", "入户宣传", "线上宣传", "窗口咨询", "电话咨询", "其他"),
        example="窗口咨询",
    ),
    Column(key="sessions", zh="场次", en="Sessions", type=Type.COUNT, least=ZERO, example="1", width=8),
    Column(
        key="people",
        zh="人次",
        en="People",
        type=Type.COUNT,
        need=REQUIRED,
        aliases=("场次/人次", "服务人次"),
        least=ZERO,
        example="12",
        width=8,
    ),
    Column(key="topic", zh="事项", en="Matter", need=REQUIRED, longest=200, example="长护险申请条件", width=28),
    Column(key="complaints", zh="投诉件数", en="Complaints", type=Type.COUNT, least=ZERO, example="1", width=10),
    replace(day("closed_on", "办结日期", "Closed on", "2026-09-05", "有投诉的，全部办结之日"), need=CONDITIONAL),
)


def consistent(row: Row) -> str | None:
    """Whether 复评等级 is 失能等级."""
    first, again = row.text("level"), row.text("review_level")
    return None if not first or not again else SAME if first == again else NOT_SAME


def assessed_again(row: Row) -> bool:
    return row.text("assess_type") in {AGAIN, SPOT}


def cut_fen(row: Row) -> int | None:
    """申报金额－审核金额, in fen."""
    claimed, allowed = row.fen("claimed"), row.fen("allowed")
    return None if claimed is None or allowed is None else claimed - allowed


DERIVED_OF_ASSESSMENT = (Derived(key="consistent", of=consistent, formula="失能等级与复评等级相比"),)
DERIVED_OF_FEES = (Derived(key="cut", of=cut_fen, formula="申报金额－审核金额", tolerance=Decimal(0)),)
ASSESSMENT_SHEET = Layout(
    key="disability-assessment",
    zh="失能评定明细表",
    en="Disability assessments",
    sheet="失能评定明细",
    columns=(*HEAD, *PLACE, *ASSESSMENT, *SIGNED, MEMO),
)
CARE_SHEET = Layout(
    key="care-quality",
    zh="护理服务质量评估表",
    en="Quality of care",
    sheet="护理服务质量评估",
    columns=(*HEAD, *CARE, *PLACE, *SIGNED, MEMO),
)
FEES_SHEET = Layout(
    key="fee-review",
    zh="费用审核结算明细表",
    en="Fee review and settlement",
    sheet="费用审核结算明细",
    columns=(*HEAD, *PLACE, *FEES, MEMO),
)
OUTREACH_SHEET = Layout(
    key="outreach",
    zh="宣传咨询台账",
    en="Outreach and advice",
    sheet="宣传咨询台账",
    columns=(*HEAD, *PLACE, *OUTREACH, *SIGNED, MEMO),
)
