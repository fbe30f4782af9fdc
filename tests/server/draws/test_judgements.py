"""κ out of a table: whichever way two people's judgements come, and what is refused."""

import json
from pathlib import Path

import pytest

from server.cli import main
from server.draws.columns import Columns, Sheet
from server.draws.judgements import judgements
from vendors.errors import Conflict

FOUR = ((20, 5), (10, 15))


def told(text: str) -> Sheet:
    return Sheet(name="判定.csv", content=text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "first,second,count\ny,y,20\ny,n,5\nn,y,10\nn,n,15\n",
        "甲,乙,次数\ny,y,20\ny,n,5\nn,y,10\nn,n,15\n",
        "id,second,first,count\n1,y,y,20\n2,n,y,5\n3,y,n,10\n4,n,n,15\n",
        "id\tr1\tr2\n" + "1\ty\ty\n" * 20 + "1\ty\tn\n" * 5 + "1\tn\ty\n" * 10 + "1\tn\tn\n" * 15,
        ",y,n\ny,20,5\nn,10,15\n",
        ",n,y\ny,5,20\nn,15,10\n",
        "20,5\n10,15\n",
        "第一,第二,件数\ny,y,20\ny,n,5\nn,y,10\nn,n,15\n",
        "y\ty\n" * 20 + "y\tn\n" * 5 + "n\ty\n" * 10 + "n\tn\n" * 15,
        "first,second\n" + "1,1\n" * 20 + "1,2\n" * 5 + "2,1\n" * 10 + "2,2\n" * 15,
    ],
)
def test_lines_and_square_tables_come_to_the_same(text: str) -> None:
    assert judgements(told(text)).table == FOUR


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "是空的"),
        ("a,b,c,d\n1,2,3,4\n", "first,second"),
        ("first,second\ny,\n", "第 2 行"),
        ("first,second,count\ny,n,2\ny,n,-1\n", "第 3 行"),
        ("1,2\n3,x\n", "first,second"),
        ("20,5.5\n10,15\n", "第 1 行 '5.5' 不是非负整数"),
        ("1,-2\n3,4\n", "第 1 行 '-2'"),
        (",Y,N\nY,20,5\nZ,10,15\n", "第 3 行 分类 Z"),
        ("判定,Y,N\nY,20,5\nZ,10,15\n", "第 3 行 分类 Z"),
        (",Y,Y\nY,20,5\nY,10,15\n", "第 1 行"),
        ("甲,乙\n20,5\n10,15\n", "第 2 行 分类 20"),
        ("20,5,3\n10,15,2\n", "第 1 行 有 3 格"),
        ("1,000,5\n10,15\n", "第 1 行 有 3 格"),
        ("甲,乙\ny,n\ny,y\n", "第 1 行"),
        ("first,second,count\nY,Y,1,000\n", "第 2 行 有 4 格"),
        ("id,甲,乙\n1,3,4\n2,3,3\n", "first,second"),
    ],
)
def test_what_is_no_table_of_judgements_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Conflict) as refused:
        judgements(told(text))
    assert says in refused.value.words.zh
    assert refused.value.words.en


def test_the_command_answers_with_the_keys_it_is_documented_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "judged.csv"
    file.write_text("20,5\n10,15\n", encoding="utf-8")
    assert main(["stats", "kappa", "--csv", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["n", "observed", "expected", "kappa", "se", "lower", "upper", "categories", "table"]
    assert (found["n"], found["kappa"], round(found["lower"], 4)) == (50, 0.4, 0.1511)


def test_where_chance_leaves_nothing_kappa_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "judged.csv"
    file.write_text("first,second\ny,y\ny,y\n", encoding="utf-8")
    assert main(["stats", "kappa", "--csv", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kappa"] is None
    assert main(["stats", "kappa", "--csv", str(file), "--confidence", "1.5%"]) == 0


@pytest.mark.parametrize("text", ["12\n15\n9\n", "金额\n12\n15\n9\n", "value\n12\n\n15\n9\n"])
def test_a_single_column_needs_no_name(text: str) -> None:
    assert Columns.of(told(text), ("value",)).numbers("value") == [12, 15, 9]


def test_a_line_is_counted_as_the_file_counts_it() -> None:
    with pytest.raises(Conflict, match="第 4 行"):
        Columns.of(told("value\n12\n\nx\n"), ("value",)).numbers("value")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Conflict, match="不是可读的"):
        judgements(Sheet(name="x", content=b"\xff\xfe\x00\xff"))
