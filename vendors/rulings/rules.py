"""The gates a ruling passes. Everything here is pure; the state table itself is vendors.findings.rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.errors import Gate, Invalid, Words
from vendors.findings.rules import Act, Certainty, EvidenceKind, FindingState, corroborated
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.periods import local_date


class Outcome(Labelled):
    """认定结论."""

    UPHELD = "upheld", "认定成立", "Upheld"
    PARTLY_UPHELD = "partly_upheld", "部分成立", "Partly upheld"
    NOT_UPHELD = "not_upheld", "不成立", "Not upheld"


class ReasonCode(Labelled):
    """Why a determination came out as it did."""

    FACTS_PROVEN = "facts_proven", "事实清楚、证据充分", "Facts proven"
    EVIDENCE_LACKING = "evidence_lacking", "证据不足", "Evidence lacking"
    CLINICALLY_JUSTIFIED = "clinically_justified", "诊疗行为合理", "Clinically justified"
    BASIS_MISAPPLIED = "basis_misapplied", "适用依据不当", "Basis misapplied"
    AMOUNT_MISCOUNTED = "amount_miscounted", "金额计算有误", "Amount miscounted"
    DATA_WRONG = "data_wrong", "数据有误", "Data wrong"
    ALREADY_HANDLED = "already_handled", "已处理或重复", "Already handled or duplicate"
    REVERSED = "reversed", "复议、诉讼或异议改变", "Changed by reversal"
    OTHER = "other", "其他", "Other"


class NoticeMethod(Labelled):
    """送达方式."""

    DIRECT = "direct", "直接送达", "Handed over"
    LEFT = "left", "留置送达", "Left at the premises"
    POST = "post", "邮寄送达", "By post"
    ELECTRONIC = "electronic", "电子送达", "Electronically"
    PUBLIC = "public", "公告送达", "By public notice"


class DefenceForm(Labelled):
    """An oral defence is kept as a transcript (LZ Art.22: 口头应制笔录)."""

    WRITTEN = "written", "书面", "Written"
    ORAL = "oral", "口头(笔录)", "Oral (transcript)"


class Verdict(Labelled):
    """What the recheck makes of a defence."""

    ACCEPTED = "accepted", "采纳", "Accepted"
    PARTLY = "partly", "部分采纳", "Partly accepted"
    REJECTED = "rejected", "不采纳", "Rejected"


class GateCode(Labelled):
    """The due-process gates; the value is what vendors.errors.Gate carries."""

    DEFENCE_OPEN = "defence_open", "申辩期未届满", "Time to be heard still runs"
    RECHECK_MISSING = "recheck_missing", "申辩未复核", "Defence not rechecked"
    CLUE_UNVERIFIED = "clue_unverified", "线索未核实", "Clue not verified"
    CORROBORATION_MISSING = "corroboration_missing", "缺少印证证据", "Corroboration missing"
    PANEL_MISSING = "panel_missing", "缺少合议意见", "Panel opinion missing"
    PANEL_DEPARTED = "panel_departed", "与合议结论不一致", "Departs from the panel"
    DISCUSSION_MISSING = "discussion_missing", "缺少集体讨论记录", "Collective discussion missing"


class DiscussionVerdict(Labelled):
    """What a collective discussion came to; only 同意 carries an act."""

    AGREED = "agreed", "同意", "Agreed"
    REFUSED = "refused", "不同意", "Not agreed"
    AGAIN = "again", "补充后再议", "To be supplemented and discussed again"


ACT_OF: Final = {
    Outcome.UPHELD: Act.UPHOLD,
    Outcome.PARTLY_UPHELD: Act.UPHOLD_PARTLY,
    Outcome.NOT_UPHELD: Act.NOT_UPHOLD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A collective-discussion record (LZ Art.21): day, who attended, conclusion."""

    held_on: date
    attendees: tuple[str, ...]
    conclusion: str
    verdict: DiscussionVerdict = DiscussionVerdict.AGREED


def in_time(made_at: datetime, *, heard_until: date | None) -> bool:
    """Whether a defence came by the end of the last day in Shanghai; a provisional day (None) has not ended."""
    return heard_until is None or local_date(made_at) <= heard_until


def settle(outcome: Outcome, *, reported: Mapping[int, int], amended: Mapping[int, int] | None) -> Mapping[int, int]:
    """The determined fen of every line. Without `amended`: all as reported when upheld, all zero when not.

    Raises Invalid when a line is unknown, left out, negative or above its report, or when the amounts do not
    say what the outcome says (成立 all unchanged, 不成立 all zero, 部分成立 in between).
    """
    nothing = dict.fromkeys(reported, 0)
    if amended is None:
        if outcome is Outcome.PARTLY_UPHELD:
            raise Invalid({"amounts": Words("部分成立须逐行写明认定金额。", "Say what each line comes to.")})
        return dict(reported) if outcome is Outcome.UPHELD else nothing
    if amended.keys() != reported.keys():
        raise Invalid({"amounts": Words("认定金额须对应全部明细行。", "The amounts must name exactly the lines.")})
    if any(not 0 <= amended[line] <= fen for line, fen in reported.items()):
        raise Invalid({"amounts": Words("认定金额须在零与报送金额之间。", "A line lies between zero and its report.")})
    unchanged, zero = dict(amended) == dict(reported), dict(amended) == nothing
    agrees = {Outcome.UPHELD: unchanged, Outcome.NOT_UPHELD: zero, Outcome.PARTLY_UPHELD: not (unchanged or zero)}
    if not agrees[outcome]:
        raise Invalid({"outcome": Words("认定结论与认定金额不一致。", "The outcome and the amounts disagree.")})
    return dict(amended)


