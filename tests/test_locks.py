import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LATER = ["requirements-dev.lock", "requirements-bench.lock"]


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][^\s=]*)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.lock", *LATER])
def test_a_lock_is_exact_hashed_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
    requirements = re.findall(r"^[a-z0-9]", text, re.MULTILINE)
    assert len(pins) == len(requirements) > 20
    assert not re.search(r"https?://|file://|--index|--find-links|--extra", text)


@pytest.mark.parametrize("name", LATER)
def test_the_later_locks_hold_every_runtime_pin(name: str) -> None:
    assert _pins("requirements.lock").items() <= _pins(name).items()


def test_the_benchmarks_move_no_tool_of_the_developers() -> None:
    tools, peers = _pins("requirements-dev.lock"), _pins("requirements-bench.lock")
    assert {name for name in tools.keys() & peers.keys() if tools[name] != peers[name]} == set()
