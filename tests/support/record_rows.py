"""Confirmed rows of record sheets under a contract, and the facts they come to."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from itertools import count

from kpi.engine.facts import FactValue
from kpi.facts.collect import collect
from kpi.rulebooks.queries import in_force
from tests.support import a
from vendors.actors import SYSTEM
from vendors.contracts.queries import contract as contract_view
from vendors.copying import copy_text
from vendors.periods import Period, at_local
from vendors.tasks.results.incoming import admit, receive
from vendors.transaction import transaction

Q3 = Period.parse("2026Q3")
CUTOFF = at_local(date(2026, 10, 12))
_batches = count(9000)


Row = tuple[str, str, date | None, str, Mapping[str, object]]


def row(kind: str, subject: str, *, on: date | None = None, institution: str = "", **figures: object) -> Row:
    return kind, subject, on, institution, figures


async def _pieces(rows: Sequence[Row]) -> AsyncIterator[bytes]:
    for place, (kind, subject, on, institution, figures) in enumerate(rows, 1):
        told = json.dumps(figures, ensure_ascii=False)
        yield copy_text((kind, place, institution, subject, on, None, told, "明细", place + 3, f"{place:016x}"))


async def stored(vendor: int, task: int, rows: Sequence[Row], at: datetime = a.AT) -> int:
    """The rows of one confirmed batch; returns its number."""
    batch = next(_batches)
    async with transaction() as connection:
        await receive(connection, batch=batch, vendor=vendor, results=_pieces(rows))
        await admit(connection, task=task, batch=batch, at=at)
    return batch


async def facts_of(contract: int, *, period: Period = Q3, cutoff: datetime = CUTOFF) -> Mapping[str, FactValue]:
    """Every fact of the contract's rulebook, as a card would have it."""
    view = await contract_view(contract, for_=SYSTEM)
    rulebook = in_force(view.vendor_kind.value, period.ends_on)
    return (await collect(contract=view, period=period, cutoff=cutoff, rulebook=rulebook)).values
