import json
from pathlib import Path

import pytest

from server.cli import main
from vendors.draws.algorithm.frames import Unit, as_csv, canonical

FRAME = [Unit(f"V{n:03d}", f"{'甲乙'[n % 2]}区", 100 * n) for n in range(338)]


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    path = tmp_path / "frame.csv"
    path.write_text("\ufeff" + as_csv(FRAME), encoding="utf-8")
    return path


def drawn(frame: Path, *options: str) -> Path:
    record = frame.with_name("draw.json")
    assert main(["draw", "sample", "--frame", str(frame), *options, "-o", str(record)]) == 0
    return record


@pytest.mark.parametrize(
    "options",
    [
        ("--ratio", "5%"),
        ("--ratio", "0.05", "--method", "stratified", "--at-least-one", "--seed", "衡鉴"),
        ("--size", "17", "--method", "by_amount"),
        ("--size", "17", "--method", "systematic", "--order", "amount"),
        ("--size", "17", "--method", "stratified", "--spread", "neyman", "--deviation", "甲区=12.5"),
        ("--count", "甲区=10", "--count", "乙区=7", "--method", "stratified"),
    ],
)
def test_a_sample_drawn_offline_verifies(
    frame: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    record = drawn(frame, *options)
    assert main(["draw", "verify", str(record), str(frame)]) == 0
    assert "重算一致：17 / 338" in capsys.readouterr().out


def test_one_changed_case_or_seed_is_told_and_exits_1(frame: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = drawn(frame, "--ratio", "5%")
    changed = frame.with_name("changed.txt")
    changed.write_text(canonical([FRAME[0]._replace(id="V999"), *FRAME[1:]]), encoding="utf-8")
    capsys.readouterr()
    assert main(["draw", "verify", str(record), str(changed), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["same"]
    assert "总体" in told["problems"][0]["zh"]
    altered = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(altered | {"seed": "another"}), encoding="utf-8")
    assert main(["draw", "verify", str(record), str(frame)]) == 1
    assert "种子与事先公布的摘要不符" in capsys.readouterr().out


def test_what_cannot_be_read_exits_2(frame: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = drawn(frame, "--ratio", "5%")
    assert main(["draw", "verify", str(record)]) == 2
    assert "总体文件" in capsys.readouterr().err
    assert main(["draw", "verify", str(frame)]) == 2
    assert main(["draw", "verify", str(frame.with_name("none"))]) == 2
    frame.write_bytes(b"\xff\xfe")
    assert main(["draw", "verify", str(record), str(frame)]) == 2
    assert main(["draw", "sample", "--frame", str(record), "--size", "0", "-o", str(record)]) == 2


@pytest.mark.parametrize(
    ("options", "zh", "en"),
    [
        (("--size", "-3"), "正整数", "positive"),
        (("--size", "0"), "正整数", "positive"),
        (("--ratio", "NaN"), "0–100%", "between 0 and 100"),
        (("--ratio", "inf"), "0–100%", "between 0 and 100"),
        (("--method", "stratified", "--count", "甲区=2.7"), "应为整数：甲区=2.7", "whole number"),
        (("--method", "stratified", "--count", "甲区=NaN"), "应为整数", "whole number"),
        (("--size", "2", "--seed", ""), "种子为", "A seed has"),
    ],
)
def test_a_figure_that_is_none_is_told_in_both_languages_and_exits_2(
    frame: Path, options: tuple[str, ...], zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record = frame.with_name("none.json")
    assert main(["draw", "sample", "--frame", str(frame), *options, "-o", str(record)]) == 2
    told = capsys.readouterr().err
    assert zh in told
    assert en in told
    assert not record.exists()


def test_a_record_whose_ratio_is_no_number_exits_2(frame: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = drawn(frame, "--ratio", "5%")
    told = json.loads(record.read_text(encoding="utf-8"))
    told["plan"]["ratio"] = "NaN"
    record.write_text(json.dumps(told), encoding="utf-8")
    assert main(["draw", "verify", str(record), str(frame)]) == 2
    assert "不是数：NaN" in capsys.readouterr().err


def test_a_record_is_written_over_only_with_force(frame: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = drawn(frame, "--size", "3")
    before = record.read_bytes()
    asked = ["draw", "sample", "--frame", str(frame), "--size", "4", "-o", str(record)]
    assert main(asked) == 2
    assert "--force" in capsys.readouterr().err
    assert record.read_bytes() == before
    assert main([*asked, "--force"]) == 0
    assert record.read_bytes() != before


def test_where_nothing_can_be_written_and_a_line_lacks_its_reason_are_told(
    frame: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["draw", "sample", "--frame", str(frame), "--size", "4"]
    assert main([*asked, "-o", str(frame.with_name("none") / "draw.json")]) == 2
    assert "无法写入" in capsys.readouterr().err
    frame.with_name("barred.txt").write_text("V001\t1\n", encoding="utf-8")
    barred = ["--barred", str(frame.with_name("barred.txt"))]
    assert main([*asked, *barred, "-o", str(frame.with_name("draw.json"))]) == 2
    assert "第 1 行应有 3 列" in capsys.readouterr().err


def test_double_random_offline_keeps_barred_pairs_apart(tmp_path: Path) -> None:
    (tmp_path / "frame.txt").write_text(canonical(FRAME[:3]), encoding="utf-8")
    (tmp_path / "people.txt").write_text("1\t甲某\n2\t乙某\n3\t丙某\n", encoding="utf-8")
    (tmp_path / "barred.txt").write_text("V001\t1\t曾任职\n", encoding="utf-8")
    record = drawn(
        tmp_path / "frame.txt", "--method", "double_random", "--size", "3", "--each", "2", "--inline",
        "--people", str(tmp_path / "people.txt"), "--barred", str(tmp_path / "barred.txt"),
    )  # fmt: skip
    told = json.loads(record.read_text(encoding="utf-8"))
    assert next(line["partners"] for line in told["result"] if line["id"] == "V001") in (["2", "3"], ["3", "2"])
    assert main(["draw", "verify", str(record)]) == 0


def test_a_record_of_the_first_algorithm_still_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = {
        "algorithm": "sha256-order-1", "seed": "hengjian", "frame": [f"V{n:03d}" for n in range(20)],
        "seed_commitment": "c1f5b2c0", "frame_hash": "", "ratio": "0.2", "size": 4,
        "sample": ["V005", "V008", "V011", "V017"],
    }  # fmt: skip
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    assert main(["draw", "verify", str(path)]) == 1
    told = capsys.readouterr().out
    assert "种子" in told
    assert "名单" not in told


@pytest.mark.parametrize(
    ("options", "size"),
    [
        (("--attribute", "--precision", "5%"), 385),
        (("--attribute", "--precision", "0.05", "--universe", "10000"), 370),
        (("--variable", "--deviation", "31492.46", "--precision", "1500", "--universe", "1000"), 629),
        (("--discovery", "--universe", "200000", "--occurrences", "2000"), 298),
        (("--acceptance", "--universe", "200000", "--occurrences", "10000", "--allowed", "2"), 124),
    ],
)
def test_sample_sizes(options: tuple[str, ...], size: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "size", *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == size


@pytest.mark.parametrize("confidence", ["90", "90%", "0.9", "0.90"])
@pytest.mark.parametrize("precision", ["5", "5%", "0.05"])
def test_a_share_is_typed_in_any_of_three_ways(
    confidence: str, precision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--attribute", "--confidence", confidence, "--precision", precision, "--rate", "50")
    assert main(["stats", "size", *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == 271


@pytest.mark.parametrize("options", [("--attribute",), ("--variable", "--precision", "5"), ("--discovery",)])
def test_a_size_without_its_figures_exits_2(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "size", *options]) == 2
    assert "缺少" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "options"),
    [
        ("--precision", ("--attribute", "--precision", "0")),
        ("--confidence", ("--attribute", "--precision", "5%", "--confidence", "100%")),
        ("--rate", ("--attribute", "--precision", "5%", "--rate", "0")),
        ("--deviation", ("--variable", "--precision", "5", "--deviation", "-1")),
        ("--universe", ("--attribute", "--precision", "5%", "--universe", "0")),
        ("--occurrences", ("--discovery", "--universe", "10", "--occurrences", "11")),
        ("--occurrences", ("--acceptance", "--universe", "10", "--occurrences", "2", "--allowed", "2")),
    ],
)
def test_a_size_from_impossible_figures_exits_2_naming_the_option(
    option: str, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", "size", *options]) == 2
    told = capsys.readouterr().err
    assert f"{option} 的数值超出范围" in told
    assert f"The figure of {option} is out of range" in told


def test_a_precision_that_is_no_number_is_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "size", "--variable", "--deviation", "9", "--precision", "5%"]) == 2
    told = capsys.readouterr().err
    assert "--precision 应为数：5%" in told
    assert "--precision takes a number: 5%" in told
