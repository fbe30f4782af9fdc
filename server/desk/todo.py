"""One thing to do, and the folding of many alike into one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

T = TypeVar("T")
APART: Final = 3
"""Things of one kind named one by one; more of them are one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do. `due` is the day it should be done by, `count` how many records it is about.

    Without a day it waits now; `later` only announces itself.
    """

    tag: str
    tone: str
    title: str
    about: str
    href: str
    due: date | None = None
    since: date | None = None
    overdue: bool = False
    later: bool = False
    count: int = 1


def folded(found: Sequence[T], one: Callable[[T], Todo], many: Callable[[Sequence[T]], Todo]) -> list[Todo]:
    """A line for each, or one for all of them when they would crowd out everything else."""
    return [one(each) for each in found] if len(found) <= APART else [many(found)]
