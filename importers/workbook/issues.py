"""An issue says where, what, and what to do, in both languages; a Message is its template in a catalogue.

Catalogues are the `messages.py` of each importers room; codes are stable and listed in docs/reference/issue-codes.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from importers.intake.cells import letters
from vendors.errors import Words
from vendors.labels import Labelled

SHOWN = 200  # characters of a cell's text that an issue repeats


class Severity(Labelled):
    """Errors keep the file out; warnings and notices do not."""

    ERROR = "error", "错误", "error"
    WARNING = "warning", "警告", "warning"
    NOTICE = "notice", "提示", "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem at one address. `row` counts from 1; `column` is letters; both are empty for the whole book."""

    code: str
    severity: Severity
    message: Words
    fix: Words
    sheet: str = ""
    row: int | None = None
    column: str = ""
    header: str = ""
    value: str = ""

    @property
    def cell(self) -> str:
        """`F12`; empty unless both parts are known."""
        return f"{self.column}{self.row}" if self.column and self.row else ""

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "code": self.code,
            "severity": self.severity.value,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "header": self.header,
            "value": self.value,
            "message": self.message.zh,
            "message_en": self.message.en,
            "fix": self.fix.zh,
            "fix_en": self.fix.en,
            "help": f"docs/reference/issue-codes.md#{self.code}",
        }


@dataclass(frozen=True, slots=True)
class Message:
    """A catalogue entry. Templates use str.format names; `{value}` and `{header}` are always known."""

    code: str
    severity: Severity
    zh: str
    en: str
    fix_zh: str
    fix_en: str

    def at(
        self,
        *,
        sheet: str = "",
        row: int | None = None,
        column: int | None = None,
        header: str = "",
        value: str = "",
        **words: object,
    ) -> Issue:
        """The issue at an address; `column` counts from 0 (A). Long values are shortened."""
        if len(value) > SHOWN:
            value = value[:SHOWN] + "…"
        told = (("value", value), ("header", header), ("sheet", sheet), *words.items())
        message, fix = _filled(self, (("row", row), *told) if "{row}" in self.zh else told)
        return Issue(
            code=self.code,
            severity=self.severity,
            message=message,
            fix=fix,
            sheet=sheet,
            row=row,
            column="" if column is None else letters(column),
            header=header,
            value=value,
        )


@lru_cache(8192)
def _filled(message: Message, told: tuple[tuple[str, object], ...]) -> tuple[Words, Words]:
    """The sentences: the same thing wrong in a thousand rows is put into words once."""
    words = dict(told)
    said = Words(message.zh.format_map(words), message.en.format_map(words))
    return said, Words(message.fix_zh.format_map(words), message.fix_en.format_map(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueGroup:
    """Issues of one code in one column of one sheet, with their rows folded to ranges (`4–9、12`)."""

    code: str
    severity: Severity
    sheet: str
    column: str
    header: str
    count: int
    rows: str
    example: Issue


def count(issues: Iterable[Issue], severity: Severity) -> int:
    return sum(1 for issue in issues if issue.severity is severity)


def ranges(rows: Sequence[int]) -> str:
    """`[4, 5, 6, 9]` → `4–6、9`."""
    parts: list[str] = []
    start = last = None
    for row in [*sorted(set(rows)), None]:
        if start is not None and last is not None and row != last + 1:
            parts.append(str(start) if start == last else f"{start}–{last}")
            start = None
        if start is None:
            start = row
        last = row
    return "、".join(parts)


def grouped(issues: Iterable[Issue]) -> tuple[IssueGroup, ...]:
    """Errors first, then warnings, then notices; inside each in order of first appearance."""
    found: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        found.setdefault((issue.code, issue.sheet, issue.column), []).append(issue)
    order = list(Severity)
    groups = [
        IssueGroup(
            code=code,
            severity=members[0].severity,
            sheet=sheet,
            column=column,
            header=members[0].header,
            count=len(members),
            rows=ranges([issue.row for issue in members if issue.row]),
            example=members[0],
        )
        for (code, sheet, column), members in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: order.index(group.severity)))
