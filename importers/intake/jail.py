"""Runs the child and turns whatever becomes of it into cells or one Refusal; nothing raises for a bad file.

A spreadsheet library never runs in the server or worker process: legal files of 3 kB abort one (a Rust panic),
ordinary ones hang another. At most two children at a time; a cancelled caller takes its child along.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from importers.intake.cells import CellRow, CellSheet
from importers.intake.gate import Passed, gate
from importers.intake.limits import LIMITS, Limits
from importers.intake.refusals import Refusal, refuse

Progress = Callable[[int, int], None]
_AT_ONCE = 2
_LINE = 64 * 1024 * 1024
_PULSE = 500
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(slots=True)
class Book:
    """Every sheet of a file, as it stands. `merges` holds (row, column, row, column) from 0 per sheet name."""

    format: str
    sheets: list[CellSheet] = field(default_factory=list)
    merges: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)


async def read(
    content: bytes, filename: str, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Book | Refusal:
    """Gate, then child. `progress(done, total)` counts rows."""
    passed = await asyncio.to_thread(gate, content, filename, limits)
    if isinstance(passed, Refusal):
        return passed
    loop = asyncio.get_running_loop()
    async with _slots.setdefault(loop, asyncio.Semaphore(_AT_ONCE)):
        book = await _jailed(content, passed, limits, progress)
    if isinstance(book, Book) and not any(sheet.rows for sheet in book.sheets):
        return refuse("workbook-empty")
    return book


def _orders(limits: Limits, unpacked: int) -> dict[str, int]:
    helpings = limits.helpings(unpacked)
    return {
        "memory": limits.child_memory,
        "cpu": limits.child_cpu_seconds * helpings,
        "wall": limits.child_wall_seconds * helpings,
        "rows": limits.rows,
        "cells": limits.cells,
        "columns": limits.columns,
        "sheets": limits.sheets,
    }


async def _jailed(content: bytes, passed: Passed, limits: Limits, progress: Progress | None) -> Book | Refusal:
    orders = _orders(limits, passed.unpacked)
    paths = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "importers.intake.child",
        passed.format,
        json.dumps(orders),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        limit=_LINE,
    )
    feeding = asyncio.create_task(_feed(child, content))
    try:
        async with asyncio.timeout(orders["wall"]):
            told = await _listen(child, passed.format, progress)
            await child.wait()
    except TimeoutError:
        return refuse("reading-too-costly", detail="时间 (time)")
    except ValueError:
        return refuse("reader-died")
    finally:
        await _bury(child, feeding)
    return told or _verdict(child.returncode or 0)


async def _feed(child: asyncio.subprocess.Process, content: bytes) -> None:
    if child.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(content)
        await child.stdin.drain()
    child.stdin.close()


async def _listen(child: asyncio.subprocess.Process, form: str, progress: Progress | None) -> Book | Refusal | None:
    """The book once the child said `end`, its refusal, or None when it fell silent. ValueError: a monstrous line."""
    if child.stdout is None:
        return None
    book, total, done = Book(form), 0, 0
    async for raw in child.stdout:
        what, *rest = json.loads(raw)
        if what == "row":
            number, kinds, texts, hidden = rest
            book.sheets[-1].rows.append(CellRow(number, kinds, texts, hidden))
            done += 1
            if done % _PULSE == 0:
                await asyncio.sleep(0)
                if progress:
                    progress(done, max(total, done))
        elif what == "sheet":
            name, hidden, height, merges = rest
            book.sheets.append(CellSheet(name, [], hidden, height))
            book.merges[name] = [(a, b, c, d) for a, b, c, d in merges]
            total += height
        else:
            return book if what == "end" else refuse(rest[0], **rest[1])
    return None


def _verdict(code: int) -> Refusal:
    if code == -signal.SIGXCPU:
        return refuse("reading-too-costly", detail="计算时间 (CPU)")
    if code in {-signal.SIGALRM, -signal.SIGKILL}:
        return refuse("reading-too-costly", detail="时间 (time)")
    if code == -signal.SIGABRT:  # how a Rust allocation that fails ends
        return refuse("reading-too-costly", detail="内存 (memory)")
    return refuse("reader-died")


async def _bury(child: asyncio.subprocess.Process, feeding: asyncio.Task[None]) -> None:
    """No child outlives its caller, and none stays behind as a zombie."""
    feeding.cancel()
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
    with suppress(asyncio.CancelledError):
        await feeding
    await asyncio.shield(child.wait())
