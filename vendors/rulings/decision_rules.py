"""Decisions, the discussions they rest on and their reversals: the terms and what must be complete. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.actors import Role
from vendors.errors import Gate, Invalid, Words
from vendors.findings.rules import Act
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.rulings.rules import GateCode


class DecisionState(Labelled):
    """How far a decision has come after 认定."""

    OPEN = "open", "待处理", "To be handled"
    HANDLING = "handling", "处理中", "Being handled"
    RECOVERING = "recovering", "追回中", "Being recovered"
    CLOSED = "closed", "结案", "Closed"


class DiscussionKind(Labelled):
    """Whose collective discussion it was (LZ Art.20-21)."""

    DEPARTMENT = "department", "科室集体意见", "Department's collective opinion"
    LEADERS = "leaders", "负责人集体讨论", "Leaders' collective discussion"


class ReversalChannel(Labelled):
    """By which way a determination came to be reversed."""

    RECONSIDERATION = "reconsideration", "行政复议", "Administrative reconsideration"
    LITIGATION = "litigation", "行政诉讼", "Litigation"
    OBJECTION = "objection", "异议申诉", "Objection"
    SELF = "self", "自行纠正", "The bureau's own correction"


class ReversalResult(Labelled):
    """What became of the determination."""

    ANNUL = "annul", "撤销", "Annulled"
    VARY = "vary", "变更", "Varied"
    REMAKE = "remake", "责令重作", "To be made anew"


ACT_OF_RESULT: Final = {
    ReversalResult.ANNUL: Act.ANNUL,
    ReversalResult.VARY: Act.VARY,
    ReversalResult.REMAKE: Act.REMAKE,
}
RECORDERS: Final = frozenset({Role.SECOND_REVIEWER, Role.LEGAL, Role.LEADER})
"""Who may record a discussion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody named in the record of a discussion, with their post (职务)."""

    name: str
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A decision against the institution in the days before, with what stands of it."""

    id: int
    number: str
    decided_on: date
    amount_fen: int
    discussed: bool


def adds_up(earlier: Sequence[Earlier], *, total_fen: int, threshold_fen: int) -> bool:
    """Whether decisions, each below the threshold and undiscussed, come to it together with this one."""
    apart = [one.amount_fen for one in earlier if not one.discussed and one.amount_fen < threshold_fen]
    return bool(apart) and total_fen < threshold_fen <= total_fen + sum(apart)


def refuse_incomplete(
    *, attendees: Sequence[Attendee], conclusion: str, findings: Collection[int], held_on: date, on: date, people: int
) -> None:
    """A discussion's record: not of the future, so many people present, findings considered, a conclusion.

    Raises Invalid.
    """
    faults: dict[str, Words] = {}
    if held_on > on:
        faults["held_on"] = Words("讨论日期不能晚于今天。", "It cannot have been held in the future.")
    if len({one.name.strip() for one in attendees} - {""}) < people:
        faults["attendees"] = Words(f"参加人不少于 {people} 名。", f"At least {people} people take part.")
    if not conclusion.strip():
        faults["conclusion"] = Words("请写明讨论结论。", "Give the conclusion.")
    if not findings:
        faults["findings"] = Words("请选择讨论的问题。", "Choose the findings discussed.")
    if faults:
        raise Invalid(faults)


def check_undiscussed(total_fen: int, *, threshold_fen: int, discussed: bool) -> None:
    """A decision that comes to the threshold (inclusive) rests on a leaders' discussion (LZ Art.21). Raises Gate."""
    if total_fen >= threshold_fen and not discussed:
        raise Gate(
            GateCode.DISCUSSION_MISSING.value,
            f"本次认定合计 {yuan(total_fen)} 元，达到 {yuan(threshold_fen)} 元，缺少集体讨论记录。",
            f"This decision comes to {yuan(total_fen)} yuan, at or above {yuan(threshold_fen)}:"
            " the collective-discussion record is missing.",
        )


def difference(before: Mapping[int, int], after: Mapping[int, int]) -> Mapping[int, int]:
    """Fen by line, `after` less `before`."""
    return {line: after.get(line, 0) - fen for line, fen in before.items()}
