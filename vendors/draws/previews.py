"""What a plan would come to, from counts alone: nobody's id is read before the seed is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vendors.draws.algorithm.allocation import Tally, tallies
from vendors.draws.algorithm.drawing import spread
from vendors.draws.algorithm.pairing import understaffed
from vendors.draws.algorithm.sizes import ceiling
from vendors.draws.opening import open_frame
from vendors.draws.rules import Base, Plan, Purpose
from vendors.draws.scopes import Scope
from vendors.errors import Conflict, Words
from vendors.institutions.frame_queries import case_strata


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """A stratum and how many would be drawn of it; None when only the draw can tell."""

    name: str
    size: int
    amount: int
    wanted: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`wanted` is None by amount: how many it takes shows at the draw."""

    size: int
    amount: int
    wanted: int | None
    lines: tuple[PreviewLine, ...]
    people: int = 0
    barred: int = 0
    excluded: int = 0
    problem: Words | None = None


async def preview(purpose: Purpose, plan: Plan, scope: Scope, *, on: date) -> Preview:
    """Sizes of a valid plan over a valid scope, as the registers stand."""
    if purpose in {Purpose.REREVIEW, Purpose.CASES}:
        rows = await case_strata(scope.cases, traits=scope.traits)
        strata = {row.name: Tally(row.size, row.amount, row.squares) for row in rows}
        return previewed(plan, strata)
    opened = await open_frame(purpose, scope, plan, on=on)
    units = opened.units
    found = previewed(plan, tallies(units))
    short = understaffed([unit.id for unit in units], opened.side.ids, opened.side.barred, each=plan.each)
    problem = found.problem
    if plan.each and short:
        problem = Words(
            f"{len(short)} 个对象回避后可派检查人员不足 {plan.each} 名，届时不会抽取。",
            f"{len(short)} institutions have fewer than {plan.each} inspectors left; nothing would be drawn.",
        )
    return Preview(
        size=found.size,
        amount=found.amount,
        wanted=found.wanted,
        lines=found.lines,
        people=len(opened.people),
        barred=len(opened.barred),
        excluded=len(opened.exclusions),
        problem=problem,
    )


def previewed(plan: Plan, strata: Mapping[str, Tally]) -> Preview:
    """The same from the strata. Pure."""
    size, amount = sum(one.size for one in strata.values()), sum(one.amount for one in strata.values())
    wanted, by_stratum, problem = _wanted(plan, size, strata)
    lines = (
        PreviewLine(name=name, size=one.size, amount=one.amount, wanted=by_stratum.get(name))
        for name, one in strata.items()
    )
    return Preview(size=size, amount=amount, wanted=wanted, lines=tuple(lines), problem=problem)


def _wanted(plan: Plan, size: int, strata: Mapping[str, Tally]) -> tuple[int | None, Mapping[str, int], Words | None]:
    if not size:
        return 0, {}, Words("没有符合条件的对象。", "Nothing meets the conditions.")
    if plan.base is Base.AMOUNT:
        return None, {}, None
    if plan.spread is None:
        wanted = ceiling(size, plan.ratio) if plan.ratio is not None else plan.size or 0
        return min(wanted, size), {}, None
    try:
        found = spread(plan, strata)
    except Conflict as short:
        return None, {}, short.words
    return sum(found.values()), found, None
