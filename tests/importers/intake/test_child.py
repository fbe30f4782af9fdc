"""The frame of a child: what it may do, and what becomes of each way to misbehave."""

import asyncio
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from importers.intake.jail import Jailed, jailed
from importers.intake.limits import LIMITS, MIB
from tests.support.findings_books import findings_book, rows_of
from tests.support.processes import gone

pytestmark = pytest.mark.anyio
GOOD = findings_book(rows_of(2))
LEFT = Path("/tmp/of-a-jailed-child")  # noqa: S108 what the child tries
QUICK = replace(LIMITS, child_cpu_seconds=1, child_wall_seconds=2, child_memory=256 * MIB)


async def told(orders: str, content: bytes = GOOD) -> tuple[Jailed, list[tuple[str, bytes]]]:
    async with jailed(
        "tests.support.odd_child", content=content, filename="a.xlsx", orders=orders.encode(), limits=QUICK
    ) as child:
        frames = [frame async for frame in child.frames()]
    assert child.child is not None
    assert gone(child.child.pid)
    return child, frames


async def test_orders_and_frames_travel_as_they_are() -> None:
    child, frames = await told("任务\n\0甲")
    assert frames == [("s", b"1"), ("o", "任务\n\0甲".encode())]
    assert child.refusal is None


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("refuse", "workbook-empty"),
        ("spin", "reading-too-costly"),
        ("sleep", "reading-too-costly"),
        ("eat", "reading-too-costly"),
        ("abort", "reading-too-costly"),
        ("panic", "reader-died"),
        ("divide", "reader-died"),
        ("deep", "reader-died"),
        ("leave", "reader-died"),
        ("garble", "reader-died"),
    ],
)
async def test_each_way_to_end_badly_is_a_refusal(way: str, code: str) -> None:
    child, frames = await told(way)
    assert child.refusal is not None
    assert child.refusal.code == code
    assert frames[0] == ("s", b"1")


@pytest.mark.parametrize("way", ["socket", "start", "fork", "write"])
async def test_a_child_reaches_nothing_outside(way: str) -> None:
    child, _ = await told(way)
    assert child.refusal is not None
    assert child.refusal.code == "reader-died"
    assert not LEFT.exists()


async def test_what_a_child_broke_on_is_a_place_in_the_code_and_no_word_of_the_file(
    caplog: pytest.LogCaptureFixture,
) -> None:
    child, _ = await told("divide")
    assert child.trouble in caplog.text
    assert child.trouble.startswith("ZeroDivisionError ")
    assert "odd_child.py:" in child.trouble
    assert "620702199001011234" not in child.trouble


async def test_what_is_printed_by_mistake_gets_between_no_frames() -> None:
    child, frames = await told("print")
    assert child.refusal is None
    assert frames[-1] == ("o", b"print")


async def test_frames_wait_in_the_pipe_and_never_in_our_memory() -> None:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    async with jailed("tests.support.odd_child", content=GOOD, filename="a.xlsx", orders=b"flood 100") as child:
        count = 0
        async for _ in child.frames():
            count += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100
    assert peak - before < 8 * MIB


async def test_a_child_that_says_more_than_a_file_can_mean_is_stopped() -> None:
    child, frames = await told("flood 200")
    assert child.refusal is not None
    assert child.refusal.code == "too-many-cells"
    assert len(frames) < 150


async def test_a_caller_that_takes_its_time_costs_the_file_none() -> None:
    limits = replace(LIMITS, child_wall_seconds=1)
    async with jailed(
        "tests.support.odd_child", content=GOOD, filename="a.xlsx", orders=b"flood 4", limits=limits
    ) as child:
        async for _ in child.frames():
            await asyncio.sleep(0.6)
    assert child.refusal is None


async def test_a_caller_that_leaves_early_takes_its_child_along() -> None:
    async with jailed("tests.support.odd_child", content=GOOD, filename="a.xlsx", orders=b"flood 100") as child:
        async for _ in child.frames():
            break
    assert child.child is not None
    assert gone(child.child.pid)
    assert not Path(f"/proc/{child.child.pid}").exists()


async def test_a_file_the_gate_turns_away_costs_no_child() -> None:
    async with jailed("tests.support.odd_child", content=b"", filename="a.xlsx") as child:
        assert [frame async for frame in child.frames()] == []
    assert child.child is None
    assert child.refusal is not None


async def test_children_killed_for_time_or_memory_leave_neither_zombies_nor_files() -> None:
    before = ours()
    for way in ("spin", "eat", "sleep", "write"):
        await told(way)
    assert ours() == before
    assert not LEFT.exists()


def ours() -> set[str]:
    """Our children, the dead that nobody waited for among them."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            found |= set((task / "children").read_text(encoding="ascii").split())
    return found
