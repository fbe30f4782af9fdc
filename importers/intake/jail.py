"""Runs one child per file and turns whatever becomes of it into frames or one Refusal; nothing raises for a bad file.

A spreadsheet library never runs in the server or worker process: legal files of 3 kB abort one (a Rust panic),
ordinary ones hang another. At most two children at a time; a caller that goes takes its child along.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from weakref import WeakKeyDictionary

from importers.intake.cells import CellRow, CellSheet
from importers.intake.gate import gate
from importers.intake.limits import LIMITS, Limits
from importers.intake.refusals import Refusal, refuse
from vendors.errors import Words

log = logging.getLogger(__name__)
_AT_ONCE = 2
_PIECE = 256 * 1024
_AHEAD = 4  # frames that wait for the caller
_GRACE = 2.0  # seconds after which a child that ignores its own clock is killed
Progress = Callable[[int, int], None]
Frame = tuple[str, bytes]
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(slots=True)
class Jailed:
    """A file being read. `refusal` is known once `frames()` has ended; `trouble` is what a child broke on."""

    limits: Limits
    child: asyncio.subprocess.Process | None = None
    refusal: Refusal | None = None
    trouble: str = ""
    granted: float = field(init=False)

    def __post_init__(self) -> None:
        self.granted = self.limits.child_wall_seconds + _GRACE

    async def frames(self) -> AsyncGenerator[Frame]:
        """One-letter tag and payload of each frame, as the child says it.

        The child goes on while a frame is dealt with: a few may wait, then it must.
        """
        if self.child is None or self.child.stdout is None:
            return
        waiting: asyncio.Queue[Frame | None] = asyncio.Queue(_AHEAD)
        listening = asyncio.create_task(self._listen(self.child, self.child.stdout, waiting))
        try:
            while (said := await waiting.get()) is not None:
                yield said
            await listening
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def _listen(
        self, child: asyncio.subprocess.Process, stdout: asyncio.StreamReader, waiting: "asyncio.Queue[Frame | None]"
    ) -> None:
        try:
            while (said := await self._next(stdout)) is not None:
                await waiting.put(said)
        except (TimeoutError, asyncio.IncompleteReadError):
            self.refusal = await self._death(child)
        await waiting.put(None)

    async def _next(self, stdout: asyncio.StreamReader) -> Frame | None:
        """Raises TimeoutError, or IncompleteReadError when the child fell silent."""
        while True:
            tag, payload = await self._timed(stdout)
            match tag:
                case "+":
                    self.granted += int(payload) - self.limits.child_wall_seconds
                case "!":
                    code, zh, en, fix_zh, fix_en, self.trouble = json.loads(payload)
                    self.refusal = Refusal(code, Words(zh, en), Words(fix_zh, fix_en))
                    if self.trouble:
                        log.error("a reader broke: %s", self.trouble)
                    return None
                case ".":
                    return None
                case _:
                    return tag, payload

    async def _timed(self, stdout: asyncio.StreamReader) -> Frame:
        """The time the caller takes between two frames is not the file's."""
        began = monotonic()
        async with asyncio.timeout(self.granted):
            head = await stdout.readexactly(5)
            length = int.from_bytes(head[1:], "big")
            if length > self.limits.frame_bytes:
                raise asyncio.IncompleteReadError(b"", length)
            payload = await stdout.readexactly(length)
        self.granted -= monotonic() - began
        await asyncio.sleep(0)  # a full buffer would otherwise never let anybody else run
        return head[:1].decode("latin-1"), payload

    async def _death(self, child: asyncio.subprocess.Process) -> Refusal:
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                return _verdict(await child.wait())
        return refuse("reading-too-costly", detail="时间 (time)")


