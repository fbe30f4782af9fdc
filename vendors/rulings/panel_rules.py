"""合议: when a rechecked finding needs one, and what its record must hold. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendors.errors import Gate, Invalid, Words
from vendors.findings.rules import FindingState, Opinion
from vendors.money import yuan
from vendors.rulings.rules import GateCode, Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A panel member's opinion; `words` above all where it dissents."""

    name: str
    outcome: Outcome
    post: str = ""
    words: str = ""


def why_due(
    *,
    state: FindingState,
    verdict: Verdict | None,
    opinions: Sequence[Opinion],
    reported_fen: int,
    from_fen: int,
) -> Words | None:
    """Why the rule asks for a panel on a defended finding (LZ Art.22: 必要时合议), or None.

    `opinions` are those both reviewers settled on; the recheck disagrees with both when it accepts a defence
    against a finding both had passed.
    """
    if state is not FindingState.RECHECKED or verdict is None:
        return None
    if verdict is Verdict.ACCEPTED and opinions and all(one is Opinion.PASS for one in opinions):
        return Words("复核意见与初审、复审均不一致", "the recheck disagrees with both reviews")
    if reported_fen >= from_fen:
        return Words(f"申辩涉及金额达到 {yuan(from_fen)} 元", f"a defended finding of {yuan(from_fen)} yuan or more")
    return None


def check_panel(why: Words | None, *, number: str) -> None:
    """No determination while a panel is due. Raises Gate."""
    if why is not None:
        raise Gate(
            GateCode.PANEL_MISSING.value,
            f"{number} 须经合议（{why.zh}），缺少合议意见，不能认定。",
            f"{number}: a panel is due ({why.en}) and its opinion is missing; no determination before that.",
        )


def check_departure(found: Outcome | None, outcome: Outcome, *, number: str, discussed: bool) -> None:
    """What a panel's majority found is departed from by the leaders' collective discussion only. Raises Gate."""
    if found is not None and found is not outcome and not discussed:
        raise Gate(
            GateCode.PANEL_DEPARTED.value,
            f"{number} 的合议结论为“{found.zh}”，拟作“{outcome.zh}”与之不一致，须经负责人集体讨论，缺少集体讨论记录。",
            f"{number}: the panel found “{found.en}”; “{outcome.en}” departs from it and needs the record of a"
            " leaders' collective discussion.",
        )


def majority(members: Sequence[Member]) -> Outcome | None:
    """What more than half of the members found, if they did."""
    if not members:
        return None
    outcome, votes = Counter(one.outcome for one in members).most_common(1)[0]
    return outcome if votes * 2 > len(members) else None


def refuse_bad_panel(members: Sequence[Member], *, conclusion: Outcome, held_on: date, on: date, people: int) -> None:
    """Enough different members, a day not in the future, the majority's conclusion, dissent in words. Invalid."""
    faults: dict[str, Words] = {}
    if len({one.name.strip() for one in members} - {""}) < max(people, len(members)):
        faults["members"] = Words(
            f"合议须有不少于 {people} 名不同成员，逐人写明意见。",
            f"A panel has at least {people} different members, each with an opinion.",
        )
    if held_on > on:
        faults["held_on"] = Words("合议日期不能晚于今天。", "It cannot have been held in the future.")
    found = majority(members)
    if found is not conclusion:
        faults["conclusion"] = Words("合议结论须是多数意见。", "The conclusion is what the majority found.")
    elif any(one.outcome is not conclusion and not one.words.strip() for one in members):
        faults["members"] = Words("不同意见须记录理由。", "A dissent is kept with its reason.")
    if faults:
        raise Invalid(faults)
