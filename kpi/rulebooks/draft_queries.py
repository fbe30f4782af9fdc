"""What a version answers for before it goes on: the day it begins, and rules in words that lag behind."""

from collections.abc import Mapping
from datetime import date

from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.rules import calendar_periods, may_begin
from kpi.rulebooks.source import read_standalone
from kpi.rulebooks.version_queries import OPEN_TO_VENDORS, Version, versions
from kpi.rulebooks.wording import Unrevised, unrevised
from vendors.actors import Actor
from vendors.errors import Words
from vendors.transaction import transaction

_TAKEN = "SELECT starts_on FROM kpi_rulebook WHERE kind = $1 AND state = 'approved' AND name <> $2"
_CARDED = """
SELECT DISTINCT s.period FROM kpi_scorecard s JOIN vendors_vendor v ON v.id = s.vendor WHERE v.kind = $1
"""


async def refused(*, name: str, kind: str, starts_on: date, on: date) -> Words | None:
    """Why the version `name` may not begin on its day, asked on the day `on`; None when it may."""
    async with transaction() as connection:
        taken = await connection.fetch(_TAKEN, kind, name)
        carded = await connection.fetch(_CARDED, kind)
    return may_begin(
        starts_on,
        today=on,
        taken={one["starts_on"] for one in taken},
        carded=calendar_periods(one["period"] for one in carded),
    )


async def lagging(
    name: str, raw: Mapping[str, object], *, starts_on: date, for_: Actor, on: date
) -> tuple[Unrevised, ...]:
    """Indicators whose rule in words lags behind, against the version before it and the one it was copied from."""
    found: dict[str, Unrevised] = {}
    for earlier in _forerunners(name, await versions(for_=for_, on=on), starts_on):
        for one in unrevised(_raw(earlier), raw):
            found.setdefault(one.code, one)
    return tuple(found.values())


def _forerunners(name: str, every: tuple[Version, ...], starts_on: date) -> list[Version]:
    own = next(one for one in every if one.name == name)
    before = [one for one in every if one.kind is own.kind and one.state in OPEN_TO_VENDORS and one.since < starts_on]
    copied = [one for one in every if one.name == own.copied_from]
    return [*before[:1], *(one for one in copied if one not in before[:1])]


def _raw(one: Version) -> Mapping[str, object]:
    try:
        return read_standalone(one.source, file=one.name).raw
    except BadFile:
        return {}
