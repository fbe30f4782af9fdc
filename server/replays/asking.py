"""What is to be tried: a version's numbers or text changed, and the past periods to try it on."""

from dataclasses import replace
from typing import Final

from litestar import get, post
from litestar.response import Redirect

from kpi.replays.queries import replayable
from kpi.rulebooks.checking import Checked, check_text
from kpi.rulebooks.differences import differences
from kpi.rulebooks.numbers import changed, every_number
from kpi.rulebooks.rules import VersionState
from kpi.rulebooks.source import MAX_BYTES
from kpi.rulebooks.version_queries import Version, versions
from kpi.rulebooks.writing import as_toml
from server.replays.runs import RUNS, Order
from server.replays.screens import CheckScreen, WhatIfScreen
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, submitted
from server.web.pages import Page, see_other
from server.web.reading import asked, member
from vendors.errors import NotFound, Words
from vendors.periods import local_date
from vendors.registry.rules import Kind

LIMIT: Final = MAX_BYTES * 3  # in a form a Chinese character takes nine bytes instead of three
QUARTERS: Final = 8  # chosen to begin with
_NOTHING: Final = Words("请至少选择一个考核期。", "Choose one period at least.")


@get("/what-if", opt={"right": Right.TRY_RULES})
async def what_if(request: WebRequest) -> Page:
    query = asked(request, "kind", "version", "as")
    kind = member(Kind, query["kind"]) or Kind.A
    base, others = await _base(request, kind, query["version"])
    return Page("replays/what_if.html", await _screen(request, base, others, as_text=query["as"] == "text"))


@post("/what-if/check", opt={"right": Right.TRY_RULES}, request_max_body_size=LIMIT, status_code=200)
async def check(request: WebRequest) -> Page:
    """The check of what has been typed so far; nothing is kept."""
    base, _, form = await _typed(request)
    return Page("replays/_check.html", CheckScreen(checked=_check(base, _text(base, form))))


@post("/what-if", opt={"right": Right.TRY_RULES}, request_max_body_size=LIMIT)
async def start(request: WebRequest) -> Page | Redirect:
    base, others, form = await _typed(request)
    text = _text(base, form)
    checked = _check(base, text)
    known = await replayable(base.kind)
    periods = [period for period in known if form.value(f"period_{period}")]
    if not checked.rulebook or not periods:
        screen = await _screen(request, base, others, as_text="text" in form.values)
        failed = replace(
            screen,
            checked=checked,
            values=form.values,
            text=form.value("text"),
            chosen=frozenset(periods),
            error=None if periods else _NOTHING,
        )
        return Page("replays/what_if.html", failed, status=422)
    before = _check(base, base.source).raw or {}
    order = Order(
        kind=base.kind,
        version=base.name,
        rulebook=checked.rulebook,
        text=text,
        differences=differences(before, checked.raw or {}),
        periods=sorted(periods, key=lambda period: period.ends_on),
    )
    run = RUNS.start(order, owner=actor(request).id, at=clock.now())
    return see_other(request, f"/what-if/runs/{run.token}")


async def _base(request: WebRequest, kind: Kind, name: str) -> tuple[Version, tuple[Version, ...]]:
    """The version to begin from, by name or the one that holds; and every version of its kind, the newest first."""
    found = await versions(for_=actor(request), on=local_date(clock.now()))
    own = tuple(one for one in found if one.kind is kind and one.state is not VersionState.WITHDRAWN)
    holding = [one for one in own if one.name == name] or [one for one in own if one.state is VersionState.IN_FORCE]
    if not own:
        raise NotFound(f"类别 {kind.zh} 没有考核规则。", f"There is no rulebook for {kind.en}.")
    return (holding or list(own))[0], own


async def _screen(
    request: WebRequest, base: Version, others: tuple[Version, ...], *, as_text: bool = False
) -> WhatIfScreen:
    checked = _check(base, base.source)
    periods = await replayable(base.kind)
    quarters = [period for period in periods if period.kind == "Q"][:QUARTERS]
    return WhatIfScreen(
        base=base,
        versions=others,
        checked=checked,
        raw=checked.raw or {},
        values={one.key: one.text for one in every_number(checked.raw or {})},
        text=base.source if as_text or checked.raw is None else "",
        periods=periods,
        chosen=frozenset(quarters),
        runs=RUNS.of(actor(request).id),
    )


async def _typed(request: WebRequest) -> tuple[Version, tuple[Version, ...], Form]:
    """The form has the fields of its version: its numbers, or its text."""
    sent = await request.form()
    kind, name = member(Kind, str(sent.get("kind", ""))), str(sent.get("version", ""))
    if kind is None:
        raise NotFound
    base, others = await _base(request, kind, name)
    numbers = [one.key for one in every_number(_check(base, base.source).raw or {})]
    periods = [f"period_{period}" for period in await replayable(kind)]
    return base, others, await submitted(request, "kind", "version", "text", *numbers, *periods)


def _text(base: Version, form: Form) -> str:
    """The rules as typed, with one line break at their end; as they were when no number differs."""
    if "text" in form.values:
        return form.value("text").replace("\r\n", "\n").rstrip() + "\n"
    raw = _check(base, base.source).raw or {}
    made = changed(raw, form.values)
    return base.source if made == raw else as_toml(made)


def _check(base: Version, text: str) -> Checked:
    return check_text(text, name=base.name, kind=base.kind.value)


HANDLERS = (what_if, check, start)
