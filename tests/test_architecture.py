"""The house rules a linter cannot hold: room cards, file sizes, documented vocabulary, no word of this machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("server", "vendors", "kpi", "importers")
NO_ROOMS = {"__pycache__", "piccolo_migrations", "templates", "static", "data", "fonts"}
BANNED_NAMES = {"services", "utils", "helpers", "common", "core", "manager", "base"}
LIMITS = {"source": 400, "test": 500, "template": 200}


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _sources() -> list[Path]:
    return [path for path in _tracked("*.py") if "piccolo_migrations" not in path.parts]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _rooms() -> Iterator[Path]:
    for package in PACKAGES:
        for folder in sorted((ROOT / package).iterdir()):
            if folder.is_dir() and folder.name not in NO_ROOMS:
                yield folder


@pytest.mark.parametrize("room", list(_rooms()), ids=lambda room: f"{room.parent.name}.{room.name}")
def test_a_rooms_init_is_its_card_and_nothing_else(room: Path) -> None:
    tree = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    card = ast.get_docstring(tree)
    assert card, f"{room} has no card"
    assert len(card.splitlines()) <= 8
    assert len(tree.body) == 1


def test_no_file_is_too_long() -> None:
    tests = [path for path in _sources() if "tests" in path.relative_to(ROOT).parts]
    kinds = {
        "test": tests,
        "source": [path for path in _sources() if path not in tests],
        "template": _tracked("*.html"),
    }
    long = [
        f"{path.relative_to(ROOT)}: {_lines(path)}"
        for kind in kinds
        for path in kinds[kind]
        if _lines(path) > LIMITS[kind]
    ]
    assert long == []


def test_no_module_is_named_for_nothing() -> None:
    assert [path for path in _sources() if path.stem in BANNED_NAMES and path.parts[-2] != "templates"] == []


def test_top_level_is_the_five_packages() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in _tracked("*.py")}
    assert folders == {*PACKAGES, "tests"}


def test_every_setting_is_documented() -> None:
    used = set(re.findall(r'reader\.get\(\s*"(\w+)"', (ROOT / "server/settings.py").read_text(encoding="utf-8")))
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert used
    assert sorted(name for name in used if f"`{name}`" not in page) == []


def test_every_command_is_documented() -> None:
    from server.cli import COMMANDS

    page = (ROOT / "docs/reference/command-line.md").read_text(encoding="utf-8")
    assert sorted(name for name in COMMANDS if f"hengjian {name}" not in page) == []


def test_links_between_the_docs_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in _tracked("*.md")
        for target in link.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
