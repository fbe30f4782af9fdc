"""A child whose orders tell it how to misbehave."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from importers.intake.child import Emit, run
from importers.intake.opening import SheetSource
from importers.intake.refusals import Refused


class Panic(BaseException):
    """As a Rust library panics."""


def _spin() -> None:
    while True:
        pass


def _eat() -> None:
    held = []
    while True:
        held.append(bytes(1 << 20))


def _panic() -> None:
    raise Panic


def _refuse() -> None:
    raise Refused("workbook-empty")


def _divide() -> None:
    assert 1 / len(os.environ.get("NOTHING", "")) == 0, "620702199001011234"


def _write() -> None:
    with open("/tmp/of-a-jailed-child", "w", encoding="utf-8") as file:  # noqa: PTH123, S108 what it must not do
        file.write("x")
        file.flush()


WAYS: dict[str, Callable[[], object]] = {
    "spin": _spin,
    "sleep": lambda: time.sleep(600),
    "eat": _eat,
    "panic": _panic,
    "refuse": _refuse,
    "divide": _divide,
    "deep": lambda: eval("(" * 5_000 + ")" * 5_000),  # noqa: S307 its own text
    "print": lambda: sys.stdout.write("no frame" * 10_000),
    "socket": socket.socket,
    "start": lambda: subprocess.run([sys.executable], check=False),
    "fork": os.fork,
    "write": _write,
    "leave": lambda: os._exit(0),
    "abort": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "garble": lambda: os.write(3, b"\xff" * 100),
}


def work(sheets: list[SheetSource], orders: bytes, emit: Emit) -> None:
    order = orders.decode()
    if order.startswith("flood "):
        for _ in range(int(order.removeprefix("flood "))):
            emit("x", bytes(1 << 20))
        return
    emit("s", str(len(sheets)).encode())
    WAYS.get(order, lambda: None)()
    emit("o", orders)


if __name__ == "__main__":
    run(work)
