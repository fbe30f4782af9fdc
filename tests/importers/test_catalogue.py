"""Every code is documented, says something in both languages, and means one thing."""

import re
import string
from pathlib import Path

import pytest

from importers.findings import messages as findings
from importers.intake import refusals
from importers.registers import messages as registers
from importers.workbook import messages as workbook
from importers.workbook.issues import Message

PAGE = (Path(__file__).parents[2] / "docs/reference/issue-codes.md").read_text(encoding="utf-8")
MESSAGES = [*workbook.CATALOGUE.values(), *findings.CATALOGUE.values(), *registers.CATALOGUE.values()]
CODES = [message.code for message in MESSAGES] + list(refusals.CATALOGUE)


def test_every_code_has_its_row_in_the_reference() -> None:
    documented = set(re.findall(r'<a id="([a-z-]+)">', PAGE))
    assert documented >= set(CODES)


def test_a_code_means_one_thing() -> None:
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.code)
def test_both_languages_are_filled_from_the_same_words(message: Message) -> None:
    def names(text: str) -> set[str]:
        return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}

    assert re.search("[\u4e00-\u9fff]", message.zh)
    assert message.en.isascii() or "“" in message.en or "万元" in message.en or "差额" in message.en
    assert names(message.zh) - {"value", "header", "row"} <= names(message.en) | {"value", "header", "row"}


@pytest.mark.parametrize("code", list(refusals.CATALOGUE))
def test_a_refusal_says_what_helps(code: str) -> None:
    words = dict.fromkeys(("size", "limit", "extension", "found", "detail", "wanted"), "x")
    refusal = refusals.refuse(code, **words)
    assert refusal.fix.zh.endswith("。")
    assert refusal.fix.en.endswith(".")
