"""派单建议: whom a task might go to, best first, with the reasons; a person decides. Pure.

Each vendor's fair share of tasks follows from its last score; whoever is furthest below it comes first, then who has
the least in hand for its size, then who has waited longest. Whoever a bar stands against is listed apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vendors.bars import Bar
from vendors.errors import Words
from vendors.money import half_up

_PER_MILLE = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A vendor under a contract it could work under. `lately` tasks were given to it in the months counted.

    `kept_away` are its people with a tie to an institution in scope: named, not barring the company.
    """

    vendor: int
    name: str
    contract: int
    contract_number: str
    in_hand: int
    capacity: int
    lately: int
    last_on: date | None
    score: Decimal | None
    bars: tuple[Bar, ...] = ()
    kept_away: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate and its place. Shares are of the tasks given lately: fair by score, and real."""

    place: int
    candidate: Candidate
    fair: Decimal
    real: Decimal
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Whom to choose, best first; and who may not be, with the sentences that say why."""

    placed: tuple[Placed, ...]
    barred: tuple[Candidate, ...]

    def place_of(self, contract: int) -> int | None:
        """The place of the candidate under a contract; None for one that is not proposed."""
        return next((one.place for one in self.placed if one.candidate.contract == contract), None)


def propose(candidates: Sequence[Candidate], *, unscored: Decimal) -> Proposal:
    """Rank those no bar stands against but waivable ones; `unscored` stands in for a score nobody has yet."""
    free = [one for one in candidates if all(bar.waivable for bar in one.bars)]
    barred = tuple(one for one in candidates if one not in free)
    weights = {one.contract: max(unscored if one.score is None else one.score, Decimal(1)) for one in free}
    total, given = sum(weights.values(), Decimal(0)), sum(one.lately for one in free)
    shares = {
        one.contract: (weights[one.contract] / total, Decimal(one.lately) / given if given else Decimal(0))
        for one in free
    }
    ordered = sorted(free, key=lambda one: _rank(one, *shares[one.contract]))
    placed = (
        _placed(one, place, shares=shares[one.contract], unscored=unscored)
        for place, one in enumerate(ordered, start=1)
    )
    return Proposal(placed=tuple(placed), barred=barred)


def _rank(one: Candidate, fair: Decimal, real: Decimal) -> tuple[bool, Decimal, Decimal, date, int]:
    load = Decimal(one.in_hand) / max(one.capacity, 1)
    return bool(one.bars), half_up(real - fair, _PER_MILLE), load, one.last_on or date.min, one.contract


def _placed(one: Candidate, place: int, *, shares: tuple[Decimal, Decimal], unscored: Decimal) -> Placed:
    fair, real = shares
    return Placed(place=place, candidate=one, fair=fair, real=real, reasons=_reasons(one, fair, real, unscored))


def _reasons(one: Candidate, fair: Decimal, real: Decimal, unscored: Decimal) -> tuple[Words, ...]:
    score = (
        Words(f"尚无考核得分，按 {unscored:f} 分计", f"no score yet, reckoned as {unscored:f}")
        if one.score is None
        else Words(f"最近考核 {one.score:f} 分", f"last score {one.score:f}")
    )
    share = Words(
        f"应得份额 {fair:.1%}，近期实派 {one.lately} 项（{real:.1%}）",
        f"fair share {fair:.1%}, {one.lately} tasks given lately ({real:.1%})",
    )
    load = Words(f"在办 {one.in_hand}/{one.capacity} 项", f"{one.in_hand} of {one.capacity} tasks in hand")
    turn = (
        Words(f"上次派单 {one.last_on.isoformat()}", f"last given a task on {one.last_on.isoformat()}")
        if one.last_on
        else Words("近期未派单", "no task lately")
    )
    return (score, share, load, turn, *(bar.words for bar in one.bars), *one.kept_away)
