"""C 会计师事务所: 审计发现问题明细表 (domain.md §3.5)."""

from dataclasses import replace

from importers.findings.sheets.every_kind import COMMON, words
from importers.findings.sheets.record_columns import SUPPLIER, SUPPLIER_CODE
from importers.workbook.columns import Column, Layout, Need, Type
from importers.workbook.rows import Row

SILENT = "未反馈"
AUDIT: tuple[Column, ...] = (
    Column(
        key="issue_no",
        zh="问题编号",
        en="Problem number",
        type=Type.CODE,
        need=Need.REQUIRED,
        longest=30,
        example="WT-01",
    ),
    Column(
        key="audit_item",
        zh="审计事项",
        en="Matter audited",
        type=Type.CHOICE,
        need=Need.REQUIRED,
        choices=words("购销存", "收费", "财务核算", "医疗成本", "采购", "其他"),
        example="购销存",
    ),
    Column(key="period", zh="会计期间", en="Accounting period", longest=30, example="2026年8月"),
    Column(key="voucher_no", zh="凭证号", en="Voucher", type=Type.CODE, longest=30, example="记-0831"),
    Column(key="account", zh="科目", en="Account", longest=50, example="库存商品"),
    replace(SUPPLIER, zh="涉及供应商", aliases=("供应商", "供应商名称", "涉及供应商名称")),
    SUPPLIER_CODE,
    Column(
        key="paper_no",
        zh="底稿索引号",
        en="Working paper",
        type=Type.CODE,
        need=Need.REQUIRED,
        longest=30,
        example="DG-03-12",
    ),
    Column(key="evidence_no", zh="取证单编号", en="Evidence sheet", type=Type.CODE, longest=30, example="QZ-0007"),
    Column(
        key="opinion",
        zh="被审计单位意见",
        en="Auditee's opinion",
        type=Type.CHOICE,
        choices=words("认可", "部分认可", "不认可", SILENT),
        example="部分认可",
    ),
    Column(
        key="opinion_on",
        zh="意见日期",
        en="Opinion given on",
        type=Type.DATE,
        need=Need.CONDITIONAL,
        example="2026-10-09",
        help_zh="被审计单位已反馈意见的必填",
        help_en="Required once the auditee has answered",
        width=13,
    ),
    Column(
        key="accountant",
        zh="签字注册会计师",
        en="Signing accountant",
        need=Need.REQUIRED,
        longest=30,
        example="周某",
    ),
    Column(
        key="accountant_no",
        zh="注册会计师证书号",
        en="Accountant's certificate",
        type=Type.CODE,
        need=Need.REQUIRED,
        aliases=("证书号",),
        longest=30,
        example="620700010001",
        width=18,
    ),
)


def answered(row: Row) -> bool:
    return row.text("opinion") not in {"", SILENT}


LAYOUT = Layout(
    key="audit-problems",
    zh="审计发现问题明细表",
    en="Audit findings",
    sheet="审计发现问题明细",
    columns=(*COMMON[:4], *AUDIT, *COMMON[4:]),
)
