"""What a register can have wrong beyond its single cells."""

from importers.workbook.issues import Message, Severity

E, W = Severity.ERROR, Severity.WARNING

REGISTER_REPEATED = Message(
    "register-repeated",
    E,
    "“{header}” {value} 在第 {first} 行已经出现过。",
    "“{header}” {value} already stands in row {first}.",
    "每个{header}只保留一行。",
    "Keep one row for each.",
)
REGION_DIFFERS = Message(
    "institution-region-differs",
    W,
    "机构编码中的区划为 {inside}，所填区划为 {value}。",
    "The code names region {inside}, the cell says {value}.",
    "核对机构编码第 2–7 位与所属区划。",
    "Check digits 2 to 7 of the code against the region.",
)
KIND_DIFFERS = Message(
    "institution-kind-differs",
    E,
    "机构编码 {code} 与机构类型“{value}”不符：P 开头为零售药店，H 开头为医疗机构。",
    "Code {code} does not fit the kind “{value}”: P is a pharmacy, H a care provider.",
    "改正机构编码或机构类型。",
    "Correct the code or the kind.",
)
INSTITUTION_UNKNOWN = Message(
    "case-institution-unknown",
    E,
    "机构编码 {value} 不在定点机构登记表中。",
    "Institution {value} is not in the register.",
    "先导入或更新定点机构登记表，或改正编码。",
    "Import the register of institutions first, or correct the code.",
)
DISCHARGED_BEFORE = Message(
    "case-discharged-before-admitted",
    E,
    "出院日期 {value} 早于入院日期 {admitted}。",
    "Discharged on {value}, before the admission on {admitted}.",
    "核对入院、出院日期。",
    "Check both dates.",
)
SETTLED_BEFORE = Message(
    "case-settled-before-admitted",
    W,
    "结算日期 {value} 早于入院日期 {admitted}。",
    "Settled on {value}, before the admission on {admitted}.",
    "核对结算日期。",
    "Check the day of settlement.",
)
FUTURE = Message(
    "case-in-future",
    E,
    "“{header}” {value} 晚于今天（{on}）。",
    "“{header}” {value} lies after today ({on}).",
    "核对日期。",
    "Check the date.",
)
FUND_ABOVE_TOTAL = Message(
    "case-fund-above-total",
    E,
    "统筹基金支付 {fund} 元大于医疗总费用 {total} 元。",
    "The fund paid {fund} yuan of a total of {total} yuan.",
    "核对两项金额。",
    "Check both amounts.",
)

DOCTOR_INSTITUTION_UNKNOWN = Message(
    "doctor-institution-unknown",
    E,
    "机构编码 {value} 不在定点机构登记表中。",
    "Institution {value} is not in the register.",
    "先导入或更新定点机构登记表，或改正编码。",
    "Load the register of institutions first, or correct the code.",
)
STAFF_VENDOR_UNKNOWN = Message(
    "staff-vendor-unknown",
    E,
    "统一社会信用代码 {value} 不是已登记的第三方机构。",
    "{value} is not the code of a registered vendor.",
    "核对代码，或先登记该机构。",
    "Check the code, or register the vendor first.",
)
STAFF_TWO_LEADS = Message(
    "staff-two-leads",
    E,
    "{value} 是同一机构的第二名在岗项目负责人，第一名在第 {first} 行。",
    "{value} is a second project lead of one vendor; the first stands in row {first}.",
    "一个机构只保留一名项目负责人，其余填“否”；离任的填写离岗日期。",
    "Keep one lead per vendor; the others are no lead, or have a last day.",
)
STAFF_LEAD_ON_RECORD = Message(
    "staff-lead-on-record",
    E,
    "{value} 是同一机构的第二名在岗项目负责人，名册中已有 {known}。",
    "{value} is a second project lead of one vendor; {known} is on record already.",
    "填“否”；更换负责人由机构提交更换申请，或在文件中同时改正原负责人一行。",
    "Make this person no lead; the vendor proposes a replacement, or the file corrects the other's row as well.",
)
STAFF_BOUND_EARLY = Message(
    "staff-bound-early",
    E,
    "保密承诺书签署日期 {value} 过早，不能早于 {earliest}。",
    "The undertaking's day {value} is too early: not before {earliest}.",
    "核对签署日期和到岗日期。",
    "Check the day of the undertaking and the first day on post.",
)
DATES_BACKWARDS = Message(
    "register-dates-backwards",
    E,
    "“{header}” {value} 早于 {earlier}。",
    "“{header}” {value} lies before {earlier}.",
    "核对起止日期。",
    "Check both dates.",
)
PARAMETER_IN_FORCE = Message(
    "parameter-in-force",
    E,
    "该参数自 {begins} 起已经生效（{before}），不能改为 {value}。",
    "The parameter has been in force since {begins} ({before}) and cannot become {value}.",
    "保留原行并填写截止日期，另加一行写新值和新的生效日期。",
    "Keep the row and give it an end; add a row with the new value and the day it begins.",
)
PARAMETER_ENDED = Message(
    "parameter-end-past",
    E,
    "截止日期 {value} 早于今天：已经按该参数办理的事项不能倒改。",
    "The end {value} lies before today: what was decided under the parameter stands.",
    "截止日期填今天或以后。",
    "End it today or later.",
)
PARAMETER_UNKNOWN = Message(
    "parameter-unknown",
    W,
    "系统不使用名为“{value}”的参数。",
    "The system uses no parameter “{value}”.",
    "核对参数代码；代码见“代码表”。",
    "Check the code.",
)
PARAMETER_OUT_OF_BOUNDS = Message(
    "parameter-out-of-bounds",
    E,
    "该参数的数值应在 {least} 到 {most} 之间，现为 {value}。",
    "This parameter lies between {least} and {most}, not {value}.",
    "核对参数值和单位。",
    "Check the value and its unit.",
)
PARAMETER_UNIT = Message(
    "parameter-unit",
    E,
    "该参数的单位是“{unit}”，不是“{value}”。",
    "This parameter counts in {unit_en}, not “{value}”.",
    "改正单位，并核对参数值。",
    "Correct the unit, and check the value.",
)
PARAMETER_NOT_WHOLE = Message(
    "parameter-not-whole",
    E,
    "单位为“{unit}”的参数应为整数，现为 {value}。",
    "A parameter counted in {unit_en} is a whole number, not {value}.",
    "填写整数；金额以分计。",
    "Give a whole number; amounts are in fen.",
)
BACKDATED = Message(
    "register-backdated",
    W,
    "生效日期 {value} 早于今天，只影响今后的办理，已经作出的处理不变。",
    "In force from {value}, before today: it counts for what comes, what was decided stands.",
    "核对生效日期。",
    "Check the day.",
)
HOLIDAYS_INCOMPLETE = Message(
    "holidays-incomplete",
    E,
    "{year} 年的安排不完整，缺少：{days}。",
    "The notice of {year} is incomplete; missing: {days}.",
    "按国务院办公厅通知原文补齐全年放假和调休日期。",
    "Give every day off and every made-up day of the State Council's notice.",
)
HOLIDAY_PAST = Message(
    "holiday-past",
    W,
    "{value} 已经过去；已经届满的期限不会改变。",
    "{value} has passed; terms that have run out stay as they are.",
    "核对日期。",
    "Check the day.",
)
CATALOGUE: dict[str, Message] = {m.code: m for m in tuple(globals().values()) if isinstance(m, Message)}
