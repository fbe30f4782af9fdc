"""Opening a frame: what the registers hold at that moment, as units to draw from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from vendors.draws.algorithm.drawing import People
from vendors.draws.algorithm.frames import Unit, canonical, parsed
from vendors.draws.algorithm.records import Barred, Exclusion, Person
from vendors.draws.rules import Method, Plan, Purpose
from vendors.draws.scopes import Scope, Weight
from vendors.institutions.frame_queries import InstitutionUnit, case_frame, institution_frame
from vendors.institutions.queries import institutions_by_code
from vendors.people.pool.cards import Speciality
from vendors.people.pool.queries import experts_for_draw, inspectors_for_draw
from vendors.people.recusal.barring import barred_pairs
from vendors.policy.parameters import known_parameter, parameter

CREDIT_WEIGHT: Final = "draw_weight_credit_{0}"
NO_GRADE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A frame as canonical text, and what belongs to it: names for people, who was left out, the second side."""

    text: str
    labels: Mapping[str, str] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    people: tuple[Person, ...] = ()
    barred: tuple[Barred, ...] = ()

    @property
    def units(self) -> list[Unit]:
        return parsed(self.text)

    @property
    def side(self) -> People:
        return People(
            ids=tuple(person.id for person in self.people),
            barred=frozenset((pair.unit, pair.person) for pair in self.barred),
        )


async def open_frame(purpose: Purpose, scope: Scope, plan: Plan, *, on: date) -> Opened:
    """The frame of a purpose as the registers hold it. KeyError for the frame of a task, which brings its own."""
    return await _OPENERS[purpose](scope, plan, on)


async def _cases(scope: Scope, _plan: Plan, _on: date) -> Opened:
    return Opened(text=await case_frame(scope.cases, traits=scope.traits))


async def _institutions(scope: Scope, plan: Plan, on: date) -> Opened:
    found = await institution_frame(scope.places, traits=scope.traits)
    kept = [one for one in found if one.code not in scope.left_out]
    return Opened(
        text=canonical(Unit(one.code, one.stratum, _weight(one, scope, plan, on)) for one in kept),
        labels={one.code: one.name for one in kept},
        exclusions=tuple(
            Exclusion(id=one.code, name=one.name, reason=scope.left_out[one.code])
            for one in found
            if one.code in scope.left_out
        ),
    )


def _weight(one: InstitutionUnit, scope: Scope, plan: Plan, on: date) -> int:
    if plan.method is Method.BY_AMOUNT and scope.weight is Weight.CREDIT:
        return credit_weight(one.credit_grade, on)
    return one.fund_fen


def credit_weight(grade: str, on: date) -> int:
    """How heavily an institution of a credit grade weighs (LZ Art.11: 差异化管理); a dated parameter for each grade."""
    code = CREDIT_WEIGHT.format(grade.lower())
    known = code if grade and known_parameter(code) else CREDIT_WEIGHT.format(NO_GRADE)
    return int(parameter(known, on).value)


async def _double(scope: Scope, plan: Plan, on: date) -> Opened:
    objects = await _institutions(scope, plan, on)
    inspectors = await inspectors_for_draw(on)
    known = await institutions_by_code([unit.id for unit in objects.units])
    codes = {one.id: one.code for one in known.values()}
    pairs = await barred_pairs(institutions=list(codes), on=on, inspectors=[one.id for one in inspectors])
    return Opened(
        text=objects.text,
        labels=objects.labels,
        exclusions=objects.exclusions,
        people=tuple(Person(id=str(one.id), name=f"{one.name} {one.certificate}".strip()) for one in inspectors),
        barred=tuple(
            Barred(unit=codes[place], person=str(person), reason=words.zh)
            for (_, person, place), words in sorted(pairs.items())
        ),
    )


async def _experts(scope: Scope, _plan: Plan, on: date) -> Opened:
    """The pool by each expert's first speciality, without those who have a tie with an institution concerned."""
    pool = await experts_for_draw(on)
    known = await institutions_by_code(scope.concerning)
    places = [one.id for one in known.values()]
    pairs = await barred_pairs(institutions=places, on=on, experts=[one.id for one in pool])
    reasons = {str(person): words.zh for (_, person, _), words in sorted(pairs.items())}
    names = {str(one.id): f"{one.name}（{one.unit}）" if one.unit else one.name for one in pool}
    return Opened(
        text=canonical(
            Unit(str(one.id), Speciality(one.specialities[0]).zh if one.specialities else "")
            for one in pool
            if str(one.id) not in reasons
        ),
        labels=names,
        exclusions=tuple(Exclusion(id=who, name=names[who], reason=reason) for who, reason in reasons.items()),
    )


_OPENERS: Final[Mapping[Purpose, Callable[[Scope, Plan, date], Awaitable[Opened]]]] = {
    Purpose.REREVIEW: _cases,
    Purpose.CASES: _cases,
    Purpose.INSTITUTIONS: _institutions,
    Purpose.DOUBLE: _double,
    Purpose.EXPERTS: _experts,
}
