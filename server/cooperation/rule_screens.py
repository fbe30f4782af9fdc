from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from server.web.forms import Form
from server.web.history import Event
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.contracts.queries import ContractView
from vendors.people.pool.queries import ExpertView
from vendors.registry.queries import VendorView
from vendors.review_rules.queries import OpinionView, RuleView
from vendors.review_rules.rules import Opinion, RuleKind, RuleState

TONES: Mapping[RuleState, str] = {
    RuleState.DELIVERED: "warn",
    RuleState.IN_REVIEW: "brand",
    RuleState.ADOPTED: "good",
    RuleState.RETURNED: "bad",
    RuleState.SUPERSEDED: "",
    RuleState.STOPPED: "",
}
OPINION_TONES: Mapping[Opinion, str] = {Opinion.ADOPT: "good", Opinion.ADOPT_CHANGED: "warn", Opinion.REJECT: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesScreen:
    """The register, one line a version."""

    page: Paged[RuleView]
    first: str
    export: str
    counts: Mapping[RuleState, int]
    filters: Mapping[str, str]
    vendors: Sequence[VendorView]
    kinds: Sequence[RuleKind] = tuple(RuleKind)
    states: Sequence[RuleState] = tuple(RuleState)
    tones: Mapping[RuleState, str] = field(default_factory=lambda: TONES)

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRuleScreen:
    """The form of a delivery, filled from the version before when there is one."""

    form: Form
    contracts: Sequence[ContractView]
    kinds: Sequence[RuleKind] = tuple(RuleKind)
    accept: str = ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleScreen:
    """One version: what it says, what the experts say, the versions beside it."""

    rule: RuleView
    versions: Sequence[RuleView]
    opinions: Sequence[OpinionView]
    experts: Sequence[ExpertView]
    files: Sequence[AttachmentView]
    history: Sequence[Event]
    today: date
    renewable: bool
    form: Form
    asked: str
    choices: Sequence[Opinion] = tuple(Opinion)
    opinion_tones: Mapping[Opinion, str] = field(default_factory=lambda: OPINION_TONES)
    tones: Mapping[RuleState, str] = field(default_factory=lambda: TONES)

    @property
    def tone(self) -> str:
        return TONES[self.rule.state]

    def form_of(self, name: str) -> Form:
        return self.form if self.asked == name else Form()
