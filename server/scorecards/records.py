"""From a line of a card to the records it counted."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from kpi.engine.amounts import figure
from kpi.engine.card import Line
from kpi.engine.facts import FactValue
from kpi.engine.rulebook import FactName
from kpi.rulebooks.queries import by_id
from kpi.scorecards.queries import CardView
from server.scorecards.links import Named, linked
from server.scorecards.screens import FactPart, LineScreen
from vendors.actors import Actor
from vendors.errors import Words

SHOWN: Final = 60  # records named on the page; the rest is counted, and in the workbook to take away
Known = Sequence[tuple[FactName, FactValue]]


async def line_screen(*, view: CardView, line: Line, who: Actor) -> LineScreen:
    """The line's facts with their records, each linked where this person may open it."""
    values = facts_of(view, line)
    named = await _named(view, values, who, most=SHOWN)
    return LineScreen(
        row=view.row,
        line=line,
        facts=tuple(
            FactPart(
                words=Words(fact.words.zh, fact.words.en),
                shown="—" if value.value is None else figure(Fraction(value.value), fact.style),
                records=tuple(named(record) for record in value.records[:SHOWN]),
                more=max(0, len(value.records) - SHOWN),
                excluded=tuple((named(record), why) for record, why in value.excluded[:SHOWN]),
            )
            for fact, value in values
        ),
    )


async def line_records(*, view: CardView, line: Line, who: Actor) -> Sequence[tuple[str, str, str, str]]:
    """Every record of a line: the fact, the record, whether it counted, why not."""
    values = facts_of(view, line)
    named = await _named(view, values, who, most=None)
    return [
        row
        for fact, value in values
        for row in (
            *((fact.words.zh, named(record).name, "计入", "") for record in value.records),
            *((fact.words.zh, named(record).name, "未计入", why) for record, why in value.excluded),
        )
    ]


def facts_of(view: CardView, line: Line) -> Known:
    """The facts a line is worked out from, with what they came to."""
    known = by_id(view.row.rulebook).facts
    return [(known[name], view.facts.values[name]) for name in line.facts if name in known]


async def _named(view: CardView, values: Known, who: Actor, *, most: int | None) -> Named:
    records = [
        record
        for _fact, value in values
        for record in (*value.records[:most], *(left for left, _why in value.excluded[:most]))
    ]
    return await linked(
        records, vendor=view.row.vendor, contract=view.row.contract, who=who, period=str(view.row.period)
    )