def check_heard(state: FindingState, *, number: str, heard_until: date | None) -> None:
    """No determination before the party was heard or let the term pass (LZ Art.22). Raises Gate."""
    if state is FindingState.NOTIFIED:
        day = heard_until.isoformat() if heard_until else "（暂定）/ provisional"
        raise Gate(
            GateCode.DEFENCE_OPEN.value,
            f"{number} 的陈述申辩期至 {day}，尚未届满，不能认定。",
            f"{number}: the time to be heard runs until {day}; no determination before that.",
        )
    if state is FindingState.DEFENDED:
        raise Gate(
            GateCode.RECHECK_MISSING.value,
            f"{number} 已提出申辩，缺少复核意见，不能认定。",
            f"{number}: a defence was made and its recheck is missing.",
        )


def check_clue(certainty: Certainty, *, number: str) -> None:
    """A 线索 is not yet a finding of fact. Raises Gate."""
    if certainty is Certainty.CLUE:
        raise Gate(
            GateCode.CLUE_UNVERIFIED.value,
            f"{number} 定性为线索，须先核查取证并改为明确违规或疑似违规。",
            f"{number} is only a clue: verify it and settle whether it is a violation first.",
        )


def check_evidence(outcome: Outcome, kinds: Collection[EvidenceKind], *, number: str) -> None:
    """Expert opinion alone, or nothing, cannot carry 成立 or 部分成立 (LZ Art.37). Raises Gate."""
    if outcome is not Outcome.NOT_UPHELD and not corroborated(kinds):
        raise Gate(
            GateCode.CORROBORATION_MISSING.value,
            f"{number} 只有鉴定意见或没有证据，须有其他证据印证方可认定。",
            f"{number} rests on expert opinion alone or on nothing; other evidence must bear it out.",
        )


def check_agreed(verdict: DiscussionVerdict, *, number: str = "") -> None:
    """A determination rests on a discussion that agreed to it. Raises Gate."""
    if verdict is not DiscussionVerdict.AGREED:
        raise Gate(
            GateCode.DISCUSSION_MISSING.value,
            f"集体讨论{number}的结论为“{verdict.zh}”，不能据此认定。",
            f"The collective discussion {number} came to “{verdict.en}”; no determination rests on it.",
        )


def check_discussion(
    total_fen: int, *, threshold_fen: int, people: int, discussion: Discussion | None, on: date
) -> None:
    """From the threshold up (inclusive) one decision needs a complete record of so many people (LZ Art.21).

    `total_fen` is what one decision determines against one institution. Raises Gate; Invalid for a record that
    is given but incomplete.
    """
    if discussion is not None:
        check_agreed(discussion.verdict)
    if discussion is None:
        if total_fen >= threshold_fen:
            raise Gate(
                GateCode.DISCUSSION_MISSING.value,
                f"本次认定合计 {yuan(total_fen)} 元，达到 {yuan(threshold_fen)} 元，缺少集体讨论记录。",
                f"This decision comes to {yuan(total_fen)} yuan, at or above {yuan(threshold_fen)}:"
                " the collective-discussion record is missing.",
            )
        return
    present = {name.strip() for name in discussion.attendees} - {""}
    if len(present) < people or not discussion.conclusion.strip() or discussion.held_on > on:
        raise Invalid(
            {
                "discussion": Words(
                    f"集体讨论记录须有日期（不晚于认定日）、至少 {people} 名参加人和结论。",
                    f"A discussion record needs a day (not after the decision), at least {people} people and a"
                    " conclusion.",
                )
            }
        )


def check_reason(outcome: Outcome, code: ReasonCode, reason: str) -> None:
    """`FACTS_PROVEN` goes with 成立 only, every other code needs its sentence. Raises Invalid."""
    if code is ReasonCode.REVERSED:
        raise Invalid({"reason_code": Words("该理由只用于撤销、变更。", "This reason goes with a reversal only.")})
    if code is ReasonCode.FACTS_PROVEN and outcome is not Outcome.UPHELD:
        raise Invalid({"reason_code": Words("该理由只用于认定成立。", "This reason goes with an upheld finding only.")})
    if outcome is Outcome.UPHELD and code not in {ReasonCode.FACTS_PROVEN, ReasonCode.OTHER}:
        raise Invalid({"reason_code": Words("该理由不能用于认定成立。", "This reason cannot carry an upheld finding.")})
    if code is not ReasonCode.FACTS_PROVEN and not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give the reason in words.")})


def moved_by_defence(state: FindingState, outcome: Outcome) -> bool:
    """申辩成立: the finding had been defended and rechecked, and did not stand in full (indicator A07)."""
    return state is FindingState.RECHECKED and outcome is not Outcome.UPHELD
