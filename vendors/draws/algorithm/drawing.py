"""A plan, a frame and a seed give the result: the one place where the methods meet. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from vendors.draws.algorithm.allocation import Tally, allocate, neyman_weights, tallies
from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.generator import in_order
from vendors.draws.algorithm.methods import PICK, by_amount, by_stratum, first, stratified, systematic
from vendors.draws.algorithm.pairing import Pair, partners, understaffed
from vendors.draws.algorithm.sizes import ceiling, reaching
from vendors.draws.rules import Base, Method, Order, Plan, Spread
from vendors.errors import Conflict

SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A unit of the result; `certain` when its amount alone brought it in, `partners` who goes there."""

    unit: Unit
    certain: bool = False
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A line of the strata table: what the frame held and what came out. Amounts in fen."""

    name: str
    size: int
    amount: int
    drawn: int
    drawn_amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The result: the picks in the order drawn, and the strata."""

    picks: tuple[Pick, ...]
    strata: tuple[Stratum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The second side of a double-random draw: who may be drawn, and which (object, person) pairs are barred."""

    ids: tuple[str, ...] = ()
    barred: frozenset[Pair] = frozenset()


NOBODY: Final = People()


def draw(plan: Plan, units: Sequence[Unit], *, seed: str, people: People = NOBODY) -> Drawn:
    """The same for the same arguments, whatever the order of the units. Conflict when the plan cannot be carried out.

    Units of amount 0 are never drawn by amount; a size beyond what can be drawn takes all there is.
    """
    if not units:
        raise Conflict("总体为空，无法抽取。", "The frame is empty; nothing to draw from.")
    _staffed(plan, units, people)
    if plan.method is Method.BY_AMOUNT:
        picks = _by_amount(plan, units, seed)
    elif plan.method is Method.SYSTEMATIC:
        ordered = sorted(units, key=_ORDERS[plan.order])
        picks = _plain(systematic(ordered, min(_size(plan, units), len(units)), seed=seed))
    else:
        picks = _plain(_random(plan, units, seed))
    if plan.each:
        picks = [_accompanied(pick, plan, people, seed) for pick in picks]
    return Drawn(picks=tuple(picks), strata=_table(units, picks))


_ORDERS: Final[Mapping[Order, Callable[[Unit], tuple[int | str, ...]]]] = {
    Order.ID: lambda unit: (unit.id,),
    Order.STRATUM: lambda unit: (unit.stratum, unit.id),
    Order.AMOUNT: lambda unit: (-unit.amount, unit.id),
}


def _plain(units: Sequence[Unit]) -> list[Pick]:
    return [Pick(unit=unit) for unit in units]


def _size(plan: Plan, units: Sequence[Unit]) -> int:
    return ceiling(len(units), plan.ratio) if plan.ratio is not None else plan.size or 0


def _by_amount(plan: Plan, units: Sequence[Unit], seed: str) -> list[Pick]:
    possible = sum(unit.amount > 0 for unit in units)
    if not possible:
        raise Conflict("总体金额全为零，不能按金额抽取。", "No unit has an amount; nothing can be drawn by amount.")
    certain, drawn = by_amount(units, min(_size(plan, units), possible), seed=seed)
    return [Pick(unit=unit, certain=True) for unit in certain] + _plain(drawn)


def _random(plan: Plan, units: Sequence[Unit], seed: str) -> list[Unit]:
    """Simple and stratified, by number or until the amounts suffice."""
    if plan.base is Base.AMOUNT and plan.ratio is not None:
        return _until_enough(plan, units, seed)
    if plan.spread is None:
        return first(units, min(_size(plan, units), len(units)), seed=seed)
    return stratified(by_stratum(units), spread(plan, tallies(units)), seed=seed)


def _until_enough(plan: Plan, units: Sequence[Unit], seed: str) -> list[Unit]:
    """金额口径: in the order of the tickets, until the amounts reach the ratio (in every stratum)."""
    found: list[Unit] = []
    for members in (by_stratum(units) if plan.spread else {"": units}).values():
        known = {unit.id: unit for unit in members}
        ordered = [known[unit] for unit in in_order(known, seed=seed, label=PICK)]
        target = ceiling(sum(unit.amount for unit in members), plan.ratio or Decimal(1))
        found += ordered[: max(reaching(ordered, target), plan.least)]
    return found


def spread(plan: Plan, strata: Mapping[str, Tally]) -> dict[str, int]:
    """How many of each stratum. With `least` 1 the sample is never smaller than the number of strata.

    Conflict when a given count asks for more than a stratum holds.
    """
    room = {name: tally.size for name, tally in strata.items()}
    if plan.spread is Spread.GIVEN:
        short = {name: count for name, count in plan.counts.items() if room.get(name, 0) < count}
        if short:
            which = "、".join(f"{name}（{room.get(name, 0)}/{count}）" for name, count in short.items())
            raise Conflict(f"可抽人数不足：{which}。", f"Not enough to draw from: {which}.")
        return {name: plan.counts.get(name, 0) for name in strata}
    total = sum(room.values())
    wanted = ceiling(total, plan.ratio) if plan.ratio is not None else plan.size or 0
    weights = neyman_weights(strata, plan.deviations) if plan.spread is Spread.NEYMAN else room
    return allocate(min(max(wanted, plan.least * len(room)), total), weights=weights, room=room, least=plan.least)


def _staffed(plan: Plan, units: Sequence[Unit], people: People) -> None:
    """Asked of the whole frame, so that the answer tells nothing about the draw."""
    short = understaffed([unit.id for unit in units], people.ids, people.barred, each=plan.each) if plan.each else []
    if short:
        which = "、".join(sorted(short)[:SHOWN]) + (f" 等 {len(short)} 个" if len(short) > SHOWN else "")
        raise Conflict(
            f"回避后可派检查人员不足 {plan.each} 名的对象：{which}。未抽取。",
            f"Fewer than {plan.each} inspectors are left after recusal for: {which}. Nothing was drawn.",
        )


def _accompanied(pick: Pick, plan: Plan, people: People, seed: str) -> Pick:
    found = partners(pick.unit.id, people.ids, people.barred, each=plan.each, seed=seed)
    return Pick(unit=pick.unit, certain=pick.certain, partners=tuple(found))


def _table(units: Sequence[Unit], picks: Collection[Pick]) -> tuple[Stratum, ...]:
    out = tallies(pick.unit for pick in picks)
    return tuple(
        Stratum(
            name=name,
            size=tally.size,
            amount=tally.amount,
            drawn=out[name].size if name in out else 0,
            drawn_amount=out[name].amount if name in out else 0,
        )
        for name, tally in tallies(units).items()
    )
