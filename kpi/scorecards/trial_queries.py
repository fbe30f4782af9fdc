"""A trial run: what the cards of a past period would have come to under another rulebook. Nothing is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kpi.engine.canonical import card_from_json
from kpi.engine.card import Card, Line
from kpi.engine.facts import Event, Facts
from kpi.engine.rulebook import EventRule, Rulebook
from kpi.engine.score import score
from kpi.rulebooks.facts_file import facts_from_json
from kpi.scorecards.rules import CURRENT
from vendors.errors import Words
from vendors.periods import Period
from vendors.transaction import transaction

_FROZEN: Final = """
SELECT DISTINCT ON (s.contract) s.id, v.short_name AS vendor_name, c.number AS contract_number, s.facts, s.card
FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor JOIN vendors_contract c ON c.id = s.contract
WHERE v.kind = $1 AND s.period = $2 AND s.state = ANY($3) ORDER BY s.contract, s.version DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One indicator before and after; None where a side does not have it or it does not apply."""

    code: str
    words: Words
    before: Decimal | None
    after: Decimal | None
    sentence: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One card and what it would be; ranks are among the cards of the trial, equal totals share one."""

    card: int
    vendor_name: str
    contract_number: str
    before: Card
    after: Card
    rank_before: int | None
    rank_after: int | None
    steps: Sequence[Step]


async def trial(*, rulebook: Rulebook, period: Period) -> tuple[Tried, ...]:
    """The kind's cards of a period scored again from their frozen facts, best first as they would be.

    A number the frozen facts do not hold is not known to the trial either: its indicator does not apply.
    """
    async with transaction() as connection:
        rows = await connection.fetch(_FROZEN, rulebook.kind, str(period), [state.value for state in CURRENT])
    pairs = [
        (row, card_from_json(row["card"]), score(rulebook, fitted(facts_from_json(row["facts"]), rulebook)))
        for row in rows
    ]
    before, after = [one for _row, one, _new in pairs], [one for _row, _old, one in pairs]
    found = [
        Tried(
            card=row["id"],
            vendor_name=row["vendor_name"],
            contract_number=row["contract_number"],
            before=old,
            after=new,
            rank_before=_rank(old, before),
            rank_after=_rank(new, after),
            steps=tuple(_steps(old, new)),
        )
        for row, old, new in pairs
    ]
    return tuple(sorted(found, key=lambda one: (one.rank_after is None, one.rank_after, one.card)))


def fitted(facts: Facts, rulebook: Rulebook) -> Facts:
    """Facts frozen under one rulebook as another may read them: what it does not know is left out."""
    codes = {one.code for one in rulebook.indicators}
    return replace(
        facts,
        kind=rulebook.kind,
        vetoes=_known(facts.vetoes, rulebook.vetoes),
        bonuses=_known(facts.bonuses, rulebook.bonus.events),
        caps=_known(facts.caps, rulebook.caps),
        adjustments=tuple(one for one in facts.adjustments if one.indicator in codes),
    )


def _known(events: Sequence[Event], rules: Collection[EventRule]) -> tuple[Event, ...]:
    codes = {rule.code for rule in rules}
    return tuple(event for event in events if event.code in codes)


def _rank(card: Card, among: Sequence[Card]) -> int | None:
    total = card.total
    return None if total is None else 1 + sum(one.total is not None and one.total > total for one in among)


def _steps(before: Card, after: Card) -> Sequence[Step]:
    """What became of each indicator, unchanged ones left out."""
    old, new = {line.code: line for line in before.lines}, {line.code: line for line in after.lines}
    return [
        Step(
            code=code,
            words=_words(new.get(code) or old[code]),
            before=_points(old.get(code)),
            after=_points(new.get(code)),
            sentence=_sentence(new.get(code) or old[code]),
        )
        for code in dict.fromkeys((*old, *new))
        if _points(old.get(code)) != _points(new.get(code))
    ]


def _points(line: Line | None) -> Decimal | None:
    return line.points if line else None


def _words(line: Line) -> Words:
    return Words(line.words.zh, line.words.en)


def _sentence(line: Line) -> Words:
    return Words(line.sentence.zh, line.sentence.en)
