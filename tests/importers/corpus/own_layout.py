"""A vendor's own list of doubts, as it might come from its own system: nothing of our template but the meaning."""

from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.findings_books import GOOD, Cell, saved

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("seq", "序号"),)),
    ("定点医药机构", (("fixmedins_name", "机构名称"), ("fixmedins_code", "机构编码"))),
    ("", (("task_no", "任务号"),)),
    (
        "患者及就诊",
        (
            ("psn_name", "姓名(脱敏)"), ("psn_no", "个人编号"), ("mdtrt_id", "就诊流水号"), ("ipt_no", "病案号"),
            ("insutype", "险种"), ("med_type", "医疗类别"), ("begndate", "入院时间"), ("enddate", "出院时间"),
            ("dept", "科室名称"), ("dr_name", "医师姓名"), ("dr_code", "医师代码"), ("diag_code", "诊断编码"),
            ("diag_name", "主要诊断"),
        ),
    ),
    ("费用（元）", (("medfee_sumamt", "总费用"), ("hifp_pay", "基金支付"))),
    (
        "疑点项目",
        (
            ("hilist_code", "项目编码"), ("hilist_name", "项目名称"), ("fee_ocur_time", "计费日期"), ("cnt", "数量"),
            ("pric", "单价"), ("vola_cnt", "违规数量"), ("due_pric", "应收单价"), ("deduction", "扣减方式"),
        ),
    ),
    (
        "疑点判定",
        (
            ("vola_type", "违规代码"), ("certainty", "定性"), ("vola_cont", "问题描述"), ("vola_evid", "政策依据"),
            ("evidence", "证据材料"), ("vola_amt", "涉及金额"), ("fund_loss", "基金损失"),
        ),
    ),
    (
        "审核",
        (("audit_mode", "审核方式"), ("sample_no", "抽样批次号"), ("auditor", "审核人员"), ("checker", "复核人员")),
    ),
    ("", (("audited_on", "审核时间"),)),
    ("", (("own_mark", "内部标记"),)),
)  # fmt: skip
KEYS = tuple(key for _, members in GROUPS for key, _ in members)
FIRST = 5
SPELLED: tuple[dict[str, Cell], ...] = (
    {"begndate": date(2026, 8, 3), "vola_amt": 108},
    {"begndate": "2026/8/3", "vola_amt": "１０８．００", "fixmedins_code": "Ｈ62070299901"},
    {"begndate": "20260803", "vola_amt": "￥108.00元", "cnt": "６"},
    {"begndate": "2026年8月3日", "vola_amt": "108", "vola_type": "0202 超标准收费", "insutype": "职工基本医疗保险"},
    {"begndate": "2026.8.3", "medfee_sumamt": "8,632.50", "psn_name": "张*明\u3000"},
    {"begndate": 46237, "vola_type": 202, "audited_on": "2026-10-12 09:30"},
)
"""What differs from the plain row, one row each: six spellings of 2026-08-03 among them."""


def own_book(*, unit: str = "元") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "8月疑点清单"
    _frame(sheet, unit)
    for place, changes in enumerate(SPELLED):
        row = {**GOOD, "seq": place + 1, "mdtrt_id": f"620700G{place:012d}", "own_mark": f"N{place}"} | changes
        sheet.append([row.get(key) for key in KEYS])
    sheet.append(["合计"] + [None] * (KEYS.index("vola_amt") - 1) + [648.00, 518.40])
    sheet.append(["填报人：何小满", None, None, "复核人：石磊", None, "日期：2026年10月13日"])
    sheet.row_dimensions[FIRST + 3].hidden = True
    return saved(book)


def _frame(sheet: Worksheet, unit: str) -> None:
    """Two title rows, then a header of two rows: group names above, merged; single columns merged downward."""
    sheet.append(["陇上病历质控有限公司病历审核疑点清单（2026年8月）"])
    sheet.append(["任务编号：RW-2026-0047", None, None, None, f"金额单位：{unit}"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(KEYS))
    column = 1
    for group, members in GROUPS:
        for offset, (_, title) in enumerate(members):
            sheet.cell(4 if group else 3, column + offset, title)
        if group:
            sheet.cell(3, column, group)
            sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + len(members) - 1)
        else:
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        column += len(members)
