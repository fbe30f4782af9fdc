"""`hengjian check` over several files: each has its own answer, whatever became of the others."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from server.commands import check
from tests.support.findings_books import findings_book, rows_of

pytestmark = pytest.mark.anyio


def asked(*files: Path, as_json: bool) -> Namespace:
    return Namespace(files=list(files), kind=None, task=None, json=as_json)


async def test_a_file_that_is_not_there_is_refused_and_the_others_are_still_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "b.xlsx"
    good.write_bytes(findings_book(rows_of(2)))
    assert await check(asked(tmp_path / "a.xlsx", tmp_path, good, as_json=True)) == 2
    missing, folder, read = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (missing["file"], missing["class"], missing["refusal"]["code"]) == ("a.xlsx", "refused", "file-missing")
    assert "没有这个文件" in missing["refusal"]["message"]
    assert "a folder" in folder["refusal"]["message_en"]
    assert (read["file"], read["class"]) == ("b.xlsx", "clean")


async def test_a_missing_file_is_told_in_words_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await check(asked(tmp_path / "a.xlsx", as_json=False)) == 2
    assert "a.xlsx：拒收" in capsys.readouterr().out
