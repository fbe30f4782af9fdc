"""A 医疗质量评估机构: 病历审核疑点明细表 (domain.md §3.3)."""

from importers.findings.sheets.every_kind import COMMON, words
from importers.findings.sheets.visit import ITEM, PATIENT, STAY, ZERO
from importers.workbook.columns import Column, Layout, Need, Type

FULL, DIFFERENCE, PER_CASE, PER_DAY = "全额", "差额", "按例", "按日"
ALL_DATA, BY_HAND = "全覆盖数据审核", "人工抽检"

JUDGEMENT: tuple[Column, ...] = (
    Column(
        key="deduction",
        zh="扣减方式",
        en="Way of deduction",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words(FULL, DIFFERENCE, PER_CASE, PER_DAY),
        example="差额",
        help_zh="差额：违规金额 = 违规数量 ×（单价 − 应收单价）",
        help_en="差额: amount = wrong quantity × (price − due price)",
        width=10,
    ),
    Column(
        key="due_pric",
        zh="应收单价",
        en="Due price",
        type=Type.QUANTITY,
        need=Need.CONDITIONAL,
        places=4,
        least=ZERO,
        example="12.0000",
        help_zh="扣减方式为差额时必填",
        help_en="Required when the deduction is 差额",
    ),
    Column(
        key="fraud_flag",
        zh="三假标志",
        en="Sham flag",
        type=Type.CHOICE,
        choices=words("假病人", "假病情", "假票据"),
        width=10,
    ),
    Column(
        key="audit_mode",
        zh="审核方式",
        en="Way of audit",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words(ALL_DATA, BY_HAND),
        example="人工抽检",
        width=16,
    ),
    Column(
        key="sample_no",
        zh="抽样批次号",
        en="Sample number",
        type=Type.CODE,
        need=Need.CONDITIONAL,
        longest=30,
        example="CY-2026-0012",
        help_zh="人工抽检时必填",
        help_en="Required for a manual sample",
        width=16,
    ),
    Column(
        key="recall_docs",
        zh="需调阅资料",
        en="Papers to be called for",
        need=Need.CONDITIONAL,
        longest=200,
        example="前次住院血常规",
        help_zh="问题定性为线索时必填",
        help_en="Required for a clue",
        width=20,
    ),
)

LAYOUT = Layout(
    key="record-review",
    zh="病历审核疑点明细表",
    en="Record review findings",
    sheet="病历审核疑点明细",
    columns=(*COMMON[:4], *PATIENT, *STAY, *ITEM, *JUDGEMENT, *COMMON[4:]),
)
