"""What the records behind a fact are called, and where each may be opened: a task, a finding, a row of a sheet."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from importers.batches import queries as batches
from kpi.facts.availability.queries import logs_of_outages
from kpi.facts.checks.queries import checks_of_items
from server.web.access import Right, may
from server.web.i18n import N_, _
from vendors.actors import Actor
from vendors.findings.reach_queries import missed_visits
from vendors.people.queries import staff_of
from vendors.periods import SHANGHAI
from vendors.tasks import queries as tasks
from vendors.tasks.results.fact_queries import row_places

_BATCHES: Final = 500
_NAMES: Final[Mapping[str, str]] = {
    "finding": N_("问题 %(id)s"),
    "warning": N_("预警 %(id)s"),
    "missed": N_("漏审记录 %(id)s"),
    "task": N_("任务 %(id)s"),
    "batch": N_("批次 %(id)s"),
    "contract": N_("合同 %(id)s"),
    "target": N_("合同约定目标 %(id)s"),
    "staff": N_("人员 %(id)s"),
    "report": N_("报告 %(id)s"),
    "event": N_("行为记录 %(id)s"),
    "entry": N_("录入 %(id)s"),
    "journal": N_("日志 %(id)s"),
    "visit": N_("病例 %(id)s"),
    "handoff": N_("流转单 %(id)s"),
    "rule": N_("审核规则 %(id)s"),
    "result": N_("明细行 %(id)s"),
    "check": N_("抽查 %(id)s"),
    "questionnaire": N_("问卷 %(id)s"),
    "outage_log": N_("监控日志 %(id)s"),
    "outage": N_("故障 %(id)s"),
    "institution": N_("机构 %(id)s"),
    "month": N_("月份 %(id)s"),
    "objection": N_("考核异议 %(id)s"),
    "scorecard": N_("记分卡 %(id)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record behind a fact; `href` is empty when it has no page this person may open."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked up of the records: names and addresses by kind and key."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    hrefs: dict[tuple[str, str], str] = field(default_factory=dict)


Named = Callable[[str], Record]
_PLAIN: Final[Mapping[str, tuple[Right, str]]] = {
    "finding": (Right.VIEW_FINDINGS, "/review/{key}"),
    "handoff": (Right.VIEW_HANDOFFS, "/handoffs/{key}"),
    "rule": (Right.VIEW_REVIEW_RULES, "/review-rules/{key}"),
    "staff": (Right.VIEW_PEOPLE, "/people/{key}"),
    "institution": (Right.VIEW_INSTITUTIONS, "/institutions/{key}"),
    "visit": (Right.VIEW_INSTITUTIONS, "/cases?text={key}"),
    "journal": (Right.READ_JOURNAL, "/journal/{key}"),
    "questionnaire": (Right.ENTER_INDICATORS, "/assessments/questionnaires/{key}"),
    "outage_log": (Right.VIEW_SCORECARDS, "/assessments/outages/{key}"),
    "result": (Right.VIEW_SCORECARDS, "/scorecards/rows/{key}"),
    "objection": (Right.VIEW_SCORECARDS, "/objections/{key}"),
    "scorecard": (Right.VIEW_SCORECARDS, "/scorecards/{key}"),
}
"""Records whose key is the number in their page's address."""


async def linked(records: Iterable[str], *, vendor: int, contract: int, who: Actor, period: str = "") -> Named:
    """Names and addresses for some records of a contract; numbers are looked up once each, when a record needs it."""
    keys: dict[str, set[str]] = {}
    for record in records:
        kind, _colon, key = record.partition(":")
        keys.setdefault(kind, set()).add(key)
    found = Found()
    await _by_number(keys, found, contract, who)
    await _people(keys.get("staff", ()), found, vendor, who)
    await _rows(keys.get("result", ()), found, who)
    await _looked_at(keys, found)
    entered = f"/assessments/facts?contract={contract}&period={period}" if may(who, Right.ENTER_INDICATORS) else ""
    agreed = f"/contracts/{contract}" if may(who, Right.VIEW_CONTRACTS) else ""
    whole = {
        "entry": entered,
        "event": entered,
        "contract": agreed,
        "target": f"/contracts/{contract}/targets" if may(who, Right.VIEW_RULEBOOKS) else "",
        "report": f"{agreed}?tab=reports" if agreed else "",
    }
    whole["month"] = entered.replace("/facts", "/outages")

    def named(record: str) -> Record:
        kind, _colon, key = record.partition(":")
        name = found.names.get((kind, key)) or (_called(kind, key) if kind in _NAMES else record)
        return Record(name=name, href=found.hrefs.get((kind, key)) or whole.get(kind) or _plain(kind, key, who))

    return named


def _called(kind: str, key: str) -> str:
    message = _NAMES[kind]
    return _(message, id=key)


def _plain(kind: str, key: str, who: Actor) -> str:
    if kind == "warning" and may(who, Right.VIEW_FINDINGS):
        finding, _dash, line = key.partition("-")
        return f"/review/{finding}/source/{line}"
    right, address = _PLAIN.get(kind, (None, ""))
    if right is None or not may(who, right):
        return ""
    return address.format(key=key.partition("@")[0])


async def _by_number(keys: Mapping[str, Collection[str]], found: Found, contract: int, who: Actor) -> None:
    """Tasks and batches are recorded by their numbers."""
    if keys.get("task") and may(who, Right.VIEW_TASKS):
        for task in await tasks.tasks(for_=who, contract=contract):
            found.hrefs["task", task.number] = found.hrefs["task", str(task.id)] = f"/tasks/{task.id}"
            found.names["task", str(task.id)] = _called("task", task.number)
    if keys.get("batch") and may(who, Right.VIEW_BATCH):
        for one in await batches.batches(for_=who, size=_BATCHES):
            found.hrefs["batch", one.number] = f"/batches/{one.id}"


async def _people(keys: Collection[str], found: Found, vendor: int, who: Actor) -> None:
    """A record of one is a person, or a person on a day."""
    names = {str(one.id): one.name for one in await staff_of(vendor, for_=who)} if keys else {}
    for key in keys:
        person, _at, day = key.partition("@")
        if person in names:
            found.names["staff", key] = f"{names[person]} {day}".strip()


async def _rows(keys: Collection[str], found: Found, who: Actor) -> None:
    """Rows of sheets say which sheet and row they are, and what about."""
    places = await row_places([int(key) for key in keys], vendor=who.vendor) if keys else {}
    for key, place in places.items():
        found.names["result", str(key)] = _(
            "%(sheet)s 第 %(row)s 行 %(subject)s", sheet=place.sheet, row=place.row, subject=place.subject
        )


async def _looked_at(keys: Mapping[str, Collection[str]], found: Found) -> None:
    """Items of checks and outages have the page of the whole; what was missed has its case's."""
    items = await checks_of_items([int(key) for key in keys["check"]]) if keys.get("check") else {}
    for item, (check, subject) in items.items():
        found.names["check", str(item)] = _called("check", subject)
        found.hrefs["check", str(item)] = f"/assessments/checks/{check}"
    outages = await logs_of_outages([int(key) for key in keys["outage"]]) if keys.get("outage") else {}
    for outage, (log, began) in outages.items():
        found.names["outage", str(outage)] = _called("outage", f"{began.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        found.hrefs["outage", str(outage)] = f"/assessments/outages/{log}"
    missed = await missed_visits([int(key) for key in keys["missed"]]) if keys.get("missed") else {}
    for key, visit in missed.items():
        found.hrefs["missed", str(key)] = f"/cases?text={visit}"
