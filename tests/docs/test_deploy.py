"""The deployment files agree with the program."""

import re
from pathlib import Path

import pytest

from importers.intake.limits import LIMITS, MIB, REGISTER_LIMITS
from server.cli import COMMANDS
from server.settings import read

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def _text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_the_example_settings_are_read(tmp_path: Path) -> None:
    lines = [line for line in _text("hengjian.env.example").splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    settings = read(given | {"HENGJIAN_DATA": str(tmp_path)})
    assert settings.https
    assert settings.database_url.startswith("postgresql://")
    assert given["HENGJIAN_DATA"] == "/var/lib/hengjian"


@pytest.mark.parametrize("name", ["hengjian.env.example", "compose.yaml", "Containerfile"])
def test_every_setting_named_is_a_setting(name: str) -> None:
    known = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(HENGJIAN_[A-Z_]+|DATABASE_URL(?:_FILE)?)\b", _text(name)))
    assert named
    assert sorted(one for one in named if f"`{one.removesuffix('_FILE')}`" not in known) == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_there_is(unit: Path) -> None:
    (line,) = re.findall(r"^ExecStart=\S+/hengjian (.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert line.split()[0] in COMMANDS


def test_the_proxy_lets_the_largest_workbook_through() -> None:
    assert f"client_max_body_size {LIMITS.file_bytes // MIB + 1}m;" in _text("nginx.conf")
    assert f"client_max_body_size {REGISTER_LIMITS.file_bytes // MIB + 1}m;" in _text("nginx.conf")


def test_the_proxy_hands_the_host_on_as_it_came() -> None:
    assert "proxy_set_header Host $http_host;" in _text("proxy.conf")
