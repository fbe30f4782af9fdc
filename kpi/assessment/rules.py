from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpi.scorecards.rules import CardState
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Forbidden, Gate, Invalid, Words
from vendors.labels import Labelled

REVIEWERS: Final = frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.SECOND_REVIEWER})
SPEAKERS: Final = frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD})
"""Who speaks for a vendor on its assessment."""


CONSEQUENTIAL: Final = frozenset({"Q", "Y"})
"""Kinds of period whose card leads to a proposal; a month's warns and a half-year's sums up."""


class ObjectionState(Labelled):
    """考核异议: open until another person accepts or rejects it; the vendor may take it back before."""

    OPEN = "open", "待复核", "To be reviewed"
    ACCEPTED = "accepted", "成立", "Accepted"
    REJECTED = "rejected", "不成立", "Rejected"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Remedy(Labelled):
    """What an accepted objection leads to."""

    CORRECT = "correct", "更正数据", "Put facts right"
    ADJUST = "adjust", "调整得分", "Adjust the points"
    RECOUNT = "recount", "按现有记录重新统计", "Count the record again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """集体审定记录: when, who, what was said and concluded."""

    held_on: date
    members: Sequence[str]
    minutes: str
    conclusion: str = ""


def must_speak(by: Actor) -> None:
    """The vendor's administrator or project lead. Raises Forbidden."""
    if by.at_bureau or not by.has(*SPEAKERS):
        raise Forbidden(
            "由第三方机构的机构管理员或项目负责人办理。", "The vendor's administrator or project lead does this."
        )


def must_manage(by: Actor) -> None:
    """Raises Forbidden."""
    if not by.at_bureau or not by.has(Role.CONTRACT_MANAGER):
        raise Forbidden("由合同管理员办理。", "A contract manager does this.")


def must_review(by: Actor, *, issued_by: int) -> None:
    """复核 is by another person than the one who issued the card. Raises Forbidden."""
    if not by.at_bureau or not by.has(*REVIEWERS):
        raise Forbidden("由合同管理员、任务管理员或复审员复核。", "A manager or a second reviewer reviews a card.")
    if by.id == issued_by:
        raise Forbidden("出具人不能复核自己出具的记分卡。", "Whoever issued a card does not review it.")


def must_be_open(*, state: CardState, heard: bool, due_on: date | None, today: date) -> None:
    """A card may be objected to while it is fed back, the vendor has not said it is done, and the term runs.

    Raises Conflict.
    """
    if state is not CardState.FED_BACK or heard or due_on is None:
        raise Conflict("当前不在异议期。", "This card is not open to objections.")
    if today > due_on:
        raise Conflict(f"异议期已于 {due_on:%Y-%m-%d} 届满。", f"The term to object ended on {due_on:%Y-%m-%d}.")


def must_be_heard(*, today: date, due_on: date, heard: bool, open_: int) -> None:
    """Review ends when every objection is decided and the term is over, or the vendor has nothing more to object.

    Raises Gate `objections_open` or `objection_term`.
    """
    if open_:
        raise Gate(
            "objections_open",
            f"还有 {open_} 项异议没有复核。",
            f"{open_} objections are not reviewed yet.",
        )
    if today <= due_on and not heard:
        raise Gate(
            "objection_term",
            f"异议期到 {due_on:%Y-%m-%d} 止，机构尚未表示无异议。",
            f"The vendor may object until {due_on:%Y-%m-%d} and has not said that it will not.",
        )


def refuse_incomplete(meeting: Meeting, *, since: date | None, today: date, people: int) -> None:
    """Raises Invalid naming every field that is wrong; `since` is the day the card was reviewed."""
    fields = {}
    if meeting.held_on > today:
        fields["held_on"] = Words("不能晚于今天。", "Not after today.")
    elif since and meeting.held_on < since:
        fields["held_on"] = Words(
            f"不能早于复核完成之日 {since:%Y-%m-%d}。", f"Not before the review on {since:%Y-%m-%d}."
        )
    named = {name.strip() for name in meeting.members if name.strip()}
    if len(named) < people:
        fields["members"] = Words(f"至少 {people} 人参加。", f"At least {people} people take part.")
    if not meeting.minutes.strip():
        fields["minutes"] = Words("请写明集体讨论情况。", "Say what was discussed.")
    if fields:
        raise Invalid(fields)
