"""A draft edited: as text with a check at every pause, or as a table of numbers."""

from dataclasses import replace
from typing import Final

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from kpi.rulebooks.actions import save_text
from kpi.rulebooks.checking import Checked, check_text
from kpi.rulebooks.numbers import changed, every_number, groups, left_to_contracts
from kpi.rulebooks.rules import VersionState
from kpi.rulebooks.source import MAX_BYTES
from kpi.rulebooks.version_queries import Version, version
from kpi.rulebooks.wording import reworded, rule_texts
from kpi.rulebooks.writing import as_toml
from server.rulebooks.outlook import outlook
from server.rulebooks.screens import NumbersScreen, TextScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, submitted
from server.web.pages import Page, see_other
from vendors.errors import Conflict, Words
from vendors.periods import local_date

_TICK: Final = "agreed."  # before a threshold's key: may contracts agree another
_TICKS: Final = "ticks"  # the form has the boxes, so that an empty one says no
LIMIT: Final = MAX_BYTES * 3  # in a form a Chinese character takes nine bytes instead of three
SAVED: Final = Words("已保存。", "Saved.")
WITH_FAULTS: Final = Words(
    "已保存，仍有问题须改正后才能提交。", "Saved; it has faults to be put right before it is submitted."
)


async def _draft(request: WebRequest, name: str) -> Version:
    found = await version(name, for_=actor(request), on=local_date(clock.now()))
    if found.packaged or found.state is not VersionState.DRAFT:
        raise Conflict("只有草拟中的版本可以修改，请先复制为新版本。", "Only a draft can be changed; copy it first.")
    return found


@get("/rulebooks/{name:str}/text", opt={"right": Right.EDIT_RULEBOOK})
async def text(request: WebRequest, name: FromPath[str]) -> Page:
    found = await _draft(request, name)
    return Page("rulebooks/text.html", await _text(request, found, found.source))


@post("/rulebooks/{name:str}/check", opt={"right": Right.EDIT_RULEBOOK}, request_max_body_size=LIMIT, status_code=200)
async def check(request: WebRequest, name: FromPath[str]) -> Page:
    """The check of what has been typed so far; nothing is kept."""
    found = await _draft(request, name)
    form = await submitted(request, "text", "version")
    return Page("rulebooks/_check.html", await _text(request, found, _typed(form)))


@post("/rulebooks/{name:str}/text", opt={"right": Right.EDIT_RULEBOOK}, request_max_body_size=LIMIT)
async def save(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    found = await _draft(request, name)
    form = await submitted(request, "text", "version")
    typed = _typed(form)
    try:
        checked = await save_text(name=name, text=typed, base=form.value("version"), by=actor(request), at=clock.now())
    except Conflict as late:  # what was typed stays on the page
        screen = replace(await _text(request, found, typed), base=form.value("version"), error=late.words)
        return Page("rulebooks/text.html", screen, status=409)
    to = f"/rulebooks/{name}/text" if checked.faults else f"/rulebooks/{name}"
    return see_other(request, to, said=WITH_FAULTS if checked.faults else SAVED)


@get("/rulebooks/{name:str}/numbers", opt={"right": Right.EDIT_RULEBOOK})
async def numbers(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    found = await _draft(request, name)
    checked = _checked(found, found.source)
    if checked.raw is None:
        return see_other(request, f"/rulebooks/{name}/text")
    return Page("rulebooks/numbers.html", await _numbers(request, found, checked))


@post("/rulebooks/{name:str}/numbers/check", opt={"right": Right.EDIT_RULEBOOK}, status_code=200)
async def check_numbers(request: WebRequest, name: FromPath[str]) -> Page:
    """The check of the numbers as typed so far; nothing is kept."""
    found, form = await _asked(request, name)
    typed = _with_numbers(found, form)
    return Page("rulebooks/_check.html", await _numbers(request, found, _checked(found, typed)))


@post("/rulebooks/{name:str}/numbers", opt={"right": Right.EDIT_RULEBOOK})
async def save_numbers(request: WebRequest, name: FromPath[str]) -> Page | Redirect:
    """Faulty numbers are shown again, not kept: the form has to leave a sound version sound."""
    found, form = await _asked(request, name)
    typed = _with_numbers(found, form)
    checked, before = _checked(found, typed), _checked(found, found.source)
    if checked.faults and not before.faults:
        screen = await _as_typed(request, found, checked, form)
        return Page("rulebooks/numbers.html", screen, status=422)
    if typed != found.source:
        try:
            await save_text(name=name, text=typed, base=form.value("version"), by=actor(request), at=clock.now())
        except Conflict as late:  # what was typed stays on the page
            screen = replace(await _as_typed(request, found, checked, form), error=late.words)
            return Page("rulebooks/numbers.html", screen, status=409)
    return see_other(request, f"/rulebooks/{name}", said=WITH_FAULTS if checked.faults else SAVED)


async def _asked(request: WebRequest, name: str) -> tuple[Version, Form]:
    found = await _draft(request, name)
    raw = _checked(found, found.source).raw
    if raw is None:
        raise Conflict("文本不是有效的 TOML，请先改正。", "The text is not valid TOML; put it right first.")
    agreed = (_TICK + one.key for one in every_number(raw) if one.agreeable)
    rules = (one.key for texts in rule_texts(raw).values() for one in texts)
    return found, await submitted(request, "version", _TICKS, *(one.key for one in every_number(raw)), *agreed, *rules)


def _with_numbers(found: Version, form: Form) -> str:
    """The text with the typed numbers and rules in words; as it was, comments and all, when none differs."""
    raw = _checked(found, found.source).raw or {}
    ticked = [key.removeprefix(_TICK) for key in form.values if key.startswith(_TICK)]
    made = reworded(changed(raw, form.values), form.values)
    if form.value(_TICKS):
        made = left_to_contracts(made, ticked)
    return found.source if made == raw else as_toml(made)


async def _as_typed(request: WebRequest, found: Version, checked: Checked, form: Form) -> NumbersScreen:
    """The form as it was sent, over the version it was begun with."""
    screen = await _numbers(request, found, checked)
    return replace(screen, values=form.values, base=form.value("version"), typed=True)


async def _numbers(request: WebRequest, found: Version, checked: Checked) -> NumbersScreen:
    raw = checked.raw or {}
    return NumbersScreen(
        version=found,
        checked=checked,
        groups=groups(raw),
        rules=rule_texts(raw),
        values={one.key: one.text for one in every_number(raw)},
        base=found.sha256,
        outlook=await outlook(request, found, checked),
    )


async def _text(request: WebRequest, found: Version, typed: str) -> TextScreen:
    checked = _checked(found, typed)
    about = await outlook(request, found, checked)
    return TextScreen(version=found, checked=checked, text=typed, base=found.sha256, outlook=about)


def _checked(found: Version, typed: str) -> Checked:
    return check_text(typed, name=found.name, kind=found.kind.value)


def _typed(form: Form) -> str:
    """Browsers send CR LF; the text ends with one line break."""
    return form.value("text").replace("\r\n", "\n").rstrip() + "\n"


HANDLERS = (text, check, save, numbers, check_numbers, save_numbers)
