from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpi.retention.intensity_rules import Lot, Rules, Stand, rules_on, stand
from vendors.actors import Actor
from vendors.registry.queries import vendors
from vendors.registry.rules import ASSIGNABLE, Kind, Standing
from vendors.reviewing.queries.lots import LotView, lots


@dataclass(frozen=True, slots=True, kw_only=True)
class IntensityView:
    """How closely a vendor's work is re-reviewed now, with the lots it follows from, newest first."""

    vendor: int
    name: str
    kind: Kind
    stand: Stand
    lots: Sequence[tuple[Lot, bool]]


async def intensities(*, for_: Actor, on: date) -> tuple[IntensityView, ...]:
    """Of every vendor that may be given work or is suspended, by kind and name. For people of the bureau."""
    rules = rules_on(on)
    known = await lots(for_=for_)
    shown = ASSIGNABLE | {Standing.SUSPENDED}
    return tuple(
        _view(one.id, one.short_name, one.kind, known, rules)
        for one in await vendors(for_=for_)
        if one.standing in shown
    )


def _view(id_: int, name: str, kind: Kind, known: Mapping[int, Sequence[LotView]], rules: Rules) -> IntensityView:
    found = [
        Lot(sample=lot.sample, number=lot.number, on=lot.on, size=lot.size, hits=lot.hits) for lot in known.get(id_, ())
    ]
    judged = tuple((lot, lot.accepted(rules)) for lot in reversed(found))
    return IntensityView(vendor=id_, name=name, kind=kind, stand=stand(found, rules), lots=judged)
