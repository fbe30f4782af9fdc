"""What is known about one vendor in one period; frozen at the cut-off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Excluded = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactValue:
    """One number, the ids of the records it counted, and (id, reason) of those it left out.

    `value` None means nobody knows; the indicator becomes not applicable. `note` is a footnote of every line that
    uses the fact (a later correction and what it rests on). `level` is an adjective in place of a number.
    """

    value: Decimal | None
    records: tuple[str, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    note: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A veto, cap or bonus event by its code in the rulebook; `count` times, with what it rests on."""

    code: str
    count: int = 1
    basis: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """后续调整: `points` more (or less, negative) for one indicator, decided after the score, told as a footnote."""

    indicator: str
    points: Decimal
    reason: str
    basis: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One earlier period of a roll-up, oldest first: its total (None: it could not be graded) and its weight
    (days, amounts, cases; 1 where all count alike). `record` is the card's id.
    """

    period: str
    total: Decimal | None
    weight: Decimal = Decimal(1)
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Numbers by name, and events. `kind` is A–D, `subject` the vendor, `period` as in `2026Q3`.

    `cycle` (month, quarter, half, year, contract) picks the rulebook's rules for such a period; empty: none.
    With `parts` the card is a roll-up of earlier cards by the rulebook's rule for the cycle.
    """

    kind: str
    subject: str
    period: str
    values: Mapping[str, FactValue]
    vetoes: tuple[Event, ...] = ()
    bonuses: tuple[Event, ...] = field(default=())
    caps: tuple[Event, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    cycle: str = ""
    parts: tuple[Part, ...] = ()
