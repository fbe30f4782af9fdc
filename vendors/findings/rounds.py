"""退回补证与答复: what was asked at each return, beside what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vendors.findings.rules import Act
from vendors.findings.steps import Step

RETURNS: Final = frozenset({Act.FIRST_RETURN, Act.SECOND_RETURN, Act.TIE_RETURN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A return and its answer; None while the vendor still owes it."""

    asked: Step
    answered: Step | None


def rounds(steps: Iterable[Step]) -> tuple[Round, ...]:
    """Of a finding's way as one reader is told it, oldest first; a return kept from them begins none."""
    found: list[Round] = []
    asked: Step | None = None
    for step in steps:
        if step.act in RETURNS:
            asked = step
        elif step.act is Act.ANSWER and asked is not None:
            found.append(Round(asked=asked, answered=step))
            asked = None
    if asked is not None:
        found.append(Round(asked=asked, answered=None))
    return tuple(found)
