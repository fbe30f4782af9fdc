"""Help pages of the workbooks: what each kind of sheet asks for, drawn from the columns that also read it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from importers.batches.templates import blank_workbook
from importers.findings.kinds import KINDS, kind_named
from importers.findings.scene import Kind
from importers.workbook.columns import Column, Need, Type
from server.web import clock
from server.web.access import Right
from server.web.downloads import workbook
from server.web.i18n import _
from server.web.pages import Page
from vendors.errors import NotFound, Words
from vendors.periods import local_date
from vendors.registry.rules import Kind as Family

LISTED: Final = 12
"""Codes of a list shown before somebody asks for more of it."""
TONES: Final = {Need.REQUIRED: "bad", Need.CONDITIONAL: "warn", Need.OPTIONAL: ""}
FINDINGS: Final = Words(
    "每行一条违规明细；同一病例同一类型的明细合成一个疑点问题，确认提交后进入审核。",
    "One line a row; lines of one case and one violation type become a finding and go to review once submitted.",
)
RECORDS: Final = Words(
    "确认提交后作为任务成果保存，供考核取数，不产生疑点问题。",
    "Kept as results of the task for the assessment once submitted; no findings come of it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHelp:
    """One column as the page explains it."""

    column: Column
    aliases: Sequence[str]
    rules: Sequence[str]
    codes: int

    @property
    def tone(self) -> str:
        return TONES[self.column.need]

    @property
    def help(self) -> Words:
        return Words(self.column.help_zh, self.column.help_en)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A list some columns choose from; `found` are the codes shown of `total`."""

    keys: Sequence[str]
    title: Words
    found: Sequence[tuple[str, str]]
    total: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsScreen:
    """Every kind of sheet, by the family of vendors that delivers it."""

    families: Sequence[tuple[Family, Sequence[Kind]]]

    def about(self, kind: Kind) -> Words:
        return about(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScreen:
    """One kind of sheet; `find` narrows columns and codes, `whole` names the list shown in full."""

    kind: Kind
    columns: Sequence[ColumnHelp]
    lists: Sequence[CodeList]
    find: str
    on: date

    @property
    def about(self) -> Words:
        return about(self.kind)

    @property
    def unique(self) -> Words:
        """The columns that tell its rows apart."""
        columns = [self.kind.layout.column(key) for key in self.kind.reading.unique]
        return Words("、".join(column.zh for column in columns), ", ".join(column.en for column in columns))


def about(kind: Kind) -> Words:
    """What a row of the sheet is, and what becomes of it."""
    record = kind.record
    if record is None:
        return FINDINGS
    column = kind.layout.column
    subject, day = [column(key) for key in record.subject], column(record.happened_on)
    zh = f"每行登记一条：{'、'.join(each.zh for each in subject)}，时间看“{day.zh}”"
    en = f"One record a row: {', '.join(each.en.lower() for each in subject)}; its day is “{day.en}”"
    if record.amount:
        zh, en = f"{zh}，金额看“{column(record.amount).zh}”", f"{en}, its amount “{column(record.amount).en}”"
    return Words(f"{zh}。{RECORDS.zh}", f"{en}. {RECORDS.en}")


@get("/workbooks", opt={"right": Right.SIGNED_IN})
async def kinds_page() -> Page:
    families = [(family, tuple(kind for kind in KINDS if kind.letter == family.value)) for family in Family]
    return Page("uploads/workbooks.html", KindsScreen(families=[each for each in families if each[1]]))


@get("/workbooks/{kind:str}", opt={"right": Right.SIGNED_IN})
async def kind_page(kind: FromPath[str], find: FromQuery[str] = "", codes: FromQuery[str] = "") -> Page:
    found, on = _kind(kind), local_date(clock.now())
    wanted = find.strip()[:60].casefold()
    columns = tuple(_help(column, on) for column in found.layout.columns)
    screen = KindScreen(
        kind=found,
        columns=[each for each in columns if not wanted or _named(each.column, wanted)],
        lists=tuple(_lists(found, on, wanted, codes)),
        find=find.strip()[:60],
        on=on,
    )
    return Page("uploads/workbook.html", screen)


@get("/workbooks/{kind:str}/template", opt={"right": Right.SIGNED_IN})
async def blank_template(kind: FromPath[str]) -> Response[bytes]:
    found = _kind(kind)
    content = await asyncio.to_thread(blank_workbook, found, at=clock.now())
    return workbook(content, name=f"{found.zh}_空白模板.xlsx", plain=f"{found.key}.xlsx")


def _kind(key: str) -> Kind:
    found = kind_named(key)
    if found is None or found.key != key:
        raise NotFound
    return found


def _named(column: Column, wanted: str) -> bool:
    return any(wanted in name.casefold() for name in (*column.names, column.help_zh, column.help_en))


def _help(column: Column, on: date) -> ColumnHelp:
    return ColumnHelp(column=column, aliases=column.aliases, rules=tuple(_rules(column)), codes=len(column.options(on)))


def _rules(column: Column) -> Sequence[str]:
    """What the column's own definition asks for, in words."""
    said = []
    if column.shortest:
        said.append(_("至少 %(n)s 个字", n=column.shortest))
    if column.longest:
        said.append(_("最多 %(n)s 个字", n=column.longest))
    if column.type is Type.QUANTITY:
        said.append(_("最多 %(n)s 位小数", n=column.places))
    if column.least is not None:
        said.append(_("不小于 %(n)s", n=column.least))
    if column.most is not None:
        said.append(_("不大于 %(n)s", n=column.most))
    if column.masked:
        said.append(_("须用 * 遮盖"))
    if column.derived:
        said.append(_("可以留空，由系统推算"))
    return said


def _lists(kind: Kind, on: date, wanted: str, codes: str) -> Sequence[CodeList]:
    """Each list once, under the columns that use it; with a search only what matches."""
    lists: dict[tuple[tuple[str, str], ...], list[Column]] = {}
    for column in kind.layout.columns:
        if options := tuple(column.options(on).items()):
            lists.setdefault(options, []).append(column)
    return [each for each in (_list(items, columns, wanted, codes) for items, columns in lists.items()) if each.found]


def _list(items: Sequence[tuple[str, str]], columns: Sequence[Column], wanted: str, codes: str) -> CodeList:
    matching = [pair for pair in items if not wanted or any(wanted in text.casefold() for text in pair)]
    whole = bool(wanted) or codes in {column.key for column in columns} or len(matching) <= LISTED
    return CodeList(
        keys=[column.key for column in columns],
        title=Words("、".join(column.zh for column in columns), ", ".join(column.en for column in columns)),
        found=matching if whole else matching[:LISTED],
        total=len(items),
        whole=whole,
    )


HANDLERS = (kinds_page, kind_page, blank_template)
