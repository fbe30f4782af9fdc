"""From a line of a card to the records it counted."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from importers.batches import queries as batches
from kpi.engine.amounts import figure
from kpi.engine.card import Line
from kpi.engine.facts import FactValue
from kpi.rulebooks.queries import by_id
from kpi.scorecards.queries import CardView
from server.scorecards.screens import FactPart, LineScreen, Record
from server.web.access import Right, may
from server.web.i18n import N_, _
from vendors.actors import Actor
from vendors.errors import Words
from vendors.people.queries import staff_of
from vendors.tasks import queries as tasks

SHOWN: Final = 60  # records named on the page; the rest is counted
_BATCHES: Final = 500
_NAMES: Final[Mapping[str, str]] = {
    "finding": N_("问题 %(id)s"),
    "missed": N_("漏审记录 %(id)s"),
    "task": N_("任务 %(id)s"),
    "batch": N_("批次 %(id)s"),
    "contract": N_("合同 %(id)s"),
    "staff": N_("人员 %(id)s"),
    "report": N_("报告 %(id)s"),
    "event": N_("行为记录 %(id)s"),
    "entry": N_("录入 %(id)s"),
    "journal": N_("日志 %(id)s"),
    "visit": N_("病例 %(id)s"),
}
_Href = Callable[[str, str], str]


async def line_screen(*, view: CardView, line: Line, who: Actor) -> LineScreen:
    """The line's facts with their records, each linked where this person may open it."""
    known = by_id(view.row.rulebook).facts
    values = [(known[name], view.facts.values[name]) for name in line.facts if name in known]
    href = await _links(view, [value for _fact, value in values], who)
    people = await _people(view, [value for _fact, value in values], who)
    return LineScreen(
        row=view.row,
        line=line,
        facts=tuple(
            FactPart(
                words=Words(fact.words.zh, fact.words.en),
                shown="—" if value.value is None else figure(Fraction(value.value), fact.style),
                records=tuple(_record(id_, href, people) for id_ in value.records[:SHOWN]),
                more=max(0, len(value.records) - SHOWN),
                excluded=tuple((_record(id_, href, people), why) for id_, why in value.excluded[:SHOWN]),
            )
            for fact, value in values
        ),
    )


def _record(id_: str, href: _Href, people: Mapping[str, str]) -> Record:
    kind, colon, key = id_.partition(":")
    person, _at, day = key.partition("@")
    if kind == "staff" and person in people:
        return Record(name=f"{people[person]} {day}".strip(), href="")
    name = _(_NAMES[kind], id=key) if kind in _NAMES else id_
    return Record(name=name, href=href(kind, key) if colon else "")


async def _people(view: CardView, values: Sequence[FactValue], who: Actor) -> Mapping[str, str]:
    """Names of the vendor's people by number; a record of one is a person, or a person on a day."""
    ids = [id_ for value in values for id_ in (*value.records, *(left for left, _why in value.excluded))]
    if not any(id_.startswith("staff:") for id_ in ids):
        return {}
    return {str(one.id): one.name for one in await staff_of(view.row.vendor, for_=who)}


async def _links(view: CardView, values: Sequence[FactValue], who: Actor) -> _Href:
    """Numbers of tasks and batches are looked up once each, and only when a record needs it."""
    ids = [id_ for value in values for id_ in (*value.records, *(left for left, _why in value.excluded))]
    task_ids: Mapping[str, int] = {}
    batch_ids: Mapping[str, int] = {}
    if any(id_.startswith("task:") for id_ in ids) and may(who, Right.VIEW_TASKS):
        task_ids = {one.number: one.id for one in await tasks.tasks(for_=who, contract=view.row.contract)}
    if any(id_.startswith("batch:") for id_ in ids) and may(who, Right.VIEW_BATCH):
        batch_ids = {one.number: one.id for one in await batches.batches(for_=who, size=_BATCHES)}
    findings, contract = may(who, Right.VIEW_FINDINGS), may(who, Right.VIEW_CONTRACTS)

    def href(kind: str, key: str) -> str:
        if kind == "task":
            return f"/tasks/{task_ids[key]}" if key in task_ids else ""
        if kind == "batch":
            return f"/batches/{batch_ids[key]}" if key in batch_ids else ""
        if kind == "finding" and findings:
            return f"/review/{key}"
        return f"/contracts/{view.row.contract}" if kind == "contract" and contract else ""

    return href
