"""The gates a measure passes before it is approved (LZ Art.19-21). Pure; the numbers are dated parameters."""

from dataclasses import dataclass
from datetime import date, datetime

from vendors.errors import Gate, Words
from vendors.handling.rules import SUSPENDED_BEFORE, SUSPENSIONS, MeasureKind, Stream, stream_of
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.rules import DiscussionVerdict


class GateCode(Labelled):
    """What a measure may lack; the value is what vendors.errors.Gate carries."""

    MONTHS = "suspension_months", "中止期限", "Length of a suspension"
    SUSPENSIONS = "suspensions_too_few", "中止次数", "Number of suspensions"
    OPINION = "department_opinion_missing", "科室集体意见", "Department's collective opinion"
    LEGAL_REVIEW = "legal_review_missing", "法制审核", "Legal review"
    DISCUSSION = "measure_discussion_missing", "负责人集体讨论", "Leaders' collective discussion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A collective discussion: its day, when it was written down, and whether it agreed.

    `covers`: it considered every finding that stands determined in the decision.
    """

    number: str
    held_on: date
    recorded_at: datetime
    verdict: DiscussionVerdict
    covers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The legal reviewer's last word on a measure."""

    passed: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A measure as the gates see it. `total_fen`: 拒付 and 追回 of the whole decision, this measure included.

    `grounds` is a rescission's; `suspensions`: how often the agreement was suspended within its term.
    """

    kind: MeasureKind
    total_fen: int = 0
    serious: bool = False
    months: int | None = None
    opinion: Paper | None = None
    review: Opinion | None = None
    discussion: Paper | None = None
    grounds: str = ""
    suspensions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers in force on a day."""

    discussion_fen: int
    months: tuple[int, int]
    serious_months: tuple[int, int]
    suspensions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One gate of a measure: whether it stands open, and what it rests on or still lacks."""

    gate: GateCode
    open: bool
    words: Words


def limits(on: date) -> Limits:
    def at(code: str) -> int:
        return parameter(code, on).whole

    return Limits(
        discussion_fen=at("collective_discussion_fen"),
        months=(at("suspension_months_min"), at("suspension_months_max")),
        serious_months=(at("suspension_serious_months_min"), at("suspension_serious_months_max")),
        suspensions=at("rescission_suspensions_min"),
    )


def steps(proposal: Proposal, within: Limits) -> tuple[Step, ...]:
    """The gates of this measure in the order they are passed; none for a kind that needs nothing."""
    if proposal.kind is MeasureKind.RESCIND:
        counted = (_suspensions(proposal, within),) if proposal.grounds == SUSPENDED_BEFORE else ()
        return (*counted, _opinion(proposal), _review(proposal), _leaders(proposal))
    if proposal.kind in SUSPENSIONS:
        return (months_step(proposal, within), _discussion(proposal))
    stream = stream_of(proposal.kind)
    if stream in {Stream.RECOVER, Stream.REFUSE} and proposal.total_fen >= within.discussion_fen:
        return (_discussion(proposal, why=_money(within)),)
    return ()


def check(proposal: Proposal, within: Limits) -> None:
    """Raises Gate for the first gate that is closed."""
    for step in steps(proposal, within):
        if not step.open:
            raise Gate(step.gate.value, step.words.zh, step.words.en)


def check_months(proposal: Proposal, within: Limits) -> None:
    """A suspension's length when it is proposed (LZ Art.19). Raises Gate."""
    if proposal.kind in SUSPENSIONS:
        step = months_step(proposal, within)
        if not step.open:
            raise Gate(step.gate.value, step.words.zh, step.words.en)


def months_step(proposal: Proposal, within: Limits) -> Step:
    least, most = within.serious_months if proposal.serious else within.months
    months = proposal.months or 0
    name = ("情节较重", "serious") if proposal.serious else ("一般情节", "not serious")
    fits = least <= months <= most
    words = Words(
        f"{name[0]}的中止 {least} 至 {most} 个月，现为 {months} 个月。",
        f"A suspension ({name[1]}) lasts {least} to {most} months; this one {months}.",
    )
    return Step(gate=GateCode.MONTHS, open=fits, words=words)


