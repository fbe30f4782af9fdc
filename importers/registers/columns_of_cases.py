"""The columns of a settled case; keys follow the national settlement warehouse (domain.md §3.1)."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final

from importers.registers import institutions
from importers.workbook.columns import Column, Need, Type
from vendors.policy.codes import code_list

_R: Final = Need.REQUIRED
_ZERO: Final = Decimal(0)

WHO: Final = (
    Column(
        key="mdtrt_id",
        zh="就诊ID",
        en="Visit id",
        type=Type.CODE,
        need=_R,
        aliases=("就诊编号", "就诊流水号"),
        longest=30,
        example="620700G000012345678",
        width=24,
    ),
    Column(
        key="setl_id",
        zh="结算ID",
        en="Settlement id",
        type=Type.CODE,
        need=_R,
        aliases=("结算编号",),
        longest=30,
        example="620700S000012345678",
        width=24,
    ),
    replace(institutions.CODE, help_zh="", help_en=""),
    Column(
        key="ipt_no",
        zh="住院号",
        en="Hospital number",
        type=Type.CODE,
        need=_R,
        aliases=("住院号/病案号", "病案号"),
        longest=30,
        example="0012345",
        help_zh="按文本填写，保留前导零",
        help_en="Text; keep leading zeros",
    ),
    Column(
        key="psn_no",
        zh="人员编号",
        en="Person number",
        type=Type.CODE,
        need=_R,
        aliases=("医保个人编号", "个人编号"),
        longest=30,
        example="62070000000000123456",
        help_zh="医保个人编号，不是身份证号",
        help_en="The insurance number, not the identity card",
        width=24,
    ),
    Column(
        key="psn_name",
        zh="患者姓名(脱敏)",
        en="Patient (masked)",
        need=_R,
        aliases=("患者姓名", "姓名", "姓名(脱敏)"),
        longest=20,
        masked=True,
        example="张*明",
        help_zh="须用 * 遮盖",
        help_en="Masked with *",
    ),
    Column(
        key="gend",
        zh="性别",
        en="Sex",
        type=Type.CHOICE,
        choices=MappingProxyType({"1": "男", "2": "女"}),
        example="1",
        width=7,
    ),
    Column(key="age", zh="年龄", en="Age", type=Type.COUNT, least=_ZERO, most=Decimal(150), example="63", width=7),
)
STAY: Final = (
    Column(
        key="insutype",
        zh="险种",
        en="Insurance type",
        type=Type.CHOICE,
        need=_R,
        aliases=("险种类型",),
        choices_on=partial(code_list, "insutype"),
        example="310",
        width=9,
    ),
    Column(
        key="med_type",
        zh="医疗类别",
        en="Kind of care",
        type=Type.CHOICE,
        need=_R,
        choices_on=partial(code_list, "med_type"),
        example="21",
        width=10,
    ),
    Column(
        key="begndate",
        zh="入院日期",
        en="Admitted on",
        type=Type.DATE,
        need=_R,
        aliases=("入院时间", "开始日期"),
        example="2026-08-03",
    ),
    Column(
        key="enddate",
        zh="出院日期",
        en="Discharged on",
        type=Type.DATE,
        need=_R,
        aliases=("出院时间", "结束日期"),
        example="2026-08-11",
    ),
    Column(key="dept", zh="科室", en="Department", need=_R, aliases=("科室名称",), longest=40, example="骨科"),
    Column(
        key="dr_code",
        zh="医师代码",
        en="Doctor code",
        type=Type.CODE,
        need=_R,
        aliases=("医保医师代码",),
        pattern=r"^D\d{12}$",
        longest=13,
        example="D620702999001",
        width=17,
    ),
    Column(key="dr_name", zh="医师姓名", en="Doctor", aliases=("主管医师",), longest=40, example="赵某"),
    Column(
        key="diag_code",
        zh="主要诊断编码",
        en="Main diagnosis code",
        type=Type.CODE,
        aliases=("诊断编码",),
        longest=18,
        example="M51.202",
    ),
    Column(
        key="diag_name",
        zh="主要诊断",
        en="Main diagnosis",
        need=_R,
        aliases=("主要诊断名称", "诊断名称"),
        longest=100,
        example="腰椎间盘突出",
        width=26,
    ),
)
MONEY: Final = (
    Column(
        key="medfee_sumamt",
        zh="医疗总费用",
        en="Total fee (yuan)",
        type=Type.MONEY,
        need=_R,
        aliases=("总费用", "医疗费总额"),
        least=_ZERO,
        example="8632.50",
    ),
    Column(
        key="hifp_pay",
        zh="统筹基金支付",
        en="Paid by the fund (yuan)",
        type=Type.MONEY,
        need=_R,
        aliases=("统筹支付", "基金支付"),
        least=_ZERO,
        example="6120.30",
    ),
    Column(
        key="setl_time",
        zh="结算日期",
        en="Settled on",
        type=Type.DATE,
        need=_R,
        aliases=("结算时间",),
        example="2026-08-11",
    ),
)
COLUMNS: Final = (*WHO, *STAY, *MONEY)
