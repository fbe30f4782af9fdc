"""A workbook written in a process of its own: whoever asks for one stays free for others while it is made.

The child is a module of this package's readers run with `-m`: it takes what `feed` sends on its standard input and
answers with the file's bytes. It is given way to by everything else (nice), ends with its caller, and two never run
at the same time in one process.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

Send = Callable[[bytes], Awaitable[None]]
Feed = Callable[[Send], Awaitable[None]]
_LIMIT = 600.0  # seconds; the largest workbook taken in is copied in a tenth of it
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class WriterFailedError(RuntimeError):
    """The child ended without a workbook; the text is the last it said."""


async def written(entry: str, feed: Feed) -> bytes:
    """The workbook the module `entry` makes of what `feed` sends. Raises WriterFailedError, TimeoutError."""
    loop = asyncio.get_running_loop()
    async with _slots.setdefault(loop, asyncio.Semaphore(1)), asyncio.timeout(_LIMIT):
        child = await _spawn(entry)
        try:
            return await _conversed(child, feed)
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
            await asyncio.shield(child.wait())


async def _spawn(entry: str) -> asyncio.subprocess.Process:
    paths = [str(Path(__file__).parents[3]), *(path for path in sys.path if path)]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        entry,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env={"PYTHONPATH": os.pathsep.join(paths), "LANG": "C.UTF-8"},
    )


async def _conversed(child: asyncio.subprocess.Process, feed: Feed) -> bytes:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise WriterFailedError("no pipes")
    reading = asyncio.gather(child.stdout.read(), child.stderr.read())
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it died; why is on its standard error
            await feed(_sending(child.stdin))
            child.stdin.close()
        content, trouble = await reading
    finally:
        reading.cancel()
    if await child.wait() or not content:
        raise WriterFailedError(trouble.decode(errors="replace")[-400:])
    return content


def _sending(pipe: asyncio.StreamWriter) -> Send:
    async def send(data: bytes) -> None:
        pipe.write(data)
        await pipe.drain()

    return send
