"""填报单位: the counties, the city itself, and the code under which the total stands. Derived from the regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendors.policy.regions import regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """`city` is the code of the whole (合计), `own` that of 市本级, whose institutions carry one of `direct`."""

    city: str
    own: str
    counties: tuple[str, ...]
    direct: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        return (*self.counties, self.own)

    def narrowed(self, to: Sequence[str]) -> tuple[str, ...]:
        """The rows of a campaign in some counties only; 市本级 always has one."""
        chosen = [code for code in self.counties if not to or code in to]
        return (*chosen, self.own)


def units(on: date) -> Units:
    """Those in force on a day."""
    known = [one for one in regions().values() if one.own or (one.starts is not None and one.in_force(on))]
    city = next(one.code for one in known if one.code.endswith("00"))
    own = next((one.code for one in known if one.own), city)
    direct = [one.code for one in known if one.own or one.code.endswith(("00", "01"))]
    counties = [one.code for one in known if one.code not in direct]
    return Units(city=city, own=own, counties=tuple(sorted(counties)), direct=tuple(direct))


def unit_name(code: str, on: date) -> str:
    """What a row is called: the county's name, 市本级, or 合计."""
    if code == units(on).city:
        return "合计"
    found = regions().get(code)
    return found.name if found else code
