"""What a piece of work costs: wall, CPU here, in children and in the database server, the high-water of memory."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from os import sysconf
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

_TICKS = sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds; memory in MiB: of this process, and of its largest child that has ended (0 without any)."""

    wall: float
    own: float
    children: float
    server: float
    memory: float
    child_memory: float

    @property
    def cpu(self) -> float:
        """Every process together."""
        return self.own + self.children + self.server

    @property
    def reader(self) -> float:
        """CPU without the database server's."""
        return self.own + self.children


class Meter:
    """`with meter("check"): …` – one named lap after another."""

    def __init__(self, postmaster: int) -> None:
        self._postmaster = postmaster
        self.laps: dict[str, Cost] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        gc.collect()
        before = self._seconds()
        yield
        wall, own, children, server = (now - then for now, then in zip(self._seconds(), before, strict=True))
        child_memory = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024 if children else 0.0
        self.laps[name] = Cost(wall, own, children, server, high_water(), child_memory)

    def told(self) -> dict[str, dict[str, float]]:
        return {name: asdict(cost) for name, cost in self.laps.items()}

    def _seconds(self) -> tuple[float, float, float, float]:
        own, children = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        return (
            perf_counter(),
            own.ru_utime + own.ru_stime,
            children.ru_utime + children.ru_stime,
            server_seconds(self._postmaster),
        )


def high_water() -> float:
    """MiB of this process's memory map; unlike ru_maxrss it owes nothing to the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def server_seconds(postmaster: int) -> float:
    """CPU of PostgreSQL: the postmaster, its ended backends (its own children's times) and those alive."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(stat.parent.name) == postmaster:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += sum(map(int, fields[11:13]))
    return total / _TICKS
