"""代码表 and the taxonomy: packaged entries under the bureau's own, each with the days it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from litestar import get
from litestar.handlers import HTTPRouteHandler

from server.reference.lists import asked
from server.web import clock
from server.web.access import Right, WebRequest
from server.web.i18n import _, cited, locale
from server.web.pages import Page
from vendors.periods import local_date
from vendors.policy.bureau import bureau
from vendors.policy.codes import code_lists, packaged_english, taxonomy

TAXONOMY: Final = "violation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCard:
    """A list of codes; `own` are the bureau's entries in it."""

    name: str
    title: str
    source: str
    size: int
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """An entry; without days it holds always. `own` is the bureau's, `now` says whether it may be chosen today."""

    code: str
    words: str
    group: str
    basis: str
    begins: date | None
    ends: date | None
    own: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesScreen:
    """`chosen` is the list shown."""

    lists: Sequence[ListCard]
    chosen: ListCard
    rows: Sequence[CodeRow]
    text: str


@get("/codes", opt={"right": Right.VIEW_REFERENCE})
async def codes(request: WebRequest) -> Page:
    today, text = local_date(clock.now()), asked(request, "text")
    lists = _lists()
    chosen = next((one for one in lists if one.name == asked(request, "list")), lists[0])
    rows = _violations(today) if chosen.name == TAXONOMY else _entries(chosen.name, today)
    shown = [row for row in rows if text in f"{row.code} {row.words} {row.group}"]
    return Page("reference/codes.html", CodesScreen(lists=lists, chosen=chosen, rows=shown, text=text))


def _lists() -> Sequence[ListCard]:
    own: dict[str, int] = {}
    for entry in bureau().entries:
        own[entry.list_name] = own.get(entry.list_name, 0) + 1
    known = [
        ListCard(
            name=one.name, title=one.title if locale() == "zh" else one.title_en, source=cited(one.source),
            size=len(one.codes), own=own.pop(one.name, 0),
        )
        for one in code_lists().values()
    ]  # fmt: skip
    added = [ListCard(name=name, title=name, source=_("本局"), size=0, own=n) for name, n in sorted(own.items())]
    kinds = ListCard(name=TAXONOMY, title=_("违规类型"), source="条例", size=len(taxonomy()), own=0)
    return [kinds, *known, *added]


def _entries(name: str, on: date) -> Sequence[CodeRow]:
    own = [entry for entry in bureau().entries if entry.list_name == name]
    changed = {entry.code for entry in own if entry.begins <= on}
    packaged, english = code_lists()[name].codes if name in code_lists() else {}, locale() == "en"
    rows = [
        CodeRow(
            code=code, words=packaged_english(name).get(code, words) if english else words, group="", basis="",
            begins=None, ends=None, own=False, now=code not in changed,
        )
        for code, words in packaged.items()
    ]  # fmt: skip
    rows += [
        CodeRow(
            code=entry.code, words=(english and entry.en) or entry.zh, group="", basis="",
            begins=entry.begins, ends=entry.ends, own=True,
            now=entry.holds_on(on),
        )
        for entry in own
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (len(row.code), row.code, row.own))


def _violations(on: date) -> Sequence[CodeRow]:
    return [
        CodeRow(
            code=one.code, words=one.name, group=one.group_name, basis=one.law, begins=one.starts, ends=one.until,
            own=False, now=one.in_force(on),
        )
        for one in taxonomy()
    ]  # fmt: skip


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (codes,)
