"""Columns of a patient's visit and of a charged item, shared by the kinds that look at single cases."""

from decimal import Decimal
from types import MappingProxyType

from importers.workbook.columns import Column, Need, Type
from vendors.policy.codes import code_list

_R, _C = Need.REQUIRED, Need.CONDITIONAL
ZERO = Decimal(0)
ITEM_CODE = (
    r"^(X[A-Z]\d{2}[A-Z]{2}[A-Z]\d{3}[A-Z]\d{3}\d{4}\d{5}|Z[A-Z0-9]{19}|T\d{9}|\d{15}(-[0-9A-Za-z]+)?|C\d{19}(\d{7})?)$"
)
DIAGNOSIS = r"^[A-Z]\d{2}(\.[0-9x]\d{2}(x\d{3})?)?[+*]?$"
OPERATION = r"^\d{2}\.\d{1,2}(\d{2})?(x\d{3})?$"
DOCTOR = r"^D\d{12}$"

VISIT_ID = Column(
    key="mdtrt_id",
    zh="就诊ID",
    en="Visit id",
    type=Type.CODE,
    need=_R,
    aliases=("就诊编号", "就诊流水号"),
    longest=30,
    example="620700G000012345678",
    width=23,
)
PATIENT: tuple[Column, ...] = (
    VISIT_ID,
    Column(key="setl_id", zh="结算ID", en="Settlement id", type=Type.CODE, aliases=("结算编号",), longest=30, width=23),
    Column(
        key="ipt_no",
        zh="住院号/病案号",
        en="Inpatient number",
        type=Type.CODE,
        need=_R,
        aliases=("住院号", "病案号"),
        longest=30,
        example="0012345",
        help_zh="文本，保留前导零",
        help_en="Text; keep leading zeros",
    ),
    Column(
        key="psn_no",
        zh="人员编号",
        en="Insured person's number",
        type=Type.CODE,
        need=_R,
        aliases=("医保个人编号", "个人编号"),
        longest=30,
        example="62070000000000123456",
        help_zh="医保个人编号，不是身份证号",
        help_en="The insurance number, not the identity-card number",
        width=24,
    ),
    Column(
        key="psn_name",
        zh="患者姓名(脱敏)",
        en="Patient (masked)",
        need=_R,
        aliases=("患者姓名", "姓名", "姓名(脱敏)"),
        longest=10,
        masked=True,
        example="张*明",
        help_zh="须用 * 遮盖",
        help_en="Masked with *",
        width=14,
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
    Column(key="age", zh="年龄", en="Age", type=Type.COUNT, least=ZERO, most=Decimal(120), example="63", width=7),
    Column(
        key="insutype",
        zh="险种类型",
        en="Insurance type",
        type=Type.CHOICE,
        need=_R,
        aliases=("险种",),
        choices=code_list("insutype"),
        example="310",
        width=11,
    ),
    Column(
        key="med_type",
        zh="医疗类别",
        en="Kind of care",
        type=Type.CHOICE,
        need=_R,
        choices=code_list("med_type"),
        example="21",
        width=11,
    ),
)
STAY: tuple[Column, ...] = (
    Column(
        key="begndate",
        zh="入院日期",
        en="Admitted on",
        type=Type.DATE,
        need=_R,
        aliases=("入院时间", "开始日期"),
        example="2026-08-03",
        width=13,
    ),
    Column(
        key="enddate",
        zh="出院日期",
        en="Discharged on",
        type=Type.DATE,
        need=_R,
        aliases=("出院时间", "结束日期"),
        example="2026-08-11",
        width=13,
    ),
    Column(
        key="ipt_days",
        zh="住院天数",
        en="Days of stay",
        type=Type.COUNT,
        aliases=("住院日数",),
        least=ZERO,
        derived=True,
        example="8",
        help_zh="出院 − 入院，同日按 1 天",
        help_en="Discharge minus admission; the same day counts one",
        width=10,
    ),
    Column(
        key="dept", zh="科室", en="Department", need=_R, aliases=("科室名称",), longest=50, example="骨科", width=12
    ),
    Column(
        key="dr_name", zh="主管医师", en="Doctor", need=_R, aliases=("医师", "医师姓名"), longest=30, example="赵某"
    ),
    Column(
        key="dr_code",
        zh="医保医师代码",
        en="Doctor code",
        type=Type.CODE,
        need=_R,
        aliases=("医师代码",),
        pattern=DOCTOR,
        example="D620702999001",
        width=17,
    ),
    Column(
        key="diag_code",
        zh="主要诊断编码",
        en="Main diagnosis code",
        type=Type.CODE,
        need=_R,
        aliases=("诊断编码",),
        pattern=DIAGNOSIS,
        longest=20,
        example="M51.202",
    ),
    Column(
        key="diag_name",
        zh="主要诊断名称",
        en="Main diagnosis",
        need=_R,
        aliases=("主要诊断", "诊断名称"),
        longest=100,
        example="腰椎间盘突出",
        width=18,
    ),
    Column(
        key="oprn_code",
        zh="主要手术编码",
        en="Main operation code",
        type=Type.CODE,
        aliases=("手术编码",),
        pattern=OPERATION,
        longest=20,
        example="80.5100",
    ),
    Column(key="oprn_name", zh="主要手术名称", en="Main operation", aliases=("主要手术", "手术名称"), longest=100),
    Column(
        key="medfee_sumamt",
        zh="医疗总费用",
        en="Total fee (yuan)",
        type=Type.MONEY,
        need=_R,
        aliases=("医疗总费用(元)", "总费用"),
        least=ZERO,
        example="8632.50",
    ),
    Column(
        key="hifp_pay",
        zh="统筹基金支付",
        en="Paid by the fund (yuan)",
        type=Type.MONEY,
        need=_R,
        aliases=("统筹基金支付(元)", "基金支付", "统筹支付"),
        least=ZERO,
        example="6120.30",
    ),
)
ITEM: tuple[Column, ...] = (
    Column(
        key="hilist_code",
        zh="医保项目编码",
        en="Item code",
        type=Type.CODE,
        need=_C,
        aliases=("项目编码", "医保目录编码"),
        pattern=ITEM_CODE,
        longest=40,
        example="001201000030000",
        width=24,
    ),
    Column(
        key="hilist_name",
        zh="医保项目名称",
        en="Item",
        need=_C,
        aliases=("项目名称", "医保目录名称"),
        longest=100,
        example="一级护理",
        width=20,
    ),
    Column(
        key="fee_ocur_time",
        zh="费用发生日期",
        en="Charged on",
        type=Type.DATE,
        need=_C,
        aliases=("费用发生时间", "费用日期", "计费日期"),
        example="2026-08-05",
        width=13,
    ),
    Column(
        key="cnt", zh="数量", en="Quantity", type=Type.QUANTITY, need=_C, places=4, least=ZERO, example="6", width=9
    ),
    Column(
        key="pric", zh="单价", en="Unit price", type=Type.QUANTITY, need=_C, places=4, least=ZERO, example="30.0000"
    ),
    Column(
        key="vola_cnt",
        zh="违规数量",
        en="Wrong quantity",
        type=Type.QUANTITY,
        need=_C,
        places=4,
        least=ZERO,
        example="6",
        help_zh="不大于数量",
        help_en="Not above the quantity",
        width=10,
    ),
)
