"""`hengjian stats …`: the answers and the refusals of the command line."""

import json
from pathlib import Path

import pytest

from server.cli import main
from server.draws.appraisal_forms import TOOLS

BATTERS = "name,hits,n\n" + "".join(
    f"p{place},{hits},45\n"
    for place, hits in enumerate((18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7))
)


def told(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    assert main(["stats", *options, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_an_attribute_appraisal_at_three_confidences(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--universe", "150", "--sample", "100", "--hits", "97", "--confidence", "80,90,95")
    found = told(capsys, "attribute", *options)
    assert found["rate"] == 0.97
    assert [(one["confidence"], one["lower"]) for one in found["limits"]] == [(0.8, 143), (0.9, 142), (0.95, 141)]  # type: ignore[attr-defined]


def test_without_a_confidence_it_is_ninety_five(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "attribute", "--universe", "5", "--sample", "2", "--hits", "2")
    assert found["limits"] == [{"confidence": 0.95, "lower": 2, "upper": 5, "one_sided": True}]


def test_amounts_come_from_a_summary_or_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "sample.csv"
    file.write_text('编号,value\n1,"1,200.00"\n2,800\n3,1000\n', encoding="utf-8-sig")
    by_file = told(capsys, "variable", "--universe", "30", "--csv", str(file))
    by_summary = told(capsys, "variable", "--universe", "30", "--sample", "3", "--mean", "1000", "--sd", "200")
    assert by_file == by_summary
    assert by_file["point"] == 30_000


def test_strata_come_as_values_or_as_summaries(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    values, summaries = tmp_path / "values.csv", tmp_path / "summaries.csv"
    values.write_text("stratum,universe,value\n甲,10,1\n甲,10,3\n乙,20,5\n乙,20,5\n", encoding="utf-8")
    summaries.write_text(f"stratum,universe,sample,mean,sd\n甲,10,2,2,{2**0.5!r}\n乙,20,2,5,0\n", encoding="utf-8")
    one, other = (told(capsys, "stratified", "--csv", str(file)) for file in (values, summaries))
    assert one["point"] == other["point"] == 120
    assert one["se_total"] == pytest.approx(other["se_total"])


def test_a_proportion_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    exact = told(capsys, "proportion", "--hits", "7", "--n", "50")
    wilson = told(capsys, "proportion", "--hits", "7", "--n", "50", "--method", "wilson")
    assert (exact["rate"], exact["lower"]) == (0.14, pytest.approx(0.05819170))
    assert float(str(wilson["lower"])) > float(str(exact["lower"]))


def test_the_batters_and_the_plan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "batters.csv"
    file.write_text(BATTERS, encoding="utf-8")
    members = told(capsys, "shrink", "--csv", str(file))["members"]
    assert (round(members[0]["weight"], 3), round(members[0]["estimate"], 3)) == (0.212, 0.294)  # type: ignore[index]
    found = told(capsys, "plan", "--n", "125", "--c", "2", "--p", "0.1")
    assert found["accept"] == pytest.approx(0.000210835, abs=1e-9)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("attribute", "--universe", "5", "--sample", "9", "--hits", "1"), "总体 5"),
        (("proportion", "--hits", "9", "--n", "5"), "命中数"),
        (("variable", "--universe", "5"), "--csv"),
        (("variable", "--universe", "5", "--sample", "3", "--mean", "1"), "--sd"),
        (("stratified", "--csv", "nowhere.csv"), "nowhere.csv"),
        (("plan", "--n", "5", "--c", "9", "--p", "0.1"), "允许数"),
    ],
)
def test_what_cannot_be_answered_exits_2_and_says_why(
    options: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", *options, "--json"]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,hits\na,1\n", "name,hits,n"),
        ("name,hits,n\na,一,45\n", "第 2 行 hits"),
        ("name,hits,n\na,1,45\nb,1.5,45\n", "第 3 行 hits"),
        ("", "name,hits,n"),
    ],
)
def test_a_fault_in_a_file_is_named_by_line_and_column(
    content: str, says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "given.csv"
    file.write_text(content, encoding="utf-8")
    assert main(["stats", "shrink", "--csv", str(file)]) == 2
    assert says in capsys.readouterr().err


def test_people_read_a_figure_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "plan", "--n", "125", "--c", "2", "--p", "10e-2"]) == 0
    assert capsys.readouterr().out.startswith("通过的可能性 chance of acceptance: 0.00021")
    assert main(["stats", "attribute", "--universe", "150", "--sample", "100", "--hits", "97"]) == 0
    assert "置信水平 confidence 0.95，下限 lower 141" in capsys.readouterr().out


