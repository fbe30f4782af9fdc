"""Which rows under a header are no data: totals, subtotals, signatures, notes. Told by their words and by little else.

A row that is filled like data is data, whatever word it holds somewhere.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice

from importers.workbook.spellings import number_of
from importers.workbook.text import cleaned, header_name, nfkc

_TOTAL = re.compile(
    r"(以上|本表|全部|总)?(合计|总计|共计|累计|总额)(金额|数|额)?|(grand)?total|sum|(合计|总计|共计|累计)[(0-9共].*"
)
_TOTAL_SAID = re.compile(r"(以上|本表|全部|总)?(合\s*计|总\s*计|共\s*计|累\s*计|总\s*额)\s*:")
_SUBTOTAL = re.compile(r".{0,40}小计(金额|数|额)?([(0-9:共].*)?|本页合计|sub-?total")
_PLAIN = re.compile(r"合计|总计|共计")
_SIGNATURE = re.compile(
    r"(填报|填表|制表|编制|复核|审核|核对|经办|负责|主管|机构|单位|报送|联系|电话|日期|时间|盖章|签字|签章|签名)"
    r"[^0-9:]{0,8}:|.{0,40}(盖章|公章|签章)\)?:?$|[0-9\s]*年[0-9\s]*月([0-9\s]*日)?$"
)
_NOTE = re.compile(r"(注|附注|备注|说明|填表说明|注意|注意事项|提示)\s*[0-9一二三]?\s*[:、.]|※")
_OF_A_DATE = re.compile(r"\d{1,4}|[年月日]")
_COUNTED = re.compile(r"[0-9,.]+\s*(条|例|人|人次|行|户|家|笔|份|次|元|元整)|[-—–/]+")
_LONGEST = 80  # characters of a label, with the figures it may hold
_HINT = re.compile(r"计|额|total|sum|注|备|说明|提示|[:：]|章|[日月]\s*$|※", re.IGNORECASE)
"""Without it in its first cells a row is data, and no more is asked."""
_LABELLED = 4  # the first filled cells among which the label of a total stands


class Line(StrEnum):
    """What a row under the header is."""

    DATA = "data"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SIGNATURE = "signature"
    NOTE = "note"


def line_of(texts: Sequence[str]) -> Line:
    """Of a row that is not blank. A label needs its whole word, and beside it nothing but figures."""
    first = islice((text for text in texts if text and not text.isspace()), _LABELLED)
    if not any(map(_HINT.search, first)):
        return Line.DATA
    filled = [plain for text in texts if text and (plain := nfkc(cleaned(text)))]
    for place, text in enumerate(filled[:_LABELLED]):
        kind = _label(text)
        if kind is not None and _beside(filled, place) <= (1 if kind is Line.SUBTOTAL else 0):
            return kind
    if filled and _NOTE.match(filled[0]) and len(filled) <= (2 if filled[0].endswith(":") else 1):
        return Line.NOTE
    return Line.SIGNATURE if _signs(filled) else Line.DATA


def plainly_total(texts: Sequence[str]) -> bool:
    """Whether the row calls itself 合计 and nothing rarer."""
    return any(_PLAIN.match(header_name(text)) for text in texts if text)


def is_numbered(text: str) -> bool:
    """`3`, `3、`, `(3)`: the number of a row of data."""
    return re.fullmatch(r"\(?\d+\)?[、.)]?", nfkc(text).strip()) is not None


def _label(text: str) -> Line | None:
    if len(text) > _LONGEST:
        return None
    name = header_name(text)
    if _SUBTOTAL.fullmatch(name):
        return Line.SUBTOTAL
    return Line.TOTAL if _TOTAL.fullmatch(name) or _TOTAL_SAID.match(text) else None


def _beside(filled: list[str], label: int) -> int:
    """The cells beside the label that are neither figures nor signatures."""
    return sum(
        1
        for place, text in enumerate(filled)
        if place != label and not _figure(text) and not _SIGNATURE.match(text) and _label(text) is None
    )


def _figure(text: str) -> bool:
    return _COUNTED.fullmatch(text) is not None or number_of(text) is not None or text.startswith(("=", "#"))


def _signs(filled: list[str]) -> bool:
    """Labels of signatures, each with the cell that may follow it."""
    labels = sum(1 for text in filled if _SIGNATURE.match(text))
    said = sum(1 for text in filled if not _OF_A_DATE.fullmatch(text))
    return bool(labels and _SIGNATURE.match(filled[0])) and said <= 2 * labels
