"""The one clock. Everything else takes its time as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_here: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)
_everywhere: list[datetime] = []


def now() -> datetime:
    """The present moment, aware, in UTC; or the moment the clock was set to."""
    fixed = _here.get() or (_everywhere[-1] if _everywhere else None)
    if fixed is not None:
        return fixed
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` for the code run inside (this task and those it starts)."""
    token = _here.set(_aware(at))
    try:
        yield
    finally:
        _here.reset(token)


@contextmanager
def everywhere_at(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` for the whole process: a demo on a fixed day, a served test application."""
    _everywhere.append(_aware(at))
    try:
        yield
    finally:
        _everywhere.pop()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        msg = "the clock takes aware moments only"
        raise ValueError(msg)
    return at.astimezone(UTC)
