"""Why a file is not opened at all: one catalogue of codes, each with the sentence that helps, in both languages."""

from dataclasses import dataclass

from vendors.errors import Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """The whole answer for a file that cannot be read."""

    code: str
    message: Words
    fix: Words


class Refused(Exception):
    """Raised where the file is read: by a code and its words, or by a whole Refusal."""

    def __init__(self, what: Refusal | str, **words: object) -> None:
        self.refusal = refuse(what, **words) if isinstance(what, str) else what
        super().__init__(self.refusal.code)


_RESAVE = (
    "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
    "Open it in Excel or WPS, save it as .xlsx and upload again.",
)
_PLAIN = (
    "请另存为不含宏和外部链接的 .xlsx 工作簿，只保留数据。",
    "Save as a plain .xlsx without macros or outside links, data only.",
)
_SPLIT = ("请拆分为多个文件分别上传。", "Split it into several files.")
_ASK = (
    "请稍后重试；若再次出现，请另存为新文件，或联系医保局管理员。",
    "Try again later; if it happens again, save as a new file or ask the bureau.",
)

CATALOGUE: dict[str, tuple[str, str, tuple[str, str]]] = {
    "file-missing": (
        "无法读取文件（{detail}）。",
        "The file cannot be read ({detail}).",
        ("核对路径、文件名和读取权限。", "Check the path, the name and the right to read it."),
    ),
    "file-empty": ("文件是空的（0 字节）。", "The file is empty (0 bytes).", _RESAVE),
    "file-too-large": (
        "文件 {size} MB，超过上限 {limit} MB。",
        "The file has {size} MB; the limit is {limit} MB.",
        _SPLIT,
    ),
    "file-extension": (
        "不接受 {extension} 文件；可用 .xlsx、.xls、.et 或 .csv。",
        "{extension} files are not accepted; use .xlsx, .xls, .et or .csv.",
        _RESAVE,
    ),
    "file-macro-type": (
        "{extension} 是可含宏或二进制格式的工作簿，不予接收。",
        "{extension} may hold macros or is a binary workbook; it is not accepted.",
        _PLAIN,
    ),
    "file-renamed": (
        "扩展名是 {extension}，内容却是 {found}，文件可能被改过名。",
        "The name says {extension} but the content is {found}; the file was probably renamed.",
        _RESAVE,
    ),
    "file-password": (
        "文件设有打开密码，无法读取。",
        "The file is protected by a password and cannot be read.",
        (
            "请在 Excel 或 WPS 中取消密码（文件 → 信息 → 保护工作簿），再上传。",
            "Remove the password (File → Info → Protect Workbook) and upload again.",
        ),
    ),
    "archive-broken": (
        "文件已损坏或不完整，无法解包（{detail}）。",
        "The file is damaged or incomplete and cannot be unpacked ({detail}).",
        _RESAVE,
    ),
    "archive-unsafe": (
        "文件的压缩结构不正常（{detail}），为安全起见不予打开。",
        "The archive inside the file is not ordinary ({detail}) and is not opened.",
        _RESAVE,
    ),
    "archive-too-large": (
        "文件解压后过大（{detail}），不予打开。",
        "The file unpacks to too much ({detail}) and is not opened.",
        (
            "请删除多余的空白行列、图片和格式后另存；数据很多时请拆分。",
            "Remove blank rows and columns, pictures and formats, or split the data.",
        ),
    ),
    "active-content": (
        "工作簿含有{detail}，不予接收。",
        "The workbook holds active content ({detail}) and is not accepted.",
        _PLAIN,
    ),
    "xml-entities": (
        "工作簿内部含有 DTD 或实体声明（{detail}），为安全起见不予打开。",
        "A part of the workbook declares a DTD or entities ({detail}) and is not opened.",
        _RESAVE,
    ),
    "xml-excessive": (
        "工作簿内部结构超过上限（{detail}）。",
        "A part of the workbook is beyond the limit ({detail}).",
        _RESAVE,
    ),
    "not-a-workbook": (
        "这不是 Excel 工作簿（{detail}）。",
        "This is not an Excel workbook ({detail}).",
        _RESAVE,
    ),
    "workbook-unreadable": (
        "工作簿无法读取（{detail}）。",
        "The workbook cannot be read ({detail}).",
        _RESAVE,
    ),
    "workbook-empty": (
        "工作簿里没有任何数据。",
        "There is no data in the workbook.",
        ("请填写明细后再上传。", "Fill in the detail and upload again."),
    ),
    "too-many-cells": (
        "工作表超过上限：{detail}。",
        "The sheets are beyond the limit: {detail}.",
        _SPLIT,
    ),
    "csv-encoding": (
        "无法识别 CSV 的文字编码。",
        "The text encoding of the CSV file is not recognised.",
        ("请另存为“CSV UTF-8（逗号分隔）”或 .xlsx。", "Save as “CSV UTF-8 (comma delimited)” or .xlsx."),
    ),
    "csv-broken": (
        "CSV 文件结构有误（{detail}）。",
        "The CSV file is malformed ({detail}).",
        ("请检查引号是否成对，或改存为 .xlsx。", "Check that quotes are paired, or save as .xlsx."),
    ),
    "reading-too-costly": (
        "读取文件耗费的{detail}超过上限，已停止。",
        "Reading the file took too much ({detail}) and was stopped.",
        (
            "请删除数据之外多余的行、列和格式后另存；数据很多时请拆分为多个文件。",
            "Delete rows, columns and formats beyond the data and save; split the file if there is much data.",
        ),
    ),
    "reader-died": ("读取程序在处理该文件时意外中止。", "The reader stopped unexpectedly on this file.", _ASK),
    "wrong-kind": (
        "文件内容是“{found}”，而选择的是“{wanted}”。",
        "The workbook looks like “{found}”, but “{wanted}” was chosen.",
        ("请改选种类，或换成对应的工作簿。", "Choose the other kind, or upload the matching workbook."),
    ),
    "wrong-stamp": (
        "该工作簿是为{found}签发的模板，不能用于{wanted}。",
        "This workbook was issued for {found} and cannot be used for {wanted}.",
        ("请下载本任务的模板填写后上传。", "Download the template of this task, fill it in and upload it."),
    ),
}


def refuse(code: str, **words: object) -> Refusal:
    """The refusal with its sentences filled in. Raises KeyError for a code outside the catalogue."""
    zh, en, fix = CATALOGUE[code]
    return Refusal(code, Words(zh.format_map(words), en.format_map(words)), Words(*fix))
