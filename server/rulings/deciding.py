"""Reading the determination form."""

import re
from collections.abc import Mapping

from server.web.forms import Form, Reading
from vendors.errors import Words
from vendors.findings.queries import FindingDetail
from vendors.rulings.actions import NewRuling
from vendors.rulings.rules import Discussion, Outcome, ReasonCode

_APART = re.compile(r"[、,，;；\s]+")


def read_decision(form: Form, detail: FindingDetail) -> tuple[NewRuling, Discussion | None]:
    """What was decided, and the collective discussion when any part of its record is filled. Raises Invalid."""
    read = Reading(form)
    version, outcome = read.whole("version"), read.choice("outcome", Outcome)
    code, reason = read.choice("reason_code", ReasonCode), read.text("reason", required=False)
    amounts = {
        line.id: read.fen(f"amount_{line.id}", required=outcome is Outcome.PARTLY_UPHELD) for line in detail.lines
    }
    discussion = _discussion(read)
    read.finish()
    chosen = outcome or Outcome.NOT_UPHELD
    new = NewRuling(
        finding=detail.head.id,
        version=version or 0,
        outcome=chosen,
        reason_code=code or ReasonCode.OTHER,
        reason=reason,
        amounts=_meant(chosen, typed=amounts, reported={line.id: line.amount_fen for line in detail.lines}),
    )
    return new, discussion


def _meant(
    outcome: Outcome, *, typed: Mapping[int, int | None], reported: Mapping[int, int]
) -> Mapping[int, int] | None:
    """The amounts that were meant. Left as they were filled in beforehand, they follow from the outcome."""
    full = {line: reported[line] if fen is None else fen for line, fen in typed.items()}
    untouched = full == reported
    return None if untouched and outcome is not Outcome.PARTLY_UPHELD else full


def _discussion(read: Reading) -> Discussion | None:
    names = ("held_on", "attendees", "conclusion")
    if not any(read.text(name, required=False) for name in names):
        return None
    held_on = read.day("held_on")
    attendees, conclusion = read.text("attendees"), read.text("conclusion")
    if held_on is None:
        return None
    people = tuple(name for name in _APART.split(attendees) if name)
    if len(set(people)) < 2:
        read.fault(
            "attendees", Words("集体讨论须有两名以上参加人。", "A collective discussion has two people or more.")
        )
    return Discussion(held_on=held_on, attendees=people, conclusion=conclusion)
