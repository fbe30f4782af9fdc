"""What every room of this process shares: the dependency `house` of handlers, the first argument of jobs."""

from dataclasses import dataclass

from server.settings import Settings
from vendors.ports import Blobs, Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Settings, blob store and queue of the running process."""

    settings: Settings
    blobs: Blobs
    queue: Queue
