"""Numbers only people know, and events of conduct, entered for one contract and quarter."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from kpi.engine.amounts import Style, figure
from kpi.engine.facts import FactValue
from kpi.engine.limits import beyond
from kpi.engine.rulebook import Rulebook
from kpi.facts import actions
from kpi.facts.asked import Asked
from kpi.facts.availability.facts import LOGGED
from kpi.facts.checks.rules import CheckKind
from kpi.facts.entry_queries import Entry, entries, events
from kpi.facts.lead_queries import Lead, leads
from kpi.facts.questionnaires.rules import Side
from kpi.facts.recorded.source import recorded_facts
from kpi.facts.rules import enterable, event_names
from kpi.rulebooks.queries import in_force
from server.scorecards.asked import number, quarter_or_none
from server.scorecards.frame import frame
from server.scorecards.screens import EntryScreen, FactRow, RecordedRow
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import _
from server.web.pages import Page, see_other
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.errors import Invalid, NotFound, Words
from vendors.periods import Period
from vendors.transaction import transaction

PATH: Final = "/assessments/facts"


@get("/assessments/facts", opt={"right": Right.ENTER_INDICATORS})
async def facts(
    request: WebRequest, contract: FromQuery[str] = "", period: FromQuery[str] = "", lead: FromQuery[str] = ""
) -> Page:
    """`lead` is the record of another register an event is to be made of."""
    return await _page(request, contract, period, lead=lead)


@post("/assessments/facts", opt={"right": Right.ENTER_INDICATORS})
async def enter_facts(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Page | Redirect:
    who, at = actor(request), clock.now()
    under = await contracts.contract(number(contract), for_=who)
    quarter = _quarter(period)
    entered = await entries(contract=under.id, period=quarter, for_=who)
    rows = _rows(under, quarter, entered, await _recorded(under, quarter))
    form = await submitted(request, *(name for row in rows for name in (row.value, row.evidence)))
    try:
        changed = _changed(rows, form, in_force(under.vendor_kind.value, quarter.ends_on))
        async with transaction():
            for row, value, evidence in changed:
                await actions.enter_fact(
                    contract=under.id, period=quarter, name=row.name, value=value, evidence=evidence, by=who, at=at,
                    beside={one.name: number for one, number, _said in changed},
                )  # fmt: skip
    except Invalid as invalid:
        return await _page(request, contract, period, form=form.failed(invalid))
    said = Words(f"已保存 {len(changed)} 项。", f"{len(changed)} numbers are saved.")
    return see_other(request, _address(under.id, quarter), said=said)


@post("/assessments/conduct", opt={"right": Right.ENTER_INDICATORS})
async def record_conduct(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Page | Redirect:
    form = await submitted(request, "kind", "happened_on", "count", "basis", "source")
    read = Reading(form)
    kind, basis = read.text("kind"), read.text("basis")
    day, count = read.day("happened_on"), read.whole("count")
    try:
        read.finish()
        await actions.record_conduct(
            contract=number(contract),
            kind=kind,
            happened_on=day or date.min,
            count=count or 0,
            basis=basis,
            source=form.value("source")[:60],
            by=actor(request),
            at=clock.now(),
        )
    except Invalid as invalid:
        return await _page(request, contract, period, conduct=form.failed(invalid))
    said = Words(
        "行为已登记，出具或重新出具记分卡时计入。", "Recorded; it counts when the card is issued or issued again."
    )
    return see_other(request, _address(number(contract), _quarter(period)), said=said)


@post("/assessments/conduct/withdraw", opt={"right": Right.ENTER_INDICATORS})
async def withdraw_conduct(request: WebRequest, contract: FromQuery[str], period: FromQuery[str]) -> Page | Redirect:
    form = await submitted(request, "event", "reason")
    read = Reading(form)
    event, reason = read.whole("event"), read.text("reason")
    try:
        read.finish()
        await actions.withdraw_conduct(event=event or 0, reason=reason, by=actor(request), at=clock.now())
    except Invalid as invalid:
        return await _page(request, contract, period, withdrawal=form.failed(invalid))
    said = Words("已作废，不再计入。", "Withdrawn; it counts no longer.")
    return see_other(request, _address(number(contract), _quarter(period)), said=said)


async def _page(
    request: WebRequest, contract: str, period: str, *, form: Form | None = None, conduct: Form | None = None,
    withdrawal: Form | None = None, lead: str = "",
) -> Page:  # fmt: skip
    who = actor(request)
    around = await frame(request, PATH, contract=contract, period=period)
    under, quarter = around.contract, around.period
    entered = await entries(contract=under.id, period=quarter, for_=who) if under else {}
    recorded = await _recorded(under, quarter) if under else {}
    rows = _rows(under, quarter, entered, recorded) if under else ()
    waiting = await leads(contract=under, period=quarter, for_=who, as_of=clock.now()) if under else ()
    screen = EntryScreen(
        frame=around,
        rows=rows,
        recorded=_told(under, quarter, recorded) if under else (),
        kinds=event_names(in_force(under.vendor_kind.value, quarter.ends_on)) if under else {},
        events=await events(contract=under.id, period=quarter, for_=who) if under else (),
        form=form or Form(values=_prefilled(rows)),
        leads=waiting,
        conduct=conduct or Form(values=_begun(next((one for one in waiting if one.record == lead), None))),
        withdrawal=withdrawal or Form(),
    )
    return Page("scorecards/entry.html", screen, status=422 if form or conduct or withdrawal else 200)


def _begun(lead: Lead | None) -> Mapping[str, str]:
    """The form for an event, filled in from a lead."""
    if lead is None:
        return {"count": "1"}
    told = {"kind": lead.kind, "happened_on": lead.happened_on.isoformat(), "basis": lead.basis, "source": lead.record}
    return {"count": "1", **told}


async def _recorded(under: ContractView, period: Period) -> Mapping[str, FactValue]:
    """What the record itself has of the facts people may enter: where it has something, that holds."""
    asked = Asked(contract=under, period=period, cutoff=clock.now())
    return (await recorded_facts([asked]))[under.id]


def _told(under: ContractView, period: Period, recorded: Mapping[str, FactValue]) -> Sequence[RecordedRow]:
    facts = in_force(under.vendor_kind.value, period.ends_on).facts
    return tuple(
        RecordedRow(
            words=Words(fact.words.zh, fact.words.en),
            shown=figure(Fraction(recorded[name].value or 0), fact.style),
            records=len(recorded[name].records),
            excluded=len(recorded[name].excluded),
        )
        for name, fact in facts.items()
        if name in recorded
    )


def _rows(
    under: ContractView, period: Period, entered: Mapping[str, Entry], recorded: Collection[str]
) -> Sequence[FactRow]:
    """The facts nobody but people know."""
    rulebook = in_force(under.vendor_kind.value, period.ends_on)
    return tuple(
        FactRow(
            name=name,
            words=Words(fact.words.zh, fact.words.en),
            style=fact.style,
            entered=entered.get(name),
            page=_page_of(name),
        )
        for name, fact in ((name, rulebook.facts[name]) for name in enterable(rulebook) if name not in recorded)
    )


def _page_of(name: str) -> str:
    """The page whose rows come to a fact; empty for a number of its own."""
    if name in {side.fact for side in Side}:
        return _("满意度问卷")
    if name in {fact for kind in CheckKind for fact in (kind.traits.checked, kind.traits.hits)}:
        return _("抽查记录")
    return _("监控日志") if name in LOGGED else ""


def _prefilled(rows: Sequence[FactRow]) -> Mapping[str, str]:
    known = [(row, row.entered) for row in rows if row.entered]
    return {row.value: _typed(row, entry.value) for row, entry in known} | {
        row.evidence: entry.evidence for row, entry in known
    }


def _typed(row: FactRow, value: Decimal) -> str:
    """A ratio is typed as a percentage, everything without trailing zeros."""
    text = f"{value * 100 if row.style is Style.PERCENT else value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _changed(rows: Sequence[FactRow], form: Form, rulebook: Rulebook) -> Sequence[tuple[FactRow, Decimal, str]]:
    """What differs from the entries so far. Raises Invalid naming every field that is wrong."""
    read, before, found = Reading(form), _prefilled(rows), []
    for row in rows:
        value, evidence = read.decimal(row.value, required=False), form.value(row.evidence)
        if (form.value(row.value), evidence) == (before.get(row.value, ""), before.get(row.evidence, "")):
            continue
        if value is None:
            read.fault(row.value, Words("请填写数字，不能清空。", "Enter a number; it cannot be emptied."))
        elif value < 0:
            read.fault(row.value, Words("应为不小于 0 的数。", "A number of 0 or more."))
        if not evidence:
            read.fault(row.evidence, Words("请写明依据。", "Say what it rests on."))
        found.append((row, (value or Decimal(0)) / (100 if row.style is Style.PERCENT else 1), evidence))
    values = {row.name: row.entered.value for row in rows if row.entered} | {row.name: one for row, one, _said in found}
    for name, fault in beyond(rulebook, values, touched=[row.name for row, _one, _said in found]).items():
        read.fault(f"v-{name}", Words(fault.zh, fault.en))
    read.finish()
    return found


def _quarter(text: str) -> Period:
    found = quarter_or_none(text)
    if found is None:
        raise NotFound
    return found


def _address(contract: int, period: Period) -> str:
    return f"/assessments/facts?contract={contract}&period={period}"


ACTS = (facts, enter_facts, record_conduct, withdraw_conduct)
