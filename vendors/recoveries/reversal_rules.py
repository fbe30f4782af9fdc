"""What is still due when a determination is reversed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vendors.errors import Invalid, Words
from vendors.handling.rules import Stream
from vendors.money import yuan
from vendors.recoveries.rules import PRINCIPAL


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    id: int
    stream: Stream
    finding: int | None
    due_fen: int


def proposed_due(due_fen: int, *, before_fen: int, after_fen: int) -> int:
    """What is left of a due when its finding's determination goes from one amount to another: in proportion, up.

    Rounded up to the fen, so that parts of one finding never come to less than the whole; never raised.
    """
    if before_fen <= 0 or after_fen >= before_fen:
        return due_fen if after_fen else 0
    return -(-due_fen * after_fen // before_fen)


def fitted(dues: Mapping[int, int], *, most_fen: int) -> Mapping[int, int]:
    """The same amounts, the last ones lowered until they come to no more than `most_fen`."""
    found, left = {}, most_fen
    for item, fen in dues.items():
        found[item] = min(fen, left)
        left -= found[item]
    return found


def new_dues(
    items: Sequence[DueItem], *, finding: int, before_fen: int, after_fen: int, given: Mapping[int, int]
) -> Mapping[int, int]:
    """What stays due of each item: as given, else in proportion to the determination; never raised.

    What is the determined amount itself, paid back or refused, comes to no more than what is determined now. Of the
    other streams (违约金, 罚款) nothing is lowered unless it is said. Raises Invalid naming `due_<item>`.
    """
    principal = [one for one in items if one.stream in PRINCIPAL and one.finding == finding]
    told = {one.id: proposed_due(one.due_fen, before_fen=before_fen, after_fen=after_fen) for one in principal}
    free = [one for one in items if one.stream not in PRINCIPAL]
    known = {one.id: one.due_fen for one in (*principal, *free)}
    found = {**fitted(told, most_fen=after_fen), **{one.id: one.due_fen for one in free}}
    found |= {item: fen for item, fen in given.items() if item in known}
    faults = {
        f"due_{item}": Words(
            f"调整后的应追须在 0 与 {yuan(known[item])} 元之间。", f"Between 0 and {yuan(known[item])} yuan."
        )
        for item, fen in found.items()
        if not 0 <= fen <= known[item]
    }
    if principal and sum(found[one.id] for one in principal) > after_fen:
        faults[f"due_{principal[-1].id}"] = Words(
            f"追回、退回与拒付合计不能超过现认定金额 {yuan(after_fen)} 元。",
            f"Recovered, returned and refused together exceed the {yuan(after_fen)} yuan determined now.",
        )
    if faults:
        raise Invalid(faults)
    return found
