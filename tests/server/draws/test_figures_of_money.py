"""Thousands separators in what is given to the sampling tools: read as they were meant, or refused, never cut off."""

import json
from pathlib import Path

import pytest

from server.cli import main
from server.draws.columns import Columns, Sheet
from server.draws.strata_rows import strata_of
from server.web.figures import ungrouped
from vendors.errors import Conflict


def told(text: str) -> Sheet:
    return Sheet(name="金额.csv", content=text.encode())


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("value\n1,000\n2,000\n3\n", [1000, 2000, 3]),
        ("金额\n1,234.50\n2,345.60\n", [1234.5, 2345.6]),
        ("3\n1,000\n12,345,678.90\n", [3, 1000, 12345678.9]),
        ("金额\n-1,000\n¥2,000\n4\n", [-1000, 2000, 4]),
        ('value\n"1,000"\n"2，000"\n', [1000, 2000]),
        ("编号\t金额\n1\t1,000\n2\t2,000\n", [1000, 2000]),
        ("金额\n1 000\n2_000\n", [1000, 2000]),
    ],
)
def test_properly_grouped_figures_are_whole_figures(text: str, figures: list[float]) -> None:
    assert Columns.of(told(text), ("value",)).numbers("value") == figures


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("value\n12\n1,00\n", 3),
        ("value\n1,000,5\n", 2),
        ("value\n1000,000\n", 2),
        ("value\n1, 000\n", 2),
        ("value\n12,备注\n", 2),
        ('value\n"1,00"\n', 2),
        ('value\n"1,0000"\n', 2),
        ("value\n1 00\n", 2),
        ("value\n1 000_000\n", 2),
        ("id,value\n1,5\n1,1,000\n", 3),
        ("id,value,\n1,1,000\n", 2),
        ("编号,金额\n1,1,000\n", 2),
        ("1,5\n", 1),
    ],
)
def test_a_figure_that_may_have_been_cut_is_refused_by_its_line(text: str, line: int) -> None:
    with pytest.raises(Conflict, match="第一行" if line == 1 else f"第 {line} 行"):
        Columns.of(told(text), ("value",)).numbers("value")


def test_a_first_figure_written_wrongly_is_no_name_of_a_column() -> None:
    with pytest.raises(Conflict, match="第 1 行"):
        Columns.of(told('"1,00"\n2\n3\n'), ("value",)).numbers("value")


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(Conflict, match="列名重复：value"):
        Columns.of(told("金额,数值\n1,2\n3,4\n"), ("value",))
    exact = Columns.of(told("金额,value\n1,2\n3,4\n"), ("value",))
    assert exact.numbers("value") == [2, 4]


def test_chinese_names_stand_for_the_english_ones() -> None:
    values = strata_of(told("层,总体,金额\n甲,10,1\n甲,10,3\n乙,20,5\n乙,20,5\n"))
    assert [(one.name, one.universe, one.sample.mean) for one in values] == [("甲", 10, 2), ("乙", 20, 5)]
    (summed,) = strata_of(told("层,总体,样本,均值,标准差\n甲,10,2,2,1\n"))
    assert (summed.sample.size, summed.sample.deviation) == (2, 1)
    shrunk = Columns.of(told("名称,命中,例数\n甲,1,45\n"), ("name", "hits", "n"))
    assert shrunk.wholes("n") == [45]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stratum,universe,value\nA,100,1,000\n", "第 2 行 有 4 格"),
        ("stratum,universe,value\nA,10,1\nA,10,2\nB,5,3\n", "第 4 行 层 B：至少需要 2 个数值"),
        ("stratum,universe,value\nA,10,1\nA,12,2\n", "第 3 行 层 A 的总体 12 与第 2 行的 10 不同"),
        ("stratum,universe,sample,mean,sd\nA,10,2,1,1\nA,10,2,1,1\n", "第 3 行 层 A 重复"),
        ("stratum,universe,sample,mean,sd\nA,10,2,1,1\nB,10,20,1,1\n", "第 3 行 层 B：样本量应在"),
        ("层,总体,金额\n甲,10,一\n", "第 2 行 金额 不是数"),
        ("层,总体,金额\n,10,1\n", "第 2 行 缺少层名"),
    ],
)
def test_a_fault_in_a_stratum_is_told_with_its_line_and_name(text: str, says: str) -> None:
    with pytest.raises(Conflict, match=says) as refused:
        strata_of(told(text))
    assert "line" in refused.value.words.en


def test_the_command_reads_a_column_of_thousands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sample.csv"
    file.write_text("value\n1,000\n2,000\n3\n", encoding="utf-8")
    assert main(["stats", "variable", "--universe", "1,000", "--csv", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mean"] == 1001


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1,000", "1000"), ("１，０００．５", "1000.5"), ("12,345,678.9", "12345678.9"), ("12", "12"), ("-1,000", "-1000"),
     ("1,00", None), ("1,0000", None), ("1,000 000", None), ("1,000,00", None), (",100", None), ("1.5,000", None)],
)  # fmt: skip
def test_separators_stand_between_thousands_or_nowhere(text: str, plain: str | None) -> None:
    assert ungrouped(text) == plain
