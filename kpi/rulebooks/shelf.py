"""The bureau's approved rulebooks in this process, beside the packaged ones.

Look-ups are synchronous and used everywhere, so the approved texts stand in memory, and one request keeps to one
set of them; `queries.held` reads them again when another process has approved a new one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.loader import load_text

_MOST_PARSED: Final = 200  # rulebooks kept ready; each is some hundred kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approved version: its id, and the day from which it holds."""

    name: str
    kind: str
    starts_on: date
    source: str

    @property
    def rulebook(self) -> Rulebook:
        """The same object each time it is asked for."""
        return parsed(self.name, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Every approved version, by kind and first day, as of a version of the bureau's rules."""

    version: int
    all: tuple[Approved, ...]


NOTHING: Final = Approvals(version=0, all=())


class Shelf:
    """What this process has read last."""

    def __init__(self) -> None:
        self.newest = NOTHING


SHELF: Final = Shelf()
_held: ContextVar[Approvals | None] = ContextVar("rulebooks", default=None)


def approvals() -> Approvals:
    """The approved versions of this request; outside one, the newest this process has read."""
    return _held.get() or SHELF.newest


@contextmanager
def keeping(known: Approvals) -> Iterator[None]:
    """Look everything up in one set for as long as the block runs."""
    token = _held.set(known)
    try:
        yield
    finally:
        _held.reset(token)


@lru_cache(maxsize=_MOST_PARSED)
def parsed(name: str, source: str) -> Rulebook:
    """The rulebook in an approved text."""
    return load_text(source, file=f"{name}.toml")
