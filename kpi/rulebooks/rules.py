import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.engine.rulebook import Rulebook
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Words
from vendors.labels import Labelled
from vendors.periods import Period


class VersionState(Labelled):
    """A rulebook's way: only the first, second, third and last are stored, the days tell the others apart."""

    DRAFT = "draft", "草拟", "Draft"
    SUBMITTED = "submitted", "待审批", "Awaiting approval"
    APPROVED = "approved", "已审批", "Approved"
    IN_FORCE = "in_force", "生效", "In force"
    RETIRED = "retired", "停用", "Retired"
    WITHDRAWN = "withdrawn", "作废", "Withdrawn"


TRANSITIONS: Final[Mapping[VersionState, frozenset[VersionState]]] = {
    VersionState.DRAFT: frozenset({VersionState.SUBMITTED, VersionState.WITHDRAWN}),
    VersionState.SUBMITTED: frozenset({VersionState.DRAFT, VersionState.APPROVED}),
    VersionState.APPROVED: frozenset({VersionState.WITHDRAWN}),
    VersionState.WITHDRAWN: frozenset(),
}
FULL_MARKS: Final = Decimal(100)
NAME: Final = re.compile(r"[A-Z]-[0-9]{4}(-[0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days a version holds; `until` None: no successor is approved."""

    since: date
    until: date | None

    def state(self, on: date) -> VersionState:
        if on < self.since:
            return VersionState.APPROVED
        return VersionState.IN_FORCE if self.until is None or on <= self.until else VersionState.RETIRED


def move(state: VersionState, to: VersionState) -> VersionState:
    """`to`, when a version may go there; Conflict otherwise."""
    if to not in TRANSITIONS.get(state, frozenset()):
        raise Conflict(
            f"该版本{state.zh}，不能变为{to.zh}。",
            f"The version is {state.en.lower()}; it cannot become {to.en.lower()}.",
        )
    return to


def next_name(kind: str, starts_on: date, taken: Collection[str]) -> str:
    """`A-2027`, or `A-2027-2` where that one is taken."""
    plain = f"{kind}-{starts_on.year}"
    tried = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in tried if name not in taken)


def retitled(title: object, old: str, new: str) -> object:
    """考核规则（2026） of A-2026 becomes 考核规则（2027） in A-2027 and 考核规则（2026-2） in A-2026-2."""
    before, after = old.partition("-")[2], new.partition("-")[2]
    if not isinstance(title, str) or after in title:
        return title
    stated = next((one for one in (before, before.partition("-")[0]) if one in title), None)
    if stated:
        return title.replace(stated, after)
    return f"{title} ({after})" if title.isascii() else f"{title}（{after}）"


def house_faults(rulebook: Rulebook, *, name: str, kind: str) -> Sequence[tuple[str, Words]]:
    """What a sound file may not be as a version of the house: (key, why)."""
    found = []
    if rulebook.id != name:
        found.append(
            ("id", Words(f"本版本的编号为 {name}，不能改变。", f"This version's id is {name}; it does not change."))
        )
    if rulebook.kind != kind:
        found.append(
            ("kind", Words(f"本版本适用于 {kind} 类，不能改变。", f"This version is of kind {kind}; that stands."))
        )
    if rulebook.effective_to is not None:
        words = Words(
            "不必写：本版本施行至同类下一版本生效的前一日。",
            "Leave it out: a version holds until the next one of its kind begins.",
        )
        found.append(("effective_to", words))
    if rulebook.effective_from != Period.quarter_of(rulebook.effective_from).starts_on:
        words = Words(
            "应为季度的第一天：一个考核期只用一个版本。", "The first day of a quarter: a period has one rulebook."
        )
        found.append(("effective_from", words))
    return [*found, *_unfounded(rulebook)]


def _unfounded(rulebook: Rulebook) -> Iterator[tuple[str, Words]]:
    """A bureau assesses by 100 points, and says of each number what it rests on."""
    if rulebook.points != FULL_MARKS:
        yield "points", Words("满分应为 100 分。", "Full marks are 100.")
    for one in rulebook.indicators:
        for key, text in (("clause", one.clause), ("source", one.source), ("rule_zh", one.rule.zh)):
            if not text.strip():
                yield f"indicator {one.code} › {key}", Words("须写明。", "It must be said.")
        for name, parameter in one.parameters.items():
            if not parameter.basis.strip():
                words = Words("须写明依据。", "Say what it rests on.")
                yield f"indicator {one.code} › parameters › {name} › basis", words


def may_begin(starts_on: date, *, today: date, taken: Collection[date], carded: Collection[Period]) -> Words | None:
    """Why a version may not begin on a day, or None. `carded`: periods with issued cards of the kind."""
    if starts_on < Period.quarter_of(today).starts_on:
        return Words(
            "生效日期不得早于本季度第一天：已结束的考核期不重新定规则。",
            "Not before the first day of this quarter: what is over keeps its rules.",
        )
    if starts_on in taken:
        return Words("同类另有版本同日生效。", "Another version of the kind begins that day.")
    later = sorted((one for one in carded if one.ends_on >= starts_on), key=lambda one: one.ends_on)
    if later:
        return Words(
            f"该类机构已有{later[0].zh}的记分卡按现行规则出具。", f"Cards of {later[0].en} have been issued already."
        )
    return None


def calendar_periods(texts: Iterable[str]) -> list[Period]:
    """The periods that are months, quarters, half-years or years; a whole contract's card belongs to none."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(Period.parse(text))
    return found


def must_approve(by: Actor, *, writers: Collection[int]) -> None:
    """审批 is a leader's, and not of anybody who wrote or submitted any of it. Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.LEADER):
        raise Forbidden("考核规则由分管领导审批。", "A leader approves rulebooks.")
    if by.id in writers:
        raise Forbidden("编制人不能审批自己编制的规则。", "Whoever wrote any of a rulebook does not approve it.")


def must_draft(by: Actor) -> None:
    """Raises Forbidden unless a contract manager of the bureau."""
    if not by.at_bureau or not by.has(Role.CONTRACT_MANAGER):
        raise Forbidden("考核规则由合同管理人员编制。", "Contract managers draft rulebooks.")
