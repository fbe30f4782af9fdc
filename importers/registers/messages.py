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

CATALOGUE: dict[str, Message] = {m.code: m for m in tuple(globals().values()) if isinstance(m, Message)}
