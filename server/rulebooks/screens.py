from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kpi.engine.amounts import Style, figure
from kpi.engine.rulebook import Block, Indicator
from kpi.rulebooks.checking import Checked, Fault
from kpi.rulebooks.differences import SECTIONS, Difference, Side
from kpi.rulebooks.naming import Named, named
from kpi.rulebooks.numbers import Group, Number
from kpi.rulebooks.rules import VersionState
from kpi.rulebooks.target_queries import Target
from kpi.rulebooks.target_rules import Agreeable
from kpi.rulebooks.version_queries import Version
from kpi.rulebooks.wording import RuleText, Unrevised
from kpi.scorecards.trial_queries import Tried
from server.desk.grades import quarters_back
from server.rulebooks.excerpts import excerpt
from server.web.forms import Form
from server.web.history import Event
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.periods import Period
from vendors.registry.rules import Kind

TONES: Final[Mapping[VersionState, str]] = {
    VersionState.DRAFT: "",
    VersionState.SUBMITTED: "warn",
    VersionState.APPROVED: "brand",
    VersionState.IN_FORCE: "good",
    VersionState.RETIRED: "",
    VersionState.WITHDRAWN: "",
}
_SIDES: Final[Mapping[Side, str]] = {Side.ADDED: "good", Side.REMOVED: "bad", Side.CHANGED: "brand"}
_STEPS: Final = (
    VersionState.DRAFT,
    VersionState.SUBMITTED,
    VersionState.APPROVED,
    VersionState.IN_FORCE,
    VersionState.RETIRED,
)


class _Shown:
    def shown(self, value: Decimal, style: Style) -> str:
        """A threshold as people write it: 80%, 0.4."""
        return figure(Fraction(value), style)


class _Toned:
    @property
    def tones(self) -> Mapping[VersionState, str]:
        return TONES


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What stands in a sound version's way: the day it begins, rules in words that lag behind their numbers."""

    refusal: Words | None = None
    lagging: Sequence[Unrevised] = ()


CLEAR: Final = Outlook()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A fault as a page tells it: by the form's field, or by the lines of the text about it."""

    fault: Fault
    field: Named | None = None
    lines: str = ""


def in_text(faults: Sequence[Fault], text: str) -> Sequence[Shown]:
    return [Shown(fault=one, lines=excerpt(text, line=one.line, column=one.column)) for one in faults]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A version in the list; `faults` None where it need not be asked."""

    version: Version
    title: Words
    indicators: int
    faults: int | None


@dataclass(frozen=True, kw_only=True)
class RegisterScreen(_Toned):
    """Every version this person may see, by kind."""

    kinds: Sequence[tuple[Kind, Sequence[Entry]]]
    shown: Kind | None
    export: str
    form: Form
    uploading: bool = False

    @property
    def every(self) -> Sequence[Kind]:
        return tuple(Kind)


@dataclass(frozen=True, kw_only=True)
class VersionScreen(_Toned, _Shown):
    """One version; `checked` holds the rulebook when it is sound."""

    version: Version
    checked: Checked
    others: Sequence[Version]
    history: Sequence[Event]
    today: date
    next_quarter: date
    approving: bool
    outlook: Outlook = CLEAR
    form: Form = field(default_factory=Form)
    asked: str = ""
    error: Words | None = None

    @property
    def faults(self) -> Sequence[Shown]:
        return in_text(self.checked.faults, self.version.source)

    @property
    def blocks(self) -> Sequence[tuple[Block, Sequence[Indicator]]]:
        book = self.checked.rulebook
        if book is None:
            return ()
        return [(block, [one for one in book.indicators if one.block == block.code]) for block in book.blocks]

    @property
    def weights(self) -> tuple[Sequence[str], Sequence[Decimal], Sequence[str]]:
        """Labels, points and tones of the chart: the first block in one colour, the next in another."""
        found = [(one, place) for place, (_block, own) in enumerate(self.blocks) for one in own]
        tones = ["brand" if place == 0 else "muted" for _one, place in found]
        return [one.code for one, _place in found], [one.points for one, _place in found], tones

    @property
    def steps(self) -> Sequence[VersionState]:
        return _STEPS

    @property
    def step(self) -> int:
        state = self.version.state
        return _STEPS.index(state) + 1 if state in _STEPS else 0

    def form_of(self, name: str) -> Form:
        return self.form if name == self.asked else Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextScreen:
    """The text of a draft with its check."""

    version: Version
    checked: Checked
    text: str
    base: str
    outlook: Outlook = CLEAR
    error: Words | None = None

    @property
    def faults(self) -> Sequence[Shown]:
        return in_text(self.checked.faults, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersScreen:
    """The numbers of a draft with its check."""

    version: Version
    checked: Checked
    groups: Sequence[Group]
    rules: Mapping[str, Sequence[RuleText]]
    values: Mapping[str, str]
    base: str
    outlook: Outlook = CLEAR
    error: Words | None = None
    typed: bool = False

    @property
    def faults(self) -> Sequence[Shown]:
        """Told by the fields they are about, under the names they have in the form."""
        raw = self.checked.raw or {}
        return [Shown(fault=fault, field=named(raw, fault.where)) for fault in self.checked.faults]

    @property
    def wrong(self) -> frozenset[str]:
        """The fields to be marked."""
        return frozenset(key for one in self.faults if one.field for key in one.field.keys)

    @property
    def behind(self) -> frozenset[str]:
        """The rules in words to be marked."""
        left = {one.code: one.left for one in self.outlook.lagging}
        return frozenset(
            text.key
            for code, texts in self.rules.items()
            for text in texts
            if text.key.split(".")[2] in left.get(code, ())
        )

    def ticked(self, number: Number) -> bool:
        """Whether contracts may agree another: as the file says, or as was typed."""
        return f"agreed.{number.key}" in self.values if self.typed else bool(number.fact)

    def of(self, part: str) -> Sequence[Group]:
        return [group for group in self.groups if group.part == part]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceScreen:
    """Two versions beside each other; `same` counts the indicators that did not change."""

    version: Version
    against: Version | None
    others: Sequence[Version]
    differences: Sequence[Difference]
    same: int

    @property
    def sections(self) -> Sequence[tuple[Words, Sequence[Difference]]]:
        found = [(words, [one for one in self.differences if one.section == key]) for key, words in SECTIONS.items()]
        return [(words, rows) for words, rows in found if rows]

    def tone(self, one: Difference) -> str:
        return _SIDES[one.side]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialScreen:
    """A version on a past period's cards; `rows` None when the version is not sound."""

    version: Version
    period: Period
    rows: Sequence[Tried] | None
    today: date
    faults: int

    @property
    def periods(self) -> Sequence[Period]:
        return (Period.quarter_of(self.today), *quarters_back(self.today, 8))

    @property
    def moved(self) -> int:
        return sum(one.before.total != one.after.total for one in self.rows or ())

    @property
    def regraded(self) -> int:
        return sum(one.before.grade != one.after.grade for one in self.rows or ())


@dataclass(frozen=True, kw_only=True)
class TargetsScreen(_Shown):
    """What a contract agrees instead of the rulebook's numbers."""

    contract: ContractView
    known: Sequence[Agreeable]
    set: Sequence[Target]
    rulebook: str
    today: date
    form: Form

    def holding(self, fact: str) -> Target | None:
        return next((one for one in self.set if one.fact == fact and one.begins <= self.today), None)

    def named(self, fact: str) -> Agreeable | None:
        return next((one for one in self.known if one.fact == fact), None)
