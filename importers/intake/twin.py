"""The child's second process: it reads the cells of a large file while the first understands those read before.

Born before a byte of the file is known, locked in like its twin, and without work it ends at once. What it says goes
through a pipe: rows in portions, then the end, or the refusal it met. The first rows of a sheet are read on the other
side, so that looking at headers asks nothing of it.
"""

import fcntl
import json
import os
import signal
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import BinaryIO, ClassVar, NoReturn

import msgspec

from importers.intake.cells import CellRow
from importers.intake.limits import MIB, Limits
from importers.intake.opening import SheetSource, opened
from importers.intake.refusals import Refusal, Refused, refuse
from vendors.errors import Words

LARGE = 4 * MIB  # unpacked bytes from which reading ahead is worth its pipe
PEEKED = 256  # rows of a sheet that are read without the twin
_PORTION = 256  # rows
_FILE, _WANTED = struct.Struct(">QQ"), struct.Struct(">II")  # length, unpacked; sheet, rows to leave out
_HEAD = struct.Struct(">cI")
_ROWS, _END, _REFUSED = b"r", b".", b"!"
_SET_PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", None)
_portion = msgspec.msgpack.Decoder(list[tuple[int, str, list[str], bool]]).decode
LockIn = Callable[[], None]


class Twin:
    """The first process' end. `used` are the CPU seconds of the second, as far as it has said."""

    used: ClassVar[float] = 0.0

    def __init__(self, form: str, limits: Limits, *, lock_in: LockIn, grant: Callable[[int], None], keeps: int) -> None:
        asked, ask = os.pipe()
        said, say = os.pipe()
        self.busy = False
        first = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            for other in (0, ask, said, keeps):
                os.close(other)
            lock_in()
            _live(first)
            _serve(os.fdopen(asked, "rb"), say, form, limits, grant)
        os.close(asked)
        os.close(say)
        self.ask, self.said = ask, os.fdopen(said, "rb")
        if _SET_PIPE_SIZE is not None:
            with suppress(OSError):
                fcntl.fcntl(said, _SET_PIPE_SIZE, MIB)

    def ahead(self, sheets: Sequence[SheetSource], content: bytes, unpacked: int) -> list[SheetSource]:
        """The same sheets, their rows after the first ones read by the twin."""
        _write(self.ask, _FILE.pack(len(content), unpacked))
        _write(self.ask, content)
        return [replace(sheet, stream=partial(self._rows, place, sheet)) for place, sheet in enumerate(sheets)]

    def end(self) -> None:
        """It is not wanted any more."""
        os.close(self.ask)
        self.said.close()
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _rows(self, place: int, sheet: SheetSource) -> Iterator[CellRow]:
        here = sheet.rows()
        for taken, row in enumerate(here, 1):
            yield row
            if taken == PEEKED and not self.busy:
                break
        else:
            return
        self.busy = True
        _write(self.ask, _WANTED.pack(place, PEEKED))
        while (payload := self._portion()) is not None:
            for number, kinds, texts, hidden in _portion(payload):
                yield CellRow(number, kinds, texts, hidden)
        self.busy = False

    def _portion(self) -> bytes | None:
        """None at the end of the sheet. Raises Refused, also when the twin died."""
        head = self.said.read(_HEAD.size)
        tag, length = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", 0)
        payload = self.said.read(length)
        if tag == _ROWS and len(payload) == length:
            return payload
        if tag == _END:
            Twin.used = float(payload)
            return None
        raise Refused(_told(payload) if tag == _REFUSED else self._death())

    def _death(self) -> Refusal:
        _, status = os.waitpid(self.pid, 0)
        match -os.waitstatus_to_exitcode(status):
            case signal.SIGXCPU:
                return refuse("reading-too-costly", detail="计算时间 (CPU)")
            case signal.SIGABRT:  # how a Rust allocation that fails ends
                return refuse("reading-too-costly", detail="内存 (memory)")
        return refuse("reader-died")


def _live(first: int) -> None:
    """Only as long as the first process does, whose clock is the file's."""

    def look(_signal: int, _frame: object) -> None:
        if os.getppid() != first:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)


def _serve(asked: BinaryIO, say: int, form: str, limits: Limits, grant: Callable[[int], None]) -> NoReturn:
    with suppress(BrokenPipeError, struct.error):  # the first process is gone, or wants nothing
        length, unpacked = _FILE.unpack(asked.read(_FILE.size))
        content = asked.read(length)
        grant(unpacked)
        try:
            sheets = opened(content, form, limits)
            while True:
                place, left_out = _WANTED.unpack(asked.read(_WANTED.size))
                _hand_over(sheets[place].rows(), left_out, say)
                _frame(say, _END, repr(time.process_time()).encode())
        except Refused as refused:
            _frame(say, _REFUSED, _telling(refused.refusal))
        except MemoryError:
            _frame(say, _REFUSED, _telling(refuse("reading-too-costly", detail="内存 (memory)")))
    os._exit(0)


def _hand_over(rows: Iterator[CellRow], left_out: int, say: int) -> None:
    portion: list[tuple[int, str | list[str], list[str], bool]] = []
    for place, row in enumerate(rows):
        if place < left_out:
            continue
        portion.append((row.number, row.kinds, row.texts, row.hidden))
        if len(portion) == _PORTION:
            _frame(say, _ROWS, msgspec.msgpack.encode(portion))
            portion.clear()
    _frame(say, _ROWS, msgspec.msgpack.encode(portion))


def _telling(refusal: Refusal) -> bytes:
    message, fix = refusal.message, refusal.fix
    return json.dumps([refusal.code, message.zh, message.en, fix.zh, fix.en]).encode()


def _told(payload: bytes) -> Refusal:
    code, zh, en, fix_zh, fix_en = json.loads(payload)
    return Refusal(code, Words(zh, en), Words(fix_zh, fix_en))


def _frame(pipe: int, tag: bytes, payload: bytes) -> None:
    _write(pipe, _HEAD.pack(tag, len(payload)) + payload)


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
