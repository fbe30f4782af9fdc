"""What is known about one vendor in one period; frozen at the cut-off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Excluded = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactValue:
    """One number, the ids of the records it counted, and (id, reason) of those it left out.

    `value` None means nobody knows; the indicator becomes not applicable.
    """

    value: Decimal | None
    records: tuple[str, ...] = ()
    excluded: tuple[Excluded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A veto or bonus event by its code in the rulebook; `count` times, with what it rests on."""

    code: str
    count: int = 1
    basis: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Numbers by name, and events. `kind` is A–D, `subject` the vendor, `period` as in `2026Q3`."""

    kind: str
    subject: str
    period: str
    values: Mapping[str, FactValue]
    vetoes: tuple[Event, ...] = ()
    bonuses: tuple[Event, ...] = field(default=())
