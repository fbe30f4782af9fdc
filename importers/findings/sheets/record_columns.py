"""Columns the record sheets share: a small head, the institution, a period, persons. Their rows are no findings."""

from dataclasses import replace
from decimal import Decimal
from typing import TypedDict, Unpack

from importers.findings import code_messages
from importers.findings.code_messages import told
from importers.findings.sheets.every_kind import COMMON
from importers.workbook.columns import Column, Need, Type, Value
from importers.workbook.issues import Message
from vendors.errors import Words
from vendors.registry.uscc import inner_doubt, normalise, problem

REQUIRED, CONDITIONAL = Need.REQUIRED, Need.CONDITIONAL
ZERO, PERCENT = Decimal(0), Decimal(100)
_BY_KEY = {column.key: column for column in COMMON}
HEAD = COMMON[:2]  # 序号, 任务编号
INSTITUTION = COMMON[2:4]
MEMO = _BY_KEY["memo"]
AUDITOR, CHECKER = _BY_KEY["auditor"], _BY_KEY["checker"]
SIGNED = tuple(replace(_BY_KEY[key], need=Need.OPTIONAL) for key in ("auditor", "checker", "audited_on"))
PLACE = tuple(replace(column, need=Need.OPTIONAL) for column in INSTITUTION)  # where the row need not name one
BEGIN = Column(
    key="begin_on",
    zh="统计期起",
    en="Period from",
    type=Type.DATE,
    need=REQUIRED,
    aliases=("统计开始日期", "期间起", "统计期间起"),
    example="2026-07-01",
    width=13,
)
END = replace(
    BEGIN,
    key="end_on",
    zh="统计期止",
    en="Period to",
    aliases=("统计结束日期", "期间止", "统计期间止"),
    example="2026-09-30",
)


_QUANTITY = Column(key="", zh="", en="", type=Type.QUANTITY, places=3, least=ZERO, width=12)
_MONEY = Column(key="", zh="", en="", type=Type.MONEY, least=ZERO)


class More(TypedDict, total=False):
    """What else a column of this module may be told; see Column. `least` None lets it fall below zero."""

    need: Need
    least: Decimal | None
    most: Decimal | None
    places: int
    derived: bool
    aliases: tuple[str, ...]
    help_zh: str
    help_en: str


def quantity(key: str, zh: str, en: str, example: str, **more: Unpack[More]) -> Column:
    """A count of goods or hours, three decimals, not negative."""
    return replace(_QUANTITY, key=key, zh=zh, en=en, example=example, **more)


def money(key: str, zh: str, en: str, example: str, **more: Unpack[More]) -> Column:
    """An amount in yuan, not negative."""
    return replace(_MONEY, key=key, zh=zh, en=en, example=example, **more)


def credit_code(value: Value) -> Message | None:
    """The check of a 统一社会信用代码 column."""
    code = normalise(str(value))
    wrong = problem(code)
    if wrong is not None:
        return _said(code_messages.USCC_WRONG, wrong)
    doubt = inner_doubt(code)
    return None if doubt is None else _said(code_messages.USCC_INNER, doubt)


def _said(message: Message, words: Words) -> Message:
    return told(message, said=words.zh, said_en=words.en)


SUPPLIER = Column(
    key="supplier",
    zh="供应商",
    en="Supplier",
    aliases=("供应商名称", "涉及供应商", "涉及供应商名称"),
    longest=100,
    example="示例医药有限公司",
    width=24,
)
SUPPLIER_CODE = Column(
    key="supplier_code",
    zh="供应商统一社会信用代码",
    en="Supplier's credit code",
    type=Type.CODE,
    aliases=("统一社会信用代码", "社会信用代码"),
    pattern=r"^[0-9A-Z]*$",
    pattern_is_error=True,
    check=credit_code,
    example="91620700MA0000015U",
    help_zh="18 位，不使用字母 I、O、S、V、Z",
    help_en="18 characters, never I, O, S, V or Z",
    width=22,
)
