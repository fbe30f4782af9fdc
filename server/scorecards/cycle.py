"""Where a card is on its way, and what this person may do to it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kpi.assessment.actions.freezing import Said
from kpi.assessment.decider_queries import deciders
from kpi.assessment.queries import ApprovalView, ObjectionView, approval_of, objections, self_scores
from kpi.assessment.rules import REVIEWERS, SPEAKERS, ObjectionState
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import CardState, Origin, Stage
from server.web.access import Right, may
from server.web.i18n import _, label
from server.web.templating import local_day
from vendors.actors import Actor

STEPS: Final = (
    Stage.DRAFT, Stage.FED_BACK, Stage.REVIEWED, Stage.APPROVED, Stage.PUBLISHED, Stage.APPLIED, Stage.ARCHIVED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """`objections` by indicator; `said` is the vendor's own evaluation; the booleans are what may be done now."""

    row: CardRow
    objections: Mapping[str, ObjectionView]
    said: Mapping[str, Said]
    approval: ApprovalView | None
    today: date
    may_feed_back: bool
    may_object: bool
    may_hear: bool
    may_review: bool
    may_approve: bool
    may_publish: bool
    may_archive: bool
    may_restate: bool

    @property
    def steps(self) -> Sequence[tuple[str, str]]:
        notes = {
            Stage.DRAFT: self.row.issued_at, Stage.FED_BACK: self.row.fed_back_at, Stage.REVIEWED: self.row.reviewed_at,
            Stage.APPROVED: self.row.approved_at, Stage.PUBLISHED: self.row.published_at,
            Stage.APPLIED: self.row.applied_at, Stage.ARCHIVED: self.row.archived_at,
        }  # fmt: skip
        return [(label(stage), local_day(at) if (at := notes[stage]) else "") for stage in STEPS]

    @property
    def now(self) -> int:
        """Which step it has reached, from one; one more than there are when all is done."""
        if self.row.stage is Stage.SUPERSEDED:
            return 0
        return STEPS.index(self.row.stage) + (2 if self.row.stage is Stage.ARCHIVED else 1)

    @property
    def open(self) -> int:
        """Objections not reviewed yet."""
        return sum(one.state is ObjectionState.OPEN for one in self.objections.values())

    @property
    def origin(self) -> Origin | None:
        return Origin(self.row.origin) if self.row.origin and self.row.origin != Origin.FIRST.value else None

    @property
    def waiting(self) -> str:
        """In a sentence, what the card waits for."""
        row = self.row
        if row.state is CardState.FED_BACK and self.open:
            return _("%(n)s 项异议待复核", n=self.open)
        if row.state is CardState.FED_BACK and row.heard_at:
            return _("机构已表示无（更多）异议，待复核")
        if row.state is CardState.FED_BACK and row.objections_due_on:
            over = self.today > row.objections_due_on
            due = local_day(row.objections_due_on)
            return _("异议期已于 %(day)s 届满，待复核", day=due) if over else _("异议期到 %(day)s 止", day=due)
        waits = {
            CardState.DRAFT: _("待反馈机构"), CardState.REVIEWED: _("待集体审定"), CardState.APPROVED: _("待公布"),
        }  # fmt: skip
        if row.stage is Stage.PUBLISHED:
            return _("待留用和挂钩款决定")
        return _("待归档") if row.stage is Stage.APPLIED else waits.get(row.state, "")


async def cycle_of(row: CardRow, who: Actor, today: date) -> Cycle:
    found = await objections(for_=who, card=row.id)
    state, bureau = row.state, who.at_bureau
    hearing = state is CardState.FED_BACK and row.heard_at is None
    in_term = row.objections_due_on is not None and today <= row.objections_due_on
    heard = row.heard_at is not None or not in_term
    left = any(one.state is ObjectionState.OPEN for one in found)
    speaks = not bureau and who.has(*SPEAKERS)
    first_hand = who.id not in {row.issued_by_id, row.reviewed_by_id, *await deciders(row.id)}
    issues = may(who, Right.ISSUE_SCORECARD)
    return Cycle(
        row=row,
        objections={one.indicator: one for one in found if one.state is not ObjectionState.WITHDRAWN},
        said=await self_scores(contract=row.contract, period=row.period),
        approval=await approval_of(row.id) if bureau else None,
        today=today,
        may_feed_back=state is CardState.DRAFT and row.total is not None and issues,
        may_object=hearing and in_term and speaks,
        may_hear=hearing and speaks,
        may_review=state is CardState.FED_BACK and heard and not left and who.has(*REVIEWERS)
        and may(who, Right.REVIEW_OBJECTION) and who.id != row.issued_by_id,
        may_approve=state is CardState.REVIEWED and may(who, Right.APPROVE_SCORECARD) and first_hand,
        may_publish=state is CardState.APPROVED and may(who, Right.PUBLISH_SCORECARD),
        may_archive=row.stage is Stage.APPLIED and issues,
        may_restate=state is CardState.PUBLISHED and issues,
    )  # fmt: skip
