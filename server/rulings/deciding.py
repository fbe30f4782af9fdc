"""Reading the determination of one finding, or of several, out of a form."""

import re
from collections.abc import Mapping, Sequence

from server.web.forms import Form, Reading
from vendors.errors import Words
from vendors.findings.queries import FindingDetail
from vendors.rulings.actions import NewRuling
from vendors.rulings.rules import Discussion, DiscussionVerdict, Outcome, ReasonCode

_APART = re.compile(r"[、,，;；\s]+")


def read_decision(form: Form, detail: FindingDetail) -> tuple[NewRuling, Discussion | None]:
    """What was decided, and the collective discussion when any part of its record is filled. Raises Invalid."""
    read = Reading(form)
    version = read.whole("version")
    new = _ruling(read, detail, version=version or 0, mark="")
    discussion = _discussion(read)
    read.finish()
    return new, discussion


def names_of(details: Sequence[FindingDetail]) -> tuple[str, ...]:
    """The fields of a form over several findings."""
    asked = [f"{name}_{one.head.id}" for one in details for name in ("outcome", "reason_code", "reason")]
    return (*asked, *(f"amount_{line.id}" for one in details for line in one.lines))


def read_rulings(form: Form, details: Sequence[FindingDetail], versions: Mapping[int, int]) -> tuple[NewRuling, ...]:
    """What was decided about each of several findings. Raises Invalid, each fault under its own field."""
    read = Reading(form)
    rulings = tuple(_ruling(read, one, version=versions[one.head.id], mark=f"_{one.head.id}") for one in details)
    read.finish()
    return rulings


def totals(form: Form, details: Sequence[FindingDetail]) -> Mapping[int, int]:
    """What each finding would come to as the form stands now; what cannot be read counts as reported."""
    found = {}
    for one in details:
        outcome = form.value(f"outcome_{one.head.id}")
        read = Reading(form)
        typed = [read.fen(f"amount_{line.id}", required=False) for line in one.lines]
        whole = [
            line.amount_fen if fen is None or not 0 <= fen <= line.amount_fen else fen
            for line, fen in zip(one.lines, typed, strict=True)
        ]
        found[one.head.id] = 0 if outcome == Outcome.NOT_UPHELD.value else sum(whole)
    return found


def _ruling(read: Reading, detail: FindingDetail, *, version: int, mark: str) -> NewRuling:
    outcome = read.choice(f"outcome{mark}", Outcome)
    code, reason = read.choice(f"reason_code{mark}", ReasonCode), read.text(f"reason{mark}", required=False)
    amounts = {
        line.id: read.fen(f"amount_{line.id}", required=outcome is Outcome.PARTLY_UPHELD) for line in detail.lines
    }
    chosen = outcome or Outcome.NOT_UPHELD
    return NewRuling(
        finding=detail.head.id,
        version=version,
        outcome=chosen,
        reason_code=code or ReasonCode.OTHER,
        reason=reason,
        amounts=_meant(chosen, typed=amounts, reported={line.id: line.amount_fen for line in detail.lines}),
    )


def _meant(
    outcome: Outcome, *, typed: Mapping[int, int | None], reported: Mapping[int, int]
) -> Mapping[int, int] | None:
    """The amounts that were meant. Left as they were filled in beforehand, they follow from the outcome."""
    full = {line: reported[line] if fen is None else fen for line, fen in typed.items()}
    untouched = full == reported
    return None if untouched and outcome is not Outcome.PARTLY_UPHELD else full


def _discussion(read: Reading) -> Discussion | None:
    names = ("held_on", "attendees", "verdict", "conclusion")
    if not any(read.text(name, required=False) for name in names):
        return None
    held_on = read.day("held_on")
    attendees, conclusion = read.text("attendees"), read.text("conclusion")
    verdict = read.choice("verdict", DiscussionVerdict)
    if held_on is None or verdict is None:
        return None
    people = tuple(name for name in _APART.split(attendees) if name)
    if len(set(people)) < 2:
        read.fault(
            "attendees", Words("集体讨论须有两名以上参加人。", "A collective discussion has two people or more.")
        )
    return Discussion(held_on=held_on, attendees=people, conclusion=conclusion, verdict=verdict)
