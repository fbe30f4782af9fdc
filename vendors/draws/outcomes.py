from dataclasses import dataclass

from vendors.draws.algorithm.drawing import Stratum
from vendors.draws.algorithm.records import Barred, Exclusion, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a draw keeps beside its picks."""

    strata: tuple[Stratum, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    people: tuple[Person, ...] = ()
    barred: tuple[Barred, ...] = ()
