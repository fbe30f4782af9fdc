"""Processes of the service that tests start, watch and kill: only those they started, each by its own number."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without its own HENGJIAN settings, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HENGJIAN_")}
    kept.pop("DATABASE_URL", None)
    return kept | dict(settings)


class Running:
    """A Python module run as a process of its own; what it logs goes to a file."""

    def __init__(self, module: str, *arguments: str, settings: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=environment(settings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def children(self) -> tuple[int, ...]:
        """The processes it started itself, still running."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return tuple(int(pid) for pid in listed.read_text(encoding="ascii").split()) if listed.exists() else ()

    def kill(self) -> tuple[int, ...]:
        """kill -9, of this process alone; returns the children it left behind."""
        left = self.children()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._close()
        return left

    def end(self, *, seconds: float = 30) -> int:
        """SIGTERM, and its exit code once it has gone."""
        if self.alive:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self._close()

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


def hengjian(*command: str, at: datetime, settings: Mapping[str, str], log: Path) -> Running:
    """A `hengjian` command, its clock standing at a moment."""
    return Running("tests.support.command", at.isoformat(), *command, settings=settings, log=log)


def gone(pid: int) -> bool:
    """Whether a process has ended (one nobody has waited for yet has ended too)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}


async def until(known: Callable[[], Awaitable[bool]], *, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await known():  # noqa: ASYNC110 what is waited for happens in another process
            await asyncio.sleep(0.05)
