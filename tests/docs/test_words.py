"""What the documents name is there: buttons on the pages, names in the code, options of the commands."""

import argparse
import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from server.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "reference/glossary.md").read_text(encoding="utf-8")
TUTORIAL = (DOCS / "tutorial/first-day.md").read_text(encoding="utf-8")


def _said_on_pages() -> str:
    pages = [*ROOT.glob("server/*/templates/**/*.html"), ROOT / "server/web/nav.py", ROOT / "server/web/kinds.py"]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_word_in_bold_of_the_tutorial_is_on_a_page() -> None:
    bold = set(re.findall(r"\*\*([^*]+)\*\*", TUTORIAL))
    pages = _said_on_pages()
    assert len(bold) > 40
    assert sorted(words for words in bold if words not in pages) == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:vendors|importers|kpi|server)[.\w]+)`", GLOSSARY))))
def test_every_name_of_the_glossary_is_in_the_code(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    while importlib.util.find_spec(module.split(".")[0]) and not _is_module(module):
        module, _, owner = module.rpartition(".")
        attribute = f"{owner}.{attribute}"
    found = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part, None) or importlib.import_module(f"{module}.{part}")


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_every_file_the_glossary_names_is_there() -> None:
    paths = re.findall(r"`((?:vendors|importers|kpi|server)/[^`]+)`", GLOSSARY)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_of_a_command_is_in_its_section(name: str) -> None:
    page = (DOCS / "reference/command-line.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    parser = argparse.ArgumentParser(add_help=False)
    COMMANDS[name].arguments(parser)
    options = {option for action in parser._actions for option in action.option_strings[:1]}  # noqa: SLF001
    assert f"`hengjian {name}" in section
    assert sorted(option for option in options if option not in section) == []


def test_every_page_is_on_the_map() -> None:
    shelf = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if page.name != "README.md"]
    assert sorted(page for page in pages if f"({page})" not in shelf) == []
