"""Which frame a draw opens; kept with the draw from the moment its seed is committed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from vendors.draws.rules import Method, Plan, Purpose, Spread
from vendors.errors import Words
from vendors.institutions.frame_queries import InstitutionFilter, Trait
from vendors.institutions.queries import CaseFilter
from vendors.labels import Labelled

OF_CASES: Final = frozenset({Purpose.REREVIEW, Purpose.CASES})
OF_PLACES: Final = frozenset({Purpose.INSTITUTIONS, Purpose.DOUBLE})
INPATIENT: Final = ("2",)
"""med_type of every inpatient stay begins so (domain.md §4.6)."""


class Weight(Labelled):
    """What an institution weighs in a draw by amount."""

    FUND = "fund", "基金支付金额", "What the fund paid"
    CREDIT = "credit", "信用等级权重", "Its credit grade (LZ Art.11)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Cases by settlement, or institutions by county and kind; empty collections leave that side open.

    `traits` make the strata. `inpatient` draws keep to the least ratio of LZ Art.17. `left_out` are institutions kept
    out of the frame, by code, each with the reason. `concerning` are institutions an expert must have no tie with.
    """

    settled_from: date | None = None
    settled_to: date | None = None
    regions: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    med_types: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    weight: Weight = Weight.FUND
    inpatient: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)
    concerning: tuple[str, ...] = ()

    @property
    def cases(self) -> CaseFilter:
        """ValueError without both days."""
        if self.settled_from is None or self.settled_to is None:
            raise ValueError("a scope of cases has two days")
        return CaseFilter(
            settled_from=self.settled_from,
            settled_to=self.settled_to,
            regions=self.regions,
            institutions=self.institutions,
            med_types=self.med_types,
        )

    @property
    def places(self) -> InstitutionFilter:
        return InstitutionFilter(
            regions=self.regions,
            kinds=self.kinds,
            codes=self.institutions,
            settled_from=self.settled_from,
            settled_to=self.settled_to,
        )


def scope_problems(purpose: Purpose, plan: Plan, scope: Scope) -> dict[str, Words]:
    """What makes a scope unfit for its purpose, by field."""
    found: dict[str, Words] = {}
    undated = scope.settled_from is None or scope.settled_to is None
    if undated and purpose in OF_CASES:
        found["settled_from"] = Words("请填写结算日期起止。", "Give both days of settlement.")
    if undated and plan.method is Method.BY_AMOUNT and scope.weight is Weight.FUND and purpose is Purpose.INSTITUTIONS:
        found["settled_from"] = Words("按基金支付金额抽取须有结算日期。", "Weights by amount need days of settlement.")
    if scope.settled_from and scope.settled_to and scope.settled_from > scope.settled_to:
        found["settled_to"] = Words("止日早于起日。", "The last day is before the first.")
    if plan.spread in {Spread.PROPORTIONAL, Spread.NEYMAN} and not scope.traits:
        found["traits"] = Words("请选择分层依据。", "Choose what makes the strata.")
    return found
