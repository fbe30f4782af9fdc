from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from kpi.retention.effects import WORDS
from kpi.retention.notice_queries import NoticeView
from kpi.retention.notice_rules import Answer, Stage
from kpi.retention.queries import Measured, ProposalState, ProposalView
from server.web.forms import Form
from server.web.history import Event
from server.web.i18n import _, label, words
from server.web.paging import Paged
from vendors.attachments.queries import AttachmentView
from vendors.attachments.rules import ACCEPTED
from vendors.errors import Words
from vendors.periods import local_date

STAGE_TONES: Final[Mapping[Stage, str]] = {
    Stage.TO_NOTIFY: "warn",
    Stage.NOTIFIED: "brand",
    Stage.TO_REVIEW: "warn",
    Stage.TO_HEAR: "warn",
    Stage.READY: "warn",
    Stage.DECIDED: "good",
    Stage.LAPSED: "muted",
}
PROPOSAL_TONES: Final[Mapping[ProposalState, str]] = {
    ProposalState.PROPOSED: "warn",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "muted",
    ProposalState.KEPT: "good",
}
_PLACES: Final[Mapping[Stage, int]] = {
    Stage.TO_NOTIFY: 2,
    Stage.NOTIFIED: 2,
    Stage.TO_REVIEW: 3,
    Stage.TO_HEAR: 3,
    Stage.READY: 4,
    Stage.DECIDED: 5,
    Stage.LAPSED: 4,
}
PROCEDURES: Final[Mapping[str, Words]] = {
    "notice": Words("先告知", "Told first"),
    "hearing": Words("先告知，可听证", "Told first, may be heard"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which of a page's forms failed, with what; `refused` is a gate that stands."""

    name: str = ""
    form: Form = field(default_factory=Form)
    refused: Words | None = None

    def of(self, name: str) -> Form:
        return self.form if self.name == name else Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsScreen:
    """`rows` of the filter, `counts` of each stage over all."""

    page: Paged[ProposalView]
    first: str
    export: str
    chosen: str
    counts: Mapping[Stage, int]
    today: date
    tones: Mapping[Stage, str] = field(default_factory=lambda: STAGE_TONES)
    stages: Sequence[Stage] = tuple(Stage)

    @property
    def open(self) -> int:
        return sum(n for one, n in self.counts.items() if one not in {Stage.DECIDED, Stage.LAPSED})

    def shown(self, one: ProposalView) -> Sequence[Measured]:
        """What was taken of it once it is decided, before that what is proposed."""
        return [item for item in one.items if item.adopted is not False]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalScreen:
    """One proposal; `links` are what its decision has opened."""

    proposal: ProposalView
    notice: NoticeView | None
    files: Sequence[AttachmentView]
    grade: str
    history: Sequence[Event]
    asked: Asked
    today: date
    links: Sequence[tuple[str, str]]
    people_min: int
    earliest: date
    accept: str = ACCEPTED

    @property
    def stage(self) -> Stage:
        return self.proposal.stage(self.today)

    @property
    def tone(self) -> str:
        return STAGE_TONES[self.stage]

    @property
    def open(self) -> bool:
        return self.stage not in {Stage.DECIDED, Stage.LAPSED}

    @property
    def place(self) -> int:
        return _PLACES[self.stage]

    @property
    def steps(self) -> Sequence[tuple[str, str]]:
        """The way of a proposal; steps that are not owed are said to be left out."""
        told, settled = self.notice, self.proposal.decided_at or self.proposal.keepable
        owed = self.proposal.needed.notice and not settled
        left_out = _("不需要")
        answered = label(told.answer) if told and told.answer else left_out if not owed else ""
        return (
            (_("提出建议"), _day(local_date(self.proposal.proposed_at))),
            (_("告知"), _day(local_date(told.served_at)) if told else left_out if not owed else ""),
            (_("申辩听证"), answered),
            (_("决定"), _day(local_date(self.proposal.decided_at)) if self.proposal.decided_at else ""),
            (_("执行"), ""),
        )

    @property
    def heard(self) -> bool:
        return self.notice is not None and self.notice.recorded_at is not None

    @property
    def hearing(self) -> bool:
        return self.notice is not None and self.notice.answer is Answer.HEARING

    @property
    def answers(self) -> Sequence[tuple[str, str]]:
        may = self.notice is not None and self.notice.may_be_heard
        return [(one.value, label(one)) for one in Answer if may or one is not Answer.HEARING]

    def effect(self, item: Measured) -> str:
        return words(WORDS[item.effect]) if item.effect else "—"

    def procedure(self, item: Measured) -> str:
        """What goes before it, in words."""
        said = [words(PROCEDURES[item.procedure])] if item.procedure else []
        return _("、").join([*said, _("集体研究")] if item.collective else said) or "—"

    @property
    def ratio(self) -> Decimal:
        return self.proposal.fee_ratio


def _day(day: date) -> str:
    return day.isoformat()