@pytest.mark.parametrize("act", ["attribute", "variable", "stratified", "proportion", "kappa", "shrink"])
def test_every_figure_has_a_name_in_both_languages(
    act: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, tool = tmp_path / "given.csv", TOOLS[act]
    file.write_text(tool.example, encoding="utf-8")
    options = [f"--{name}={value}" for name, value in {**tool.shown, **tool.filled}.items()]
    given = ["--csv", str(file)] if tool.table and tool.must else []
    assert main(["stats", act, *options, *given]) == 0
    assert "区间 limits" in capsys.readouterr().out or act in {"proportion", "kappa", "shrink"}


@pytest.mark.parametrize("typed", ["80，90、95%", "80, 90,95", "0.8 0.9 0.95", "８０，９０，９５％"])
def test_confidences_are_typed_as_people_type_them(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "attribute", "--universe", "1,500", "--sample", "100", "--hits", "97", "--confidence", typed)
    assert [one["confidence"] for one in found["limits"]] == [0.8, 0.9, 0.95]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "zh", "en"),
    [
        (("attribute", "--universe", "5.5"), "--universe 应为整数：5.5。", "--universe takes a whole number: 5.5."),
        (("proportion", "--hits", "7"), "缺少 --n。", "Missing: --n."),
        (("proportion", "--hits", "7", "--n", "9", "--method", "x"), "--method 不能是 x", "--method cannot be x"),
        (("proportion", "--hits", "1,00", "--n", "9"), "--hits 应为整数：1,00。", "--hits takes a whole number"),
        (("plan", "--n", "5", "--c", "1", "--p", "x"), "--p 应为 95、95%", "--p takes a number like"),
        (("proportion", "--hits"), "--hits 缺少值。", "--hits needs a value."),
        (("size", "--attribute", "--variable"), "不能与", "together with"),
        (("size", "--confidence", "95"), "缺少其中一项：", "Missing one of:"),
        (("plan", "--n", "5", "--c", "1", "--p", "5%", "--x"), "不认识的参数：--x。", "Unknown arguments: --x."),
    ],
)
def test_wrong_usage_is_told_in_both_languages_by_its_option(
    options: tuple[str, ...], zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["stats", *options])
    said = capsys.readouterr().err
    assert zh in said
    assert en in said


def test_a_missing_file_is_told_from_an_unreadable_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["stats", "shrink", "--csv", "nowhere.csv"]) == 2
    assert "nowhere.csv 不存在或无法读取" in capsys.readouterr().err
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\xff")
    assert main(["stats", "shrink", "--csv", str(tmp_path / "bytes.csv")]) == 2
    assert "不是可读的 UTF-8 CSV" in capsys.readouterr().err


def test_the_amounts_printed_in_the_method_need_the_mean_before_it_was_rounded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = ("variable", "--universe", "1000", "--sample", "999", "--sd", "31492.46", "--confidence", "90", "--mean")
    met, rounded = (first_limits(told(capsys, *given, mean)) for mean in ("14234.8984", "14234.90"))
    assert met == (14_183_024, 14_286_773)
    assert rounded == (14_183_025, 14_286_775)


def first_limits(found: dict[str, object]) -> tuple[int, int]:
    """The first, to the yuan."""
    limits: list[dict[str, float]] = json.loads(json.dumps(found["limits"]))
    return round(limits[0]["lower"]), round(limits[0]["upper"])
