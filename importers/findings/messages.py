"""The catalogue for what the findings workbooks themselves can have wrong."""

from importers.findings import code_messages, record_messages
from importers.workbook.issues import Message, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTICE

ROWS_PASSED = Message(
    "rows-passed",
    N,
    "有 {value} 行只填了审核人和审核日期、没有违规内容，按“已审核、未发现问题”计（第 {rows} 行）。",
    "{value} rows name an auditor and a day but no violation; they count as reviewed without a finding (rows {rows}).",
    "确未发现问题的，无需处理；漏填的，请补填违规内容。",
    "Nothing to do if nothing was found; otherwise fill in what was.",
)
ROWS_UNTOUCHED = Message(
    "rows-untouched",
    N,
    "有 {value} 行没有违规内容，也没有审核人和审核日期，按“尚未审核”计，不入库（第 {rows} 行）。",
    "{value} rows hold neither a violation nor auditor and day; they count as not reviewed and are not stored"
    " (rows {rows}).",
    "尚未审核的，无需处理；漏填的，请补填。",
    "Nothing to do if they are not reviewed yet; otherwise fill them in.",
)
SUMMARY_NOT_COMPARED = Message(
    "summary-not-compared",
    N,
    "工作表“{sheet}”中没有能与明细核对的数（违规金额、行数等），未核对。",
    "The sheet “{sheet}” holds no figure that could be compared with the rows (amounts, number of rows).",
    "用模板的“汇总”项目名称填写，例如：违规金额(元)、数据行数。",
    "Name the figures as the template's 汇总 does: 违规金额(元), 数据行数.",
)
SEQ_DUPLICATE = Message(
    "seq-duplicate",
    E,
    "序号 {value} 与第 {other} 行重复。",
    "No. {value} is the same as in row {other}.",
    "重新编号，使每行序号唯一。",
    "Renumber so that every row has its own number.",
)
AMOUNT_MISSING = Message(
    "amount-missing",
    E,
    "问题定性为“{certainty}”时，违规金额必填。",
    "The violation amount is required when the certainty is “{certainty}”.",
    "填写违规金额；确实无法计算时改为“线索”。",
    "Fill in the amount, or call it a clue (线索) if it cannot be computed.",
)
FUND_LOSS_MISSING = Message(
    "fund-loss-missing",
    E,
    "明确违规必须填写基金支付损失。",
    "A clear violation needs its loss to the fund.",
    "填写基金支付损失（元）。",
    "Fill in the loss to the fund (yuan).",
)
FUND_LOSS_ABOVE = Message(
    "fund-loss-above-amount",
    E,
    "基金支付损失 {value} 大于违规金额 {amount}。",
    "The loss to the fund {value} is above the violation amount {amount}.",
    "核对两项金额；损失不会超过违规金额。",
    "Check both; the loss cannot exceed the amount.",
)
FORMULA_DIFFERS = Message(
    "amount-formula-differs",
    E,
    "违规金额 {value} 与按{way}计算的 {computed} 不符（{formula}）。",
    "The amount {value} is not the {computed} that follows from {way} ({formula}).",
    "核对违规数量、单价、应收单价与违规金额。",
    "Check wrong quantity, price, due price and amount.",
)
FORMULA_INCOMPLETE = Message(
    "amount-formula-incomplete",
    E,
    "扣减方式为{way}时，“{header}”必填。",
    "“{header}” is required when the deduction is {way}.",
    "补填“{header}”，或改用其他扣减方式。",
    "Fill in “{header}”, or choose another way of deduction.",
)
QUANTITY_ABOVE = Message(
    "quantity-above",
    E,
    "违规数量 {value} 大于数量 {limit}。",
    "The wrong quantity {value} is above the quantity {limit}.",
    "核对数量与违规数量。",
    "Check both quantities.",
)
FUND_ABOVE_TOTAL = Message(
    "fund-above-total",
    E,
    "统筹基金支付 {value} 大于医疗总费用 {limit}。",
    "The fund's payment {value} is above the total fee {limit}.",
    "核对结算清单。",
    "Check the settlement.",
)
AMOUNT_ABOVE_FEE = Message(
    "amount-above-fee",
    E,
    "违规金额 {value} 大于该次就诊的医疗总费用 {limit}。",
    "The violation amount {value} is above the visit's total fee {limit}.",
    "核对违规金额；一次就诊的违规金额不会超过其总费用。",
    "Check the amount; it cannot exceed the visit's total fee.",
)
CASE_SUM_ABOVE = Message(
    "case-sum-above-fee",
    E,
    "就诊 {visit} 各行违规金额合计 {value}，大于其医疗总费用 {limit}。",
    "The lines of visit {visit} add up to {value}, above its total fee {limit}.",
    "核对该就诊的全部明细（第 {rows} 行）。",
    "Check all lines of the visit (rows {rows}).",
)
DATES_REVERSED = Message(
    "dates-reversed",
    E,
    "{first}（{value}）晚于{second}（{other}）。",
    "{first_en} ({value}) is after {second_en} ({other}).",
    "核对两个日期。",
    "Check both dates.",
)
FEE_OUTSIDE_STAY = Message(
    "fee-outside-stay",
    E,
    "费用发生日期 {value} 不在住院期间（{admitted} 至 {discharged}，可前后一日）。",
    "Charged on {value}, outside the stay ({admitted} to {discharged}, one day either side).",
    "核对费用发生日期。",
    "Check the day of the charge.",
)
DAYS_DIFFER = Message(
    "stay-days-differ",
    W,
    "住院天数 {value} 与入出院日期推得的 {computed} 不符。",
    "{value} days of stay, but the dates give {computed}.",
    "核对住院天数（出院 − 入院，同日按 1 天）。",
    "Check the days (discharge minus admission; the same day counts one).",
)
SAME_PERSON = Message(
    "auditor-is-checker",
    E,
    "“{header}”{value} 与本行的另一人是同一人。",
    "“{header}” {value} is the other person of this row.",
    "两处须填不同的人。",
    "Two different people are needed.",
)
AUDIT_IN_FUTURE = Message(
    "audited-in-future",
    E,
    "审核日期 {value} 晚于今天（{today}）。",
    "Audited on {value}, after today ({today}).",
    "核对审核日期。",
    "Check the date.",
)
AUDIT_OUTSIDE_TASK = Message(
    "audited-outside-task",
    E,
    "审核日期 {value} 不在任务期间（{starts} 至 {ends}）。",
    "Audited on {value}, outside the task ({starts} to {ends}).",
    "核对审核日期。",
    "Check the date.",
)
EVIDENCE_MALFORMED = Message(
    "evidence-malformed",
    E,
    "证据“{item}”不是“类型:名称:页码”的形式。",
    "The evidence “{item}” is not written as kind:name:page.",
    "写成例如：{example}",
    "Write it like: {example}",
)
EVIDENCE_KIND = Message(
    "evidence-kind-unknown",
    E,
    "“{item}”不是法定证据类型。",
    "“{item}” is not one of the legal kinds of evidence.",
    "证据类型为：{kinds}（专家评审意见不是证据类型）。",
    "The kinds are: {kinds} (an expert opinion is none of them).",
)
EVIDENCE_NO_PAGE = Message(
    "evidence-no-page",
    W,
    "证据“{item}”没有页码。",
    "The evidence “{item}” names no page.",
    "补上页码，便于复审查找。",
    "Add the page so that the reviewer finds it.",
)
TYPE_NAME_DIFFERS = Message(
    "violation-name-differs",
    W,
    "违规类型“{value}”与代码 {code}（{name}）不一致，以代码为准。",
    "The violation “{value}” is not the name of code {code} ({name}); the code counts.",
    "核对代码与名称。",
    "Check code and name.",
)
SAMPLE_MISSING = Message(
    "sample-missing",
    E,
    "审核方式为人工抽检时，抽样批次号必填。",
    "A manual sample needs its sample number.",
    "填写抽样批次号，例如：{example}",
    "Fill in the sample number, for example: {example}",
)
RECALL_MISSING = Message(
    "recall-missing",
    E,
    "问题定性为线索时，需调阅资料必填。",
    "A clue needs the papers to be called for.",
    "写明需要调阅的资料，例如：{example}",
    "Name the papers, for example: {example}",
)
WARNED_ON_MISSING = Message(
    "warned-on-missing",
    E,
    "已推送预警的，预警时间必填。",
    "A warning that was sent needs its day.",
    "填写预警时间。",
    "Fill in the day of the warning.",
)
REFUSAL_ABOVE_FEE = Message(
    "refusal-above-fee",
    E,
    "建议拒付金额 {value} 大于涉及费用 {limit}。",
    "The advised refusal {value} is above the fee {limit}.",
    "核对两项金额。",
    "Check both amounts.",
)
DUPLICATE_ROW = Message(
    "duplicate-row",
    W,
    "与第 {other} 行重复：{columns}均相同。",
    "The same as row {other} in: {columns_en}.",
    "确认是否重复上报；重复的只计一次金额。",
    "Check whether it was reported twice; money counts once.",
)
TASK_DIFFERS = Message(
    "task-differs",
    E,
    "任务编号 {value} 不是本任务 {task}。",
    "The task number {value} is not this task, {task}.",
    "改为 {task}，或上传到对应的任务。",
    "Change it to {task}, or upload to the right task.",
)
INSTITUTION_UNKNOWN = Message(
    "institution-unknown",
    E,
    "医药机构编码 {value} 不在定点机构名册中。",
    "No designated institution has the code {value}.",
    "核对编码。",
    "Check the code.",
)
INSTITUTION_NAME = Message(
    "institution-name-differs",
    W,
    "机构名称“{value}”与编码 {code} 登记的“{name}”不一致。",
    "The name “{value}” is not the registered name of {code}, “{name}”.",
    "核对编码与名称，以编码为准。",
    "Check both; the code counts.",
)
CASE_NOT_IN_TASK = Message(
    "case-not-in-task",
    E,
    "就诊 {value} 不在本任务的名单内。",
    "The visit {value} is not on this task's list.",
    "只上报名单内的病例；名单外的线索请另行移交。",
    "Report cases of the list only; hand other clues over separately.",
)
CASE_INSTITUTION = Message(
    "case-institution-differs",
    E,
    "就诊 {visit} 属于机构 {expected}，不是 {value}。",
    "The visit {visit} belongs to institution {expected}, not to {value}.",
    "核对就诊ID与医药机构编码。",
    "Check the visit and the institution.",
)
CASE_TOTAL_DIFFERS = Message(
    "case-total-differs",
    W,
    "“{header}”{value} 与结算数据 {expected} 不一致。",
    "“{header}” {value} differs from the settlement, {expected}.",
    "核对结算清单。",
    "Check the settlement.",
)
STAFF_UNKNOWN = Message(
    "staff-unknown",
    E,
    "{value} 不在本机构的在岗人员名单中。",
    "{value} is not among this vendor's active staff.",
    "核对姓名，或先办理人员登记。",
    "Check the name, or register the person first.",
)
STAFF_NOT_ON_TASK = Message(
    "staff-not-on-task",
    E,
    "{value} 不在本任务的参加人员名单中。",
    "{value} is not among the people named for this task.",
    "由名单内的人员审核并署名；人员确有变动的，先在任务页增补参加人员。",
    "Have somebody of the list review and sign it; add a newcomer to the team on the task page first.",
)
STAFF_RECUSED = Message(
    "staff-recused",
    E,
    "{value} 与“{name}”有利害关系，须回避（兰州市医疗保障基金使用监督管理办法 第三十四条）。",
    "{value} has a tie to “{name}” and must keep away from it (LZ Art.34).",
    "由无利害关系的参加人员重新审核该机构的病例并署名；对认定有异议的，请联系医保局。",
    "Have somebody of the team without a tie review and sign it; ask the bureau if the tie is disputed.",
)
VENDOR_RECUSED = Message(
    "vendor-recused",
    E,
    "本机构与“{name}”（{value}）有利害关系，须回避（兰州市医疗保障基金使用监督管理办法 第三十四条）。",
    "Your company has a tie to “{name}” ({value}) and must keep away from it (LZ Art.34).",
    "删去该机构的各行，并请医保局改派；对认定有异议的，请联系医保局。",
    "Take the institution's rows out and ask the bureau to reassign them, or to decide a disputed tie.",
)
SUMMARY_DIFFERS = Message(
    "summary-differs",
    E,
    "汇总表“{label}”为 {value}，明细合计为 {computed}。",
    "The summary says {value} for “{label}”, the detail gives {computed}.",
    "改正汇总表，使其等于明细合计。",
    "Correct the summary so that it equals the detail.",
)
SUMMARY_NOT_COMPUTED = Message(
    "summary-not-computed",
    N,
    "汇总表“{label}”的公式没有保存结果，未能与明细核对。",
    "The formula of “{label}” in the summary was saved without its result and was not compared.",
    "在 Excel 或 WPS 中打开并保存即可。",
    "Open it in Excel or WPS and save.",
)
TOLD_BEFORE = Message(
    "told-before",
    W,
    "该违规明细已在本机构先前批次 {other} 中报送。",
    "Your upload {other} has reported this already.",
    "核对是否重复报送；重复的只计一次。",
    "Check whether you mean to report it again; what is reported twice counts once.",
)
STAMP_FORGED = Message(
    "stamp-forged",
    W,
    "模板签名与内容不符，按普通工作簿处理。",
    "The template's stamp does not verify; the file is treated as an ordinary workbook.",
    "建议从任务页重新下载模板。",
    "Better download the template from the task's page again.",
)

CATALOGUE: dict[str, Message] = {
    message.code: message
    for words in (globals(), vars(code_messages), vars(record_messages))
    for message in tuple(words.values())
    if isinstance(message, Message)
}
