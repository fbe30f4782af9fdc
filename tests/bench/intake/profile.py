"""Where our time goes: the child's work over one file, sampled each 2 ms of CPU, by module of ours.

Time in the standard library and in extensions counts for the function of ours that called them.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from importers.findings.child import work
from importers.findings.kinds import AUDIT_PROBLEMS
from importers.findings.orders import Orders, ordered
from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from tests.bench.intake import book
from tests.bench.intake.tables import table as markdown

ROWS = 100_000
SHOWN = 14
_EVERY = 0.002  # seconds of CPU
_ROOT = str(Path(__file__).parents[3]) + "/"
_WRITTEN = "<"  # generated functions have a name like <values> for a file

Taken = Counter[tuple[str, str]]


@contextmanager
def sampled() -> Iterator[Taken]:
    taken: Taken = Counter()

    def take(_: int, frame: FrameType | None) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(_ROOT) and "/.venv/" not in file:
                taken[file.removeprefix(_ROOT), frame.f_code.co_qualname] += 1
                return
            if file.startswith(_WRITTEN) and not file.startswith("<frozen"):
                taken["generated from the columns", file.strip("<>")] += 1
                return
            frame = frame.f_back

    before = signal.signal(signal.SIGPROF, take)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield taken
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def table(data: Path, *, rows: int = ROWS) -> str:
    file = data / f"{rows}.xlsx"
    if not file.exists():
        book.write(file, rows)
    content = file.read_bytes()
    with sampled() as taken:
        _work(content)
    total = taken.total()
    modules: Counter[str] = Counter()
    for (module, _), times in taken.items():
        modules[module] += times
    by_module = markdown(
        f"the child over {rows:,} rows, by module | share of CPU",
        ([f"`{module}`", f"{times / total:.1%}"] for module, times in modules.most_common(SHOWN)),
    )
    by_function = markdown(
        "by function | share of CPU",
        ([f"`{module}` {function}", f"{times / total:.1%}"] for (module, function), times in taken.most_common(SHOWN)),
    )
    return f"{by_module}\n{by_function}"


def _work(content: bytes) -> None:
    orders = Orders(kind=AUDIT_PROBLEMS.key, context=book.context(), on=book.ON, keep=True, admit=True)
    work(opened(content, "xlsx", LIMITS), ordered(orders), lambda _tag, _payload: None)