@asynccontextmanager
async def jailed(
    entry: str, *, content: bytes, filename: str, orders: bytes = b"", limits: Limits = LIMITS
) -> AsyncIterator[Jailed]:
    """`entry` is the module run in the child, made of `child.run`; `orders` reach its work as they are."""
    passed = gate(content, filename, limits)
    if isinstance(passed, Refusal):
        yield Jailed(limits, refusal=passed)
        return
    loop = asyncio.get_running_loop()
    async with _slots.setdefault(loop, asyncio.Semaphore(_AT_ONCE)):
        child = await _spawn(entry, passed.format, limits)
        handle = _handle(child)
        feeding = asyncio.create_task(_feed(child, orders, content))
        try:
            yield Jailed(limits, child)
        finally:
            await _bury(child, handle, feeding)


async def _spawn(entry: str, form: str, limits: Limits) -> asyncio.subprocess.Process:
    paths = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-S",  # site-packages are in PYTHONPATH already: a third of the start is spent on looking for them
        "-P",
        "-m",
        entry,
        form,
        json.dumps(asdict(limits)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(paths), "LANG": "C.UTF-8"},
        limit=_PIECE,
    )


def _handle(child: asyncio.subprocess.Process) -> int | None:
    """A file descriptor of the process, where the system has them.

    Killing by the Process polls first, which reaps a child that has just ended before its watcher hears of it.
    """
    with suppress(OSError):
        return os.pidfd_open(child.pid) if hasattr(os, "pidfd_open") else None
    return None


async def _feed(child: asyncio.subprocess.Process, orders: bytes, content: bytes) -> None:
    if child.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(len(orders).to_bytes(4, "big") + orders)
        view = memoryview(content)
        while view:
            child.stdin.write(view[:_PIECE])
            await child.stdin.drain()
            view = view[_PIECE:]
    child.stdin.close()


def _verdict(code: int) -> Refusal:
    if code == -signal.SIGXCPU:
        return refuse("reading-too-costly", detail="计算时间 (CPU)")
    if code in {-signal.SIGALRM, -signal.SIGKILL}:
        return refuse("reading-too-costly", detail="时间 (time)")
    if code == -signal.SIGABRT:  # how a Rust allocation that fails ends
        return refuse("reading-too-costly", detail="内存 (memory)")
    return refuse("reader-died")


async def _bury(child: asyncio.subprocess.Process, handle: int | None, feeding: asyncio.Task[None]) -> None:
    """No child outlives its caller, and none stays behind as a zombie."""
    feeding.cancel()
    try:
        if child.returncode is None:
            _kill(child, handle)
    finally:
        if handle is not None:
            os.close(handle)
    with suppress(asyncio.CancelledError):
        await feeding
    await asyncio.shield(child.wait())


def _kill(child: asyncio.subprocess.Process, handle: int | None) -> None:
    with suppress(ProcessLookupError):
        if handle is None:
            child.kill()
        else:
            signal.pidfd_send_signal(handle, signal.SIGKILL)


@dataclass(slots=True)
class Book:
    """Every sheet of a file, as it stands. `merges` holds (row, column, row, column) from 0 per sheet name."""

    sheets: list[CellSheet] = field(default_factory=list)
    merges: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)


async def read(
    content: bytes, filename: str, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Book | Refusal:
    """A whole workbook as cells in memory: for small ones. `progress(done, total)` counts rows."""
    book, total, done = Book(), 0, 0
    async with jailed("importers.intake.cells_child", content=content, filename=filename, limits=limits) as child:
        async for tag, payload in child.frames():
            told = json.loads(payload)
            if tag == "s":
                name, hidden, height, merges = told
                book.sheets.append(CellSheet(name, [], hidden, height))
                book.merges[name] = [(a, b, c, d) for a, b, c, d in merges]
                total += height
                continue
            book.sheets[-1].rows.extend(CellRow(*row) for row in told)
            done += len(told)
            if progress:
                progress(done, max(total, done))
    if child.refusal is None and not any(sheet.rows for sheet in book.sheets):
        return refuse("workbook-empty")
    return child.refusal or book
