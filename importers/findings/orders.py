"""What the checking child is told, and what it answers at its end; both travel as JSON."""

from dataclasses import dataclass, replace
from datetime import date

import msgspec

from importers.findings.checked import Counts, SheetRead
from importers.findings.context import TaskContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`kind` is a kind's key or empty. `keep`: rows and issues are said as COPY text; `admit`: a clean book's findings,
    results and visits too. Without `keep` issues are said as they are (`Issue`, msgpack). `rules` are the bureau's own
    codes and holidays (vendors.policy.bureau.packed), for the child to go by.
    """

    kind: str
    context: TaskContext
    on: date
    keep: bool = False
    admit: bool = False
    rules: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`lines`, `visits` and `results` count the records said for admission; `cpu` are the child's seconds."""

    kind: str
    counts: Counts
    sheets: list[SheetRead]
    lines: int = 0
    visits: int = 0
    results: int = 0
    cpu: float = 0.0


def ordered(orders: Orders) -> bytes:
    """As the child reads them. The secret stays here: stamps are judged where no vendor's file is read."""
    return msgspec.json.encode(replace(orders, context=replace(orders.context, secret=b"")))


def taken(orders: bytes) -> Orders:
    return msgspec.json.decode(orders, type=Orders)
