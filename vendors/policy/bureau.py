"""The bureau's own rules in this process; `queries.py` reads them again when another process has loaded new ones.

Look-ups are synchronous and used everywhere, so the rows stand in memory, and one request keeps to one version.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import msgspec

from vendors.policy.rows import NOTHING, Bureau


class Shelf:
    """The newest rows this process has read."""

    def __init__(self) -> None:
        self.newest = NOTHING


SHELF: Final = Shelf()
_held: ContextVar[Bureau | None] = ContextVar("bureau", default=None)


def bureau() -> Bureau:
    """The rules of this request; outside one, the newest this process has read."""
    return _held.get() or SHELF.newest


@contextmanager
def keeping(rules: Bureau) -> Iterator[None]:
    """Look everything up in one version for as long as the block runs."""
    token = _held.set(rules)
    try:
        yield
    finally:
        _held.reset(token)


def packed() -> bytes:
    """The rules of this request for a child process, which has no database."""
    return msgspec.msgpack.encode(bureau())


def adopt(rules: bytes) -> None:
    """In a child process: go by the rules of the request that started it."""
    SHELF.newest = msgspec.msgpack.decode(rules, type=Bureau)
