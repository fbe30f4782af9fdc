"""The child that writes a task's template: what is wanted as msgpack in, an .xlsx out."""

import os
import sys
from dataclasses import dataclass
from datetime import datetime

import msgspec

from importers.batches.templates import task_workbook
from vendors.tasks.results.sheet_queries import TaskSheet

_NICE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `task_workbook` is called with."""

    sheet: TaskSheet
    kind: str
    secret: bytes
    at: datetime


def made(wanted: bytes) -> bytes:
    asked = msgspec.msgpack.decode(wanted, type=Wanted)
    return task_workbook(asked.sheet, kind=asked.kind, secret=asked.secret, at=asked.at)


if __name__ == "__main__":
    os.nice(_NICE)
    sys.stdout.buffer.write(made(sys.stdin.buffer.read()))
