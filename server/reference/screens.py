"""What the pages of parameters, basis documents and the organisation show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, label
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.errors import Words
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.organisation.queries import Branch, UnitView
from vendors.organisation.rules import UnitKind
from vendors.policy.basis import Basis, BasisKind, Validity
from vendors.policy.rows import Parameter, Unit

TONES: Mapping[Validity, str] = {
    Validity.COMING: "brand",
    Validity.IN_FORCE: "good",
    Validity.LAPSING: "warn",
    Validity.LAPSED: "",
    Validity.UNSTATED: "",
}


def plain(value: Decimal) -> str:
    """Without the zeros a column adds."""
    return f"{value.normalize():f}"


def worded(row: Parameter) -> str:
    """A value as people say it: 5%, 50,000.00 元, 5 工作日."""
    if row.unit == Unit.RATIO:
        return f"{plain(row.value * 100)}%"
    if row.unit == Unit.FEN:
        return _("%(amount)s 元", amount=yuan(row.whole))
    return plain(row.value) if row.unit == Unit.COUNT else f"{plain(row.value)} {label(Unit(row.unit))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow:
    """A parameter as it holds today; `coming` is the next value that is on record, `own` the bureau's."""

    code: str
    zh: str
    en: str
    value: str
    source: str
    article: str
    begins: date
    ends: date | None
    use: Words | None
    coming: Parameter | None
    values: int
    own: bool

    @property
    def coming_value(self) -> str:
        return worded(self.coming) if self.coming else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersScreen:
    """`page.next` is an address."""

    page: Paged[ParameterRow]
    first: str
    every: int
    sources: Sequence[str]
    text: str
    source: str
    export: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a new value would take the place of on its first day."""

    before: Parameter | None
    after: Parameter

    @property
    def was(self) -> str:
        return worded(self.before) if self.before else "—"

    @property
    def becomes(self) -> str:
        return worded(self.after)


class Standing(Labelled):
    """Where a value is in its life; in this order they are shown."""

    NOW = "now", "现行", "in force"
    COMING = "coming", "未生效", "to come"
    PAST = "past", "不再适用", "no longer in force"
    REPLACED = "replaced", "已被替代", "superseded"


STANDING_TONES: Mapping[Standing, str] = {
    Standing.NOW: "good",
    Standing.COMING: "brand",
    Standing.PAST: "",
    Standing.REPLACED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A value and the days it really holds; `own` is the bureau's, `withdrawable` its own that has not begun."""

    row: Parameter
    begins: date
    ends: date | None
    standing: Standing
    own: bool
    withdrawable: bool

    @property
    def value(self) -> str:
        return worded(self.row)

    @property
    def tone(self) -> str:
        return STANDING_TONES[self.standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterScreen:
    """`values`: the one in force, then those to come, then those gone; `change` is shown before it is made."""

    row: ParameterRow
    unit: Unit
    bounds: Words
    values: Sequence[ValueRow]
    documents: Sequence[Basis]
    history: Sequence[Event]
    form: Form
    withdrawal: Form
    change: Change | None

    @property
    def present(self) -> ValueRow | None:
        return next((one for one in self.values if one.standing is Standing.NOW), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRow:
    """A document as it stands today, with its files."""

    one: Basis
    validity: Validity
    files: Sequence[AttachmentView]

    @property
    def tone(self) -> str:
        return TONES[self.validity]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisListScreen:
    rows: Sequence[BasisRow]
    every: int
    warned: Sequence[BasisRow]
    kinds: type[BasisKind]
    text: str
    kind: str
    export: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisScreen:
    """`row` is None while a new document is entered; `cited` are the values that rest on it."""

    row: BasisRow | None
    cited: Sequence[ValueRow]
    history: Sequence[Event]
    kinds: type[BasisKind]
    accepted: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationScreen:
    """`closed` are units that stand no more; `people` are open accounts by unit."""

    people: Mapping[int, int]
    branches: Sequence[Branch]
    closed: Sequence[UnitView]
    regions: Mapping[str, str]
    kinds: type[UnitKind]
    form: Form

    @property
    def size(self) -> int:
        return sum(branch.size for branch in self.branches)

    @property
    def units(self) -> Sequence[tuple[str, str]]:
        """Code and name of every standing unit, indented as the tree is."""
        return [pair for branch in self.branches for pair in _listed(branch, 0)]


def _listed(branch: Branch, depth: int) -> Sequence[tuple[str, str]]:
    here = (branch.unit.code, "　" * depth + branch.unit.name)
    return [here, *(pair for one in branch.below for pair in _listed(one, depth + 1))]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScreen:
    unit: UnitView
    above: UnitView | None
    below: Sequence[UnitView]
    region: str
    history: Sequence[Event]
    form: Form
    close_form: Form
    today: date
