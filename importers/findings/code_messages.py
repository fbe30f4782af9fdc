"""The catalogue for codes: check digits, dictionaries, and codes out of force."""

from collections.abc import Callable
from dataclasses import replace

from importers.workbook.columns import Value
from importers.workbook.issues import Message, Severity
from vendors.policy.medical_codes import format_of

E, W = Severity.ERROR, Severity.WARNING

USCC_WRONG = Message(
    "uscc-wrong",
    E,
    "统一社会信用代码 {value}：{said}",
    "The unified credit code {value}: {said_en}",
    "按营业执照或事业单位法人证书逐位核对后重新填写。",
    "Compare it with the licence character by character and type it again.",
)
USCC_INNER = Message(
    "uscc-inner-check",
    W,
    "统一社会信用代码 {value}：{said}",
    "The unified credit code {value}: {said_en}",
    "与证照核对；一致的，无需处理。",
    "Compare it with the licence; nothing to do if they agree.",
)
VIOLATION_NOT_IN_FORCE = Message(
    "violation-not-in-force",
    E,
    "违规类型代码 {value}（{name}）在 {day} 不在有效期内（{span}）{instead}。",
    "The violation code {value} ({name}) does not hold on {day} ({span}){instead_en}.",
    "改用审核日期当日有效的代码，见代码表。",
    "Use a code in force on the day of the audit; see the sheet 代码表.",
)
OF_ANOTHER_FAMILY = Message(
    "code-of-another-kind",
    W,
    "“{header}”{value} 看起来是{family}代码。",
    "“{header}” {value} looks like a code of {family_en}.",
    "核对是否填错了列。",
    "Check whether it stands in the wrong column.",
)
NOT_IN_DICTIONARY = Message(
    "code-not-in-dictionary",
    E,
    "“{header}”{value} 不在已导入的{family}编码库中。",
    "“{header}” {value} is not in the loaded dictionary of {family_en}.",
    "核对编码；编码库过期的，请医保局更新后再报送。",
    "Check the code; if the dictionary is out of date the bureau has to load the new one.",
)


def told(message: Message, **said: str) -> Message:
    """The message with some of its words filled in beforehand; the rest are filled at the cell."""

    def filled(text: str) -> str:
        for name, words in said.items():
            text = text.replace("{" + name + "}", words.replace("{", "{{").replace("}", "}}"))
        return text

    return replace(message, zh=filled(message.zh), en=filled(message.en))


def of_family(family: str) -> Callable[[Value], Message | None]:
    """The check of a column of national codes: none of them is plainly another kind of code (columns swapped)."""

    def check(value: Value) -> Message | None:
        found = format_of(str(value))
        if found is None or found.family == family:
            return None
        return told(OF_ANOTHER_FAMILY, family=found.zh, family_en=found.en)

    return check
