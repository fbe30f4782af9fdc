"""What the lower packages need from the house they run in; `server` supplies the real ones."""

from collections.abc import Mapping
from typing import Protocol


class Blobs(Protocol):
    """Bytes kept under their SHA-256 (lower-case hex)."""

    async def put(self, content: bytes) -> str: ...

    async def get(self, sha256: str) -> bytes: ...


class Queue(Protocol):
    """Background work, enqueued inside the caller's transaction: a rollback takes the job with it.

    `once` is a key under which at most one such job waits at a time.
    """

    async def enqueue(self, job: str, arguments: Mapping[str, str | int], *, once: str | None = None) -> None: ...