def _suspensions(proposal: Proposal, within: Limits) -> Step:
    least, found = within.suspensions, proposal.suspensions
    words = Words(
        f"以有效期内累计中止为由解除协议，须中止 {least} 次及以上，现为 {found} 次。",
        f"A rescission on this ground needs {least} suspensions or more within the term; there are {found}.",
    )
    return Step(gate=GateCode.SUSPENSIONS, open=found >= least, words=words)


def _discussion(proposal: Proposal, *, why: Words | None = None) -> Step:
    if proposal.discussion:
        return _resting(GateCode.DISCUSSION, proposal.discussion)
    reason = why or Words("中止类处理", "A suspension")
    return Step(
        gate=GateCode.DISCUSSION,
        open=False,
        words=Words(
            f"{reason.zh}须经负责人集体讨论，缺少集体讨论记录。",
            f"{reason.en} needs the leaders' collective discussion; its record is missing.",
        ),
    )


def _money(within: Limits) -> Words:
    least = yuan(within.discussion_fen)
    return Words(
        f"本决定拒付、追回的违规费用达到 {least} 元，",
        f"What this decision refuses and recovers reaches {least} yuan: it",
    )


def _opinion(proposal: Proposal) -> Step:
    if proposal.opinion:
        return _resting(GateCode.OPINION, proposal.opinion)
    words = Words(
        "解除协议须先有科室集体意见，缺少其记录。", "A rescission begins with the department's opinion: missing."
    )
    return Step(gate=GateCode.OPINION, open=False, words=words)


def _review(proposal: Proposal) -> Step:
    review, opinion = proposal.review, proposal.opinion
    if review is None or not review.passed:
        words = Words("解除协议须经法制审核通过，未审核不得决定。", "A rescission passes the legal review: missing.")
        return Step(gate=GateCode.LEGAL_REVIEW, open=False, words=words)
    if opinion and not _before(opinion, review.at):
        words = Words(
            "法制审核早于科室集体意见，须重新审核。", "The legal review came before the department's opinion."
        )
        return Step(gate=GateCode.LEGAL_REVIEW, open=False, words=words)
    on = local_date(review.at)
    return Step(gate=GateCode.LEGAL_REVIEW, open=True, words=Words(f"{on} 审核通过", f"Passed on {on}"))


def _leaders(proposal: Proposal) -> Step:
    review, discussion = proposal.review, proposal.discussion
    if discussion is None:
        words = Words(
            "解除协议须在法制审核后经负责人集体讨论，缺少集体讨论记录。",
            "A rescission is discussed by the leaders after the legal review; the record is missing.",
        )
        return Step(gate=GateCode.DISCUSSION, open=False, words=words)
    if review and not _after(discussion, review.at):
        words = Words(
            f"{discussion.number} 早于法制审核，须在审核通过后集体讨论。",
            f"{discussion.number} came before the legal review; the leaders discuss it afterwards.",
        )
        return Step(gate=GateCode.DISCUSSION, open=False, words=words)
    return _resting(GateCode.DISCUSSION, discussion)


def _before(paper: Paper, at: datetime) -> bool:
    """Held by that day, and on the day itself written down by that hour."""
    on = local_date(at)
    return paper.held_on < on or (paper.held_on == on and paper.recorded_at <= at)


def _after(paper: Paper, at: datetime) -> bool:
    on = local_date(at)
    return paper.held_on > on or (paper.held_on == on and paper.recorded_at >= at)


def _resting(gate: GateCode, paper: Paper) -> Step:
    """Open only by a record that agreed and left nothing out."""
    if paper.verdict is not DiscussionVerdict.AGREED:
        words = Words(
            f"{paper.number} 的结论为“{paper.verdict.zh}”，不能据此批准。",
            f"{paper.number} came to “{paper.verdict.en}”; nothing is approved on it.",
        )
        return Step(gate=gate, open=False, words=words)
    if not paper.covers:
        words = Words(
            f"{paper.number} 未讨论本决定现行认定的全部问题，须补充讨论。",
            f"{paper.number} left out findings that stand determined in this decision; discuss them all.",
        )
        return Step(gate=gate, open=False, words=words)
    said = f"{paper.number} · {paper.held_on}"
    return Step(gate=gate, open=True, words=Words(said, said))
