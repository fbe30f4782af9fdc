"""Which state of a finding is whose work, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.web.access import Right, may
from vendors.actors import Actor
from vendors.errors import Words
from vendors.findings.rules import Act, FindingState, open_acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Findings in `state` wait for people who hold `right` and to whom the state opens `act`; `{n}` is how many."""

    state: FindingState
    right: Right
    act: Act
    tag: Words
    title: Words
    href: str
    tone: str = "brand"


DUTIES: Final = (
    Duty(
        state=FindingState.AWAITING_FIRST,
        right=Right.REVIEW_FIRST,
        act=Act.FIRST_PASS,
        tag=Words("初审", "First review"),
        title=Words("{n} 件疑点待初审", "{n} findings await first review"),
        href="/review?tab=first",
    ),
    Duty(
        state=FindingState.AWAITING_SECOND,
        right=Right.REVIEW_SECOND,
        act=Act.SECOND_PASS,
        tag=Words("复审", "Second review"),
        title=Words("{n} 件疑点待复审", "{n} findings await second review"),
        href="/review?tab=second",
    ),
    Duty(
        state=FindingState.AWAITING_TIE,
        right=Right.BREAK_TIE,
        act=Act.TIE_PASS,
        tag=Words("盲审裁定", "Tie-breaks"),
        title=Words("{n} 件盲审意见相反，待第三人裁定", "{n} blind reviews differ; a third person decides"),
        href="/review?tab=tie",
        tone="warn",
    ),
    Duty(
        state=FindingState.LEAD,
        right=Right.NOTIFY,
        act=Act.NOTIFY,
        tag=Words("送达告知", "Notices"),
        title=Words("{n} 件问题复审通过，待送达告知书", "{n} findings passed review; serve the notices"),
        href="/rulings",
    ),
    Duty(
        state=FindingState.DEFENDED,
        right=Right.RECHECK,
        act=Act.RECHECK,
        tag=Words("申辩复核", "Rechecks"),
        title=Words("{n} 件已提出陈述申辩，待复核", "{n} findings were defended; recheck them"),
        href="/rulings",
        tone="warn",
    ),
    Duty(
        state=FindingState.RECHECKED,
        right=Right.DETERMINE,
        act=Act.UPHOLD,
        tag=Words("认定", "Determination"),
        title=Words("{n} 件申辩已复核，待认定", "{n} rechecked findings await determination"),
        href="/rulings",
        tone="warn",
    ),
    Duty(
        state=FindingState.WAIVED,
        right=Right.DETERMINE,
        act=Act.UPHOLD,
        tag=Words("认定", "Determination"),
        title=Words("{n} 件申辩期已届满，待认定", "{n} findings whose time to be heard has passed await determination"),
        href="/rulings",
        tone="warn",
    ),
    Duty(
        state=FindingState.RETURNED,
        right=Right.ANSWER_RETURN,
        act=Act.ANSWER,
        tag=Words("补证", "Evidence"),
        title=Words("{n} 件被退回，待补充证据", "{n} findings were returned; supply the evidence"),
        href="/review?tab=returned",
        tone="warn",
    ),
)


def finding_duties(who: Actor) -> Sequence[Duty]:
    """The duties this person's roles carry."""
    return [
        duty
        for duty in DUTIES
        if may(who, duty.right) and duty.act in open_acts(state=duty.state, by=who, vendor=who.vendor or 0)
    ]
