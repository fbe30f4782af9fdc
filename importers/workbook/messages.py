"""The catalogue for everything a sheet or a cell can have wrong, whatever the workbook is about."""

from importers.workbook.issues import Message, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTICE

_TEXT_FORMAT = (
    "先把该列设为“文本”格式，再重新录入完整编码；已丢失的尾数无法恢复。",
    "Set the column to Text first, then type the whole code again; lost digits cannot be restored.",
)
_SAVE = ("在 Excel 或 WPS 中打开、重新计算并保存。", "Open it in Excel or WPS, recalculate and save.")
_ASIS = ("如读取正确，无需处理。", "Nothing to do if this is what you meant.")

HEADER_NOT_FOUND = Message(
    "header-not-found",
    E,
    "前 50 行内找不到“{layout}”的表头（最接近的一行认出 {matched} 列）。",
    "No header row of “{layout_en}” in the first 50 rows (the best row matched {matched} columns).",
    "请使用模板中的表头名称，表头放在一行内。",
    "Use the header names of the template, in one row.",
)
HEADER_MISSING = Message(
    "header-missing",
    E,
    "缺少必填列“{header}”。",
    "The required column “{header}” is missing.",
    "在表头行补上“{header}”一列并填写。",
    "Add the column “{header}” to the header row and fill it in.",
)
HEADER_DUPLICATE = Message(
    "header-duplicate",
    E,
    "“{header}”出现了两次，无法判断以哪一列为准。",
    "“{header}” appears twice; which column counts is unclear.",
    "删除或改名其中一列。",
    "Delete or rename one of them.",
)
HEADER_UNKNOWN = Message(
    "header-unknown",
    N,
    "列“{header}”不在本表定义中，未读取。",
    "The column “{header}” is not part of this sheet and was not read.",
    "如该列应当读取，把表头改为模板中的名称；否则无需处理。",
    "If it should be read, give it the template's header; otherwise nothing to do.",
)
HEADER_BLANK = Message(
    "header-blank",
    W,
    "{column_name} 列没有表头却有内容（自第 {row} 行起），未读取。",
    "Column {column_name} has no header but holds something (from row {row} on); it was not read.",
    "补上该列的表头；不属于本表的内容请删除。",
    "Give the column its header, or delete what does not belong here.",
)
UNIT_WAN = Message(
    "unit-wan",
    E,
    "金额单位不是“元”（{value}），本表只接受“元”。",
    "The unit is not the yuan ({value}); only “元” is accepted.",
    "把金额换算成元，并把单位改为“元”。",
    "Convert the amounts to yuan and state 元 as the unit.",
)
NO_ROWS = Message(
    "sheet-no-rows",
    E,
    "找到了表头，但表头下面没有数据。",
    "The header is there, but no data follows it.",
    "请填写明细后再上传。",
    "Fill in the detail and upload again.",
)
ROWS_AFTER_TOTAL = Message(
    "rows-after-total",
    E,
    "“{value}”行之后还有数据行，未读取。",
    "There are data rows after the row “{value}”; they were not read.",
    "把数据行移到合计、签字行之前。",
    "Move the data rows above the totals and signatures.",
)
ROW_IS_TOTAL = Message(
    "row-is-total",
    N,
    "“{value}”行按合计行处理，不计入明细。",
    "The row “{value}” is taken for a totals row and not counted.",
    *_ASIS,
)
SUBTOTAL_SKIPPED = Message(
    "subtotal-skipped",
    N,
    "“{value}”行是小计行，不计入明细。",
    "The row “{value}” is a subtotal and not counted.",
    *_ASIS,
)
ROW_IS_NOTE = Message(
    "row-is-note",
    N,
    "“{value}”是表下的说明文字，不作为明细读取。",
    "“{value}” is a note and was not read as a row.",
    *_ASIS,
)
ROW_NOT_READ = Message(
    "row-not-read",
    N,
    "第 {row} 行（“{value}”）在合计、签字行之后，未读取。",
    "Row {row} (“{value}”) stands after the totals and signatures and was not read.",
    "如是明细，请移到合计、签字行之前；否则无需处理。",
    "If it is a row of data, move it above the totals and signatures; otherwise nothing to do.",
)
TOTAL_ROW_DIFFERS = Message(
    "total-row-differs",
    W,
    "合计行的“{header}”为 {value} 元，明细相加为 {sum} 元。",
    "The totals row says {value} yuan for “{header}”, the rows add up to {sum} yuan.",
    "核对合计行与明细。",
    "Check the totals row against the rows.",
)
ROW_HIDDEN = Message(
    "row-hidden",
    N,
    "第 {row} 行是隐藏行，已照常读取。",
    "Row {row} is hidden; it was read like any other.",
    "如不应上报，请删除该行。",
    "Delete the row if it should not be reported.",
)
SHEET_HIDDEN = Message(
    "sheet-hidden",
    N,
    "工作表“{sheet}”是隐藏的，已照常读取。",
    "The sheet “{sheet}” is hidden; it was read like any other.",
    "如不应上报，请删除该工作表。",
    "Delete the sheet if it should not be reported.",
)
SHEET_SKIPPED = Message(
    "sheet-skipped",
    N,
    "工作表“{sheet}”不是“{layout}”，未读取。",
    "The sheet “{sheet}” is no “{layout_en}” and was not read.",
    "如该表应当读取，把表头改为模板中的名称；否则无需处理。",
    "If it should be read, give it the template's headers; otherwise nothing to do.",
)
MERGED_FILLED = Message(
    "merged-filled",
    N,
    "合并单元格，取其首格的值“{value}”。",
    "A merged cell: the value “{value}” of its first cell was taken.",
    *_ASIS,
)
MERGED_AMOUNT = Message(
    "merged-amount",
    E,
    "“{header}”是纵向合并的单元格（首格为“{value}”），无法判断本行的数值。",
    "“{header}” is merged over several rows (“{value}” in the first); which figure is this row's is unclear.",
    "取消合并后逐行填写。",
    "Unmerge the cells and fill in every row.",
)
ERROR_VALUE = Message(
    "cell-error-value",
    E,
    "单元格是错误值 {value}。",
    "The cell holds the error value {value}.",
    "改正公式，或直接填写数值。",
    "Mend the formula or type the value.",
)
FORMULA_NO_VALUE = Message(
    "formula-no-value",
    E,
    "公式没有保存计算结果，读不到数值。",
    "The formula was saved without its result.",
    *_SAVE,
)
REQUIRED = Message(
    "required-missing",
    E,
    "“{header}”必填，此处为空。",
    "“{header}” is required and empty here.",
    "请填写，例如：{example}",
    "Fill it in, for example: {example}",
)
LONG_NUMBER = Message(
    "long-number",
    E,
    "编码按数字保存，Excel 只保留前 15 位，“{header}”的尾数已经丢失。",
    "The code was saved as a number; Excel keeps 15 digits, so the end of “{header}” is lost.",
    *_TEXT_FORMAT,
)
NUMBER_AS_CODE = Message(
    "number-as-code",
    N,
    "编码按数字保存，读作“{read}”；若原有前导零则已丢失。",
    "The code was saved as a number and read as “{read}”; leading zeros, if any, are lost.",
    *_TEXT_FORMAT,
)
DATE_AS_TEXT = Message(
    "date-as-text",
    N,
    "文本列里是日期，读作“{read}”。",
    "A date stands in a text column; read as “{read}”.",
    *_ASIS,
)
TEXT_CLEANED = Message(
    "text-cleaned",
    N,
    "去掉了多余的空格或不可见字符，读作“{read}”。",
    "Extra spaces or invisible characters were removed; read as “{read}”.",
    *_ASIS,
)
CODE_NORMALISED = Message(
    "code-normalised",
    N,
    "编码中的全角或小写字符已规范，读作“{read}”。",
    "Full-width or lower-case characters of the code were normalised; read as “{read}”.",
    *_ASIS,
)
TEXT_TOO_LONG = Message(
    "text-too-long",
    E,
    "“{header}”最多 {limit} 个字，现为 {length} 个。",
    "“{header}” takes {limit} characters at most; there are {length}.",
    "请精简。",
    "Shorten it.",
)
TEXT_TOO_SHORT = Message(
    "text-too-short",
    E,
    "“{header}”至少 {limit} 个字，现为 {length} 个。",
    "“{header}” takes {limit} characters at least; there are {length}.",
    "请写清楚，例如：{example}",
    "Say it in full, for example: {example}",
)
CODE_FORMAT = Message(
    "code-format",
    W,
    "“{value}”不像“{header}”的编码格式。",
    "“{value}” does not look like a code of “{header}”.",
    "请核对，格式例如：{example}",
    "Check it; it looks like: {example}",
)
CODE_MALFORMED = Message(
    "code-malformed",
    E,
    "“{value}”不符合“{header}”的编码格式。",
    "“{value}” is not a valid “{header}”.",
    "请改正，格式例如：{example}",
    "Correct it; it looks like: {example}",
)
NAME_UNMASKED = Message(
    "name-unmasked",
    E,
    "“{header}”未脱敏（内容不在此重复）。",
    "“{header}” is not masked (not repeated here).",
    "用 * 遮盖姓名后重新上传，例如：{example}；未脱敏的文件请勿外传。",
    "Mask the name with * and upload again, for example: {example}; do not pass the unmasked file on.",
)
ID_EXPOSED = Message(
    "id-exposed",
    E,
    "“{header}”中出现完整的居民身份证号（内容不在此重复）。",
    "“{header}” holds a full identity-card number (not repeated here).",
    "改用医保个人编号，或只保留后四位。",
    "Use the insurance number, or the last four digits only.",
)
NOT_A_NUMBER = Message(
    "not-a-number",
    E,
    "“{value}”不是数字。",
    "“{value}” is not a number.",
    "只填数字，例如：{example}",
    "Digits only, for example: {example}",
)
NOT_FINITE = Message(
    "not-finite",
    E,
    "“{value}”不是可用的数字：数值大得表格存不下，或公式没有算出结果。",
    "“{value}” is no usable number: too large for a spreadsheet to hold, or the result of a formula that failed.",
    "核对原始数据后重新填写，例如：{example}",
    "Check the source and type it again, for example: {example}",
)
PERCENT_FORMAT = Message(
    "percent-format",
    E,
    "此格是百分数 {value}，而“{header}”不按百分数填写。",
    "The cell is a percentage, {value}, but “{header}” is not stated in percent.",
    "把单元格格式改为“常规”，填写实际数值，例如：{example}",
    "Set the cell's format to General and type the value itself, for example: {example}",
)
TOO_MANY_DECIMALS = Message(
    "too-many-decimals",
    E,
    "“{value}”超过 {places} 位小数。",
    "“{value}” has more than {places} decimals.",
    "请按 {places} 位小数填写；不会代为四舍五入。",
    "Give {places} decimals; nothing is rounded for you.",
)
NUMBER_REREAD = Message(
    "number-reread",
    N,
    "“{value}”读作 {read}。",
    "“{value}” was read as {read}.",
    *_ASIS,
)
NOT_WHOLE = Message(
    "not-whole",
    E,
    "“{value}”应为整数。",
    "“{value}” should be a whole number.",
    "请填整数，例如：{example}",
    "Give a whole number, for example: {example}",
)
OUT_OF_RANGE = Message(
    "out-of-range",
    E,
    "“{value}”不在允许范围内（{range}）。",
    "“{value}” is outside what is allowed ({range_en}).",
    "请核对“{header}”。",
    "Check “{header}”.",
)
NOT_A_DATE = Message(
    "not-a-date",
    E,
    "“{value}”不是可识别的日期，或日历上没有这一天。",
    "“{value}” is not a date that can be read, or no such day exists.",
    "请写成 2026-03-05 的形式。",
    "Write it like 2026-03-05.",
)
DATE_REREAD = Message(
    "date-reread",
    N,
    "“{value}”读作 {read}。",
    "“{value}” was read as {read}.",
    *_ASIS,
)
DATE_TIME_DROPPED = Message(
    "date-time-dropped",
    N,
    "“{value}”带有时刻，只取日期 {read}。",
    "“{value}” has a time of day; only the date {read} was taken.",
    *_ASIS,
)
CODE_LOCAL = Message(
    "code-local",
    W,
    "“{header}”{value} 不在国家代码表内，按本省（市）自定代码读入。",
    "“{header}” {value} is not in the national list; it is read as a local code.",
    "核对代码；确为本地代码的，无需处理。",
    "Check the code; nothing to do if it is a local one.",
)
NOT_IN_LIST = Message(
    "not-in-list",
    E,
    "“{value}”不在“{header}”的代码表中。",
    "“{value}” is not in the list of “{header}”.",
    "请从代码表选择：{choices}",
    "Choose from the list: {choices}",
)
CHOICE_REREAD = Message(
    "choice-reread",
    N,
    "“{value}”读作代码 {read}。",
    "“{value}” was read as the code {read}.",
    *_ASIS,
)

CATALOGUE: dict[str, Message] = {m.code: m for m in tuple(globals().values()) if isinstance(m, Message)}
