"""The catalogue for what follows from other columns: derived values, conditions, order, and the record sheets' own."""

from importers.workbook.issues import Message, Severity

E, W = Severity.ERROR, Severity.WARNING

DERIVED_DIFFERS = Message(
    "derived-differs",
    E,
    "“{header}”{value} 与计算结果 {computed} 不符（{formula}）。",
    "“{header}” is {value}, the other columns give {computed} ({formula}).",
    "改为 {computed}，或留空由系统计算；计算有误的，核对参与计算的各列。",
    "Write {computed}, or leave it empty; if that is not right, check the columns it follows from.",
)
NEEDED_WHEN = Message(
    "needed-when",
    E,
    "{because}时，“{header}”必填。",
    "“{header}” is required when {because_en}.",
    "填写“{header}”，例如：{example}",
    "Fill in “{header}”, for example: {example}",
)
NOT_OF_SEVERAL = Message(
    "not-of-several",
    E,
    "“{header}”中的“{item}”不在可选范围内。",
    "“{item}” in “{header}” is not one of the choices.",
    "可选：{choices}；选多项时用顿号隔开。",
    "The choices are: {choices}; put 、 between several.",
)
ABOVE_OTHER = Message(
    "above-other",
    E,
    "“{header}”{value} 大于“{other}”{limit}。",
    "“{header}” {value} is above “{other_en}”, {limit}.",
    "核对两列。",
    "Check both columns.",
)
IN_FUTURE = Message(
    "date-in-future",
    E,
    "“{header}”{value} 晚于今天（{today}）。",
    "“{header}” {value} is after today ({today}).",
    "核对日期。",
    "Check the date.",
)
UNITS_DIFFER = Message(
    "units-differ",
    E,
    "同一机构同一编码 {code} 的计量单位不一致：本行为“{value}”，第 {other} 行为“{unit}”。",
    "{code} of one institution is counted in two units: “{value}” here, “{unit}” in row {other}.",
    "各行数量统一折算为最小计量单位。",
    "Convert all quantities to the smallest unit.",
)
PER_CASE_TWICE = Message(
    "per-case-twice",
    E,
    "就诊 {visit} 的同一违规类型已在第 {other} 行按例扣减。",
    "Row {other} deducts the visit {visit} per case already, for the same violation.",
    "按例扣减每次就诊只能一行；另有问题的改用其他扣减方式。",
    "One row per visit when deducting per case; use another way for further items.",
)
DAYS_ABOVE_STAY = Message(
    "days-above-stay",
    E,
    "按日扣减 {value} 天，多于住院期间的 {limit} 天。",
    "{value} days are deducted, the stay has {limit}.",
    "核对违规数量（天）与入出院日期。",
    "Check the wrong quantity (days) and the dates of the stay.",
)
REFUSAL_UNEXPECTED = Message(
    "refusal-unexpected",
    E,
    "结论为“{conclusion}”，建议拒付金额 {value} 应为 0 或不填。",
    "The conclusion is “{conclusion}”, yet {value} is advised to be refused.",
    "核对结论与建议拒付金额。",
    "Check the conclusion and the advised refusal.",
)
CONCLUSION_CONTRADICTS = Message(
    "conclusion-contradicts",
    E,
    "结论“{value}”与本行不符：{because}。",
    "The conclusion “{value}” does not fit the row: {because_en}.",
    "核对回函日期、回函数量、回函金额与结论。",
    "Check the reply's day, quantity and amount, and the conclusion.",
)
CONCLUSION_UNFOUNDED = Message(
    "conclusion-unfounded",
    W,
    "结论为“{value}”，但账面与回函一致（{amount} 元）。",
    "The conclusion is “{value}”, yet books and reply agree ({amount} yuan).",
    "一致的改为“相符”；另有不符之处的，在备注中写明。",
    "Write “相符” if they agree; if something else differs, say so in the note.",
)
