"""The frame of every jailed child: `python -m ENTRY FORM LIMITS`, where the entry calls `run(work)`.

The child loads its code, then takes its own freedoms away (memory, CPU, wall clock, files, processes, sockets), and
only then reads a byte of the file: orders and content from stdin, frames to stdout. A frame is one letter, four bytes
of length, and the payload. The frame itself says three things: `+` (how long the file may take), `!` (a refusal) and
`.` (done). Without one of the last two the parent knows that the child died.
"""

import json
import os
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NoReturn

from importers.intake.cells import CellRow
from importers.intake.inspection.whole import inspect
from importers.intake.limits import Limits
from importers.intake.opening import SheetSource, opened
from importers.intake.refusals import Refusal, Refused, refuse
from importers.intake.twin import LARGE, Twin

Emit = Callable[[str, bytes], None]
Work = Callable[[list[SheetSource], bytes, Emit], None]
HEAD = struct.Struct(">cI")
GRANTED, REFUSED, DONE = "+", "!", "."
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = ("socket.", "subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.system", "ctypes.")


def run(work: Work) -> NoReturn:
    """Read one file and hand its worksheets to `work(sheets, orders, emit)`, which says what it finds by `emit`."""
    form, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    pipe = os.dup(1)
    os.dup2(2, 1)  # nothing printed by mistake gets between the frames
    say = _Saying(pipe)
    grant = partial(_grant, limits)
    twin = Twin(form, limits, lock_in=partial(_lock_in, limits), grant=grant, keeps=pipe)
    _lock_in(limits)
    outcome = _outcome(work, form, limits, say, twin)
    twin.end()
    say.last(*outcome)
    os._exit(0)  # what the file left in memory needs no tidying up


def _outcome(work: Work, form: str, limits: Limits, say: "_Saying", twin: Twin) -> tuple[str, bytes]:
    try:
        orders, content = _received()
        found = inspect(content, form, limits)
        _grant(limits, found.unpacked)
        say.left = limits.told_bytes + limits.told_ratio * found.unpacked
        say.most = limits.frame_bytes
        say(GRANTED, b"%d" % (limits.child_wall_seconds * limits.helpings(found.unpacked)))
        sheets = opened(content, form, limits)
        if found.unpacked >= LARGE:
            sheets = twin.ahead(sheets, content, found.unpacked)
        work(_metered(sheets, found.unpacked, limits) if found.wordy else sheets, orders, say)
    except Refused as refused:
        return REFUSED, told(refused.refusal)
    except MemoryError:
        return REFUSED, told(refuse("reading-too-costly", detail="内存 (memory)"))
    except BaseException as error:  # noqa: BLE001 - a Rust panic is no Exception, and it too must end in an answer
        return REFUSED, told(refuse("reader-died"), trouble=_where(error))
    return DONE, b""


def _metered(sheets: list[SheetSource], unpacked: int, limits: Limits) -> list[SheetSource]:
    """The same sheets, the text they hand on counted over all passes. Their rows raise Refused beyond the limit."""
    left = limits.handed_characters + limits.handed_ratio * unpacked

    def counted(stream: Callable[[], Iterator[CellRow]]) -> Iterator[CellRow]:
        nonlocal left
        for row in stream():
            left -= sum(map(len, row.texts))
            if left < 0:
                raise Refused("too-many-cells", detail="文字总量过大 (too much text in all)")
            yield row

    return [replace(sheet, stream=partial(counted, sheet.stream)) for sheet in sheets]


def cpu() -> float:
    """Seconds this child has used so far, reading ahead included."""
    return time.process_time() + Twin.used


def told(refusal: Refusal, trouble: str = "") -> bytes:
    message, fix = refusal.message, refusal.fix
    return json.dumps([refusal.code, message.zh, message.en, fix.zh, fix.en, trouble]).encode()


class _Saying:
    """Writes frames, `left` bytes at most. The clock stands still while the parent is not listening."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe
        self.left = self.most = 0

    def __call__(self, tag: str, payload: bytes) -> None:
        """Raises Refused when one string, pointed at by a million cells, would grow beyond all bounds."""
        if len(payload) > self.most:
            raise Refused("too-many-cells", detail="一行的文字过多 (too much text in one row)")
        self.left -= len(payload)
        if self.left < 0:
            raise Refused("too-many-cells", detail="文字总量过大 (too much text in all)")
        self._frame(tag, payload)

    def _frame(self, tag: str, payload: bytes) -> None:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        self._write(HEAD.pack(tag.encode(), len(payload)))
        self._write(payload)
        signal.setitimer(signal.ITIMER_REAL, left)

    def last(self, tag: str, payload: bytes) -> None:
        self._frame(tag, payload)
        os.close(self.pipe)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.pipe, view) :]


def _received() -> tuple[bytes, bytes]:
    stdin = sys.stdin.buffer
    length = int.from_bytes(stdin.read(4), "big")
    return stdin.read(length), stdin.read()


def _lock_in(limits: Limits) -> None:
    """The times of an ordinary file first; `_grant` gives more once the real size is known, never more than these."""
    most = limits.child_cpu_seconds * limits.helpings(limits.unpacked_bytes)
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.child_memory, limits.child_memory),
        (resource.RLIMIT_CPU, limits.child_cpu_seconds, most),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))
    sys.addaudithook(_stay)
    signal.setitimer(signal.ITIMER_REAL, limits.child_wall_seconds or 0.001)


def _grant(limits: Limits, unpacked: int) -> None:
    helpings = limits.helpings(min(unpacked, limits.unpacked_bytes))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(limits.child_cpu_seconds * helpings, hard), hard))
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, left + limits.child_wall_seconds * (helpings - 1))


def _stay(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: a limit on the size of files alone would still let empty ones be made."""
    if event.startswith(_FORBIDDEN) or (event == "open" and _writes(arguments)):
        raise PermissionError(event)


def _writes(arguments: tuple[object, ...]) -> bool:
    """Of the event's path, mode and flags; a descriptor that is open already is no file."""
    path, _, flags = arguments
    return isinstance(path, str | bytes) and isinstance(flags, int) and bool(flags & _WRITING)


def _where(error: BaseException) -> str:
    """The kind of error and the line of code, never its words: those may quote the file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} {place}"
