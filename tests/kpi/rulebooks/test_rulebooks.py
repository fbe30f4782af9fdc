"""The four rulebooks of the house, and what a rulebook file may not be."""

import json
from datetime import date
from pathlib import Path

import pytest

from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.loader import load
from kpi.rulebooks.queries import DATA, by_id, every, in_force
from vendors.errors import NotFound
from vendors.registry.rules import Kind

COMMON = (DATA / "common-2026.toml").read_text(encoding="utf-8")
OWN = (DATA / "A-2026.toml").read_text(encoding="utf-8")


def refusal(folder: Path, *, own: str = OWN, common: str = COMMON) -> str:
    """The Chinese and English message for a rulebook with something changed."""
    (folder / "common-2026.toml").write_text(common, encoding="utf-8")
    (folder / "mine.toml").write_text(own, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        load(folder / "mine.toml")
    return f"{refused.value.words.zh} / {refused.value.words.en}"


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_forty_common_and_sixty_professional_points(kind: Kind) -> None:
    rulebook = in_force(kind.value, date(2026, 9, 30))
    assert [(block.code, int(block.points)) for block in rulebook.blocks] == [("common", 40), ("professional", 60)]
    assert sum(one.points for one in rulebook.indicators) == 100
    assert all(one.clause and one.source for one in rulebook.indicators)


def test_every_threshold_states_its_basis() -> None:
    parameters = [item for book in every() for one in book.indicators for item in one.parameters.values()]
    assert len(parameters) > 100
    assert all(parameter.basis and parameter.words.zh and parameter.words.en for parameter in parameters)


def test_rulebooks_of_a_kind_never_overlap() -> None:
    for earlier, later in zip(every(), every()[1:], strict=False):
        if earlier.kind == later.kind:
            assert earlier.effective_to is not None
            assert earlier.effective_to < later.effective_from


def test_no_rulebook_before_its_first_day() -> None:
    with pytest.raises(NotFound):
        in_force("A", date(2025, 12, 31))
    with pytest.raises(NotFound):
        by_id("A-1999")


def test_an_end_date_ends_a_rulebook(tmp_path: Path) -> None:
    own = OWN.replace("effective_from = 2026-01-01", "effective_from = 2026-01-01\neffective_to = 2026-06-30")
    (tmp_path / "common-2026.toml").write_text(COMMON, encoding="utf-8")
    (tmp_path / "a.toml").write_text(own, encoding="utf-8")
    rulebook = load(tmp_path / "a.toml")
    assert [rulebook.covers(date(2026, month, 30)) for month in (6, 7)] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "A"', "kind = 1", "kind：应为文字"),
        ('id = "A-2026"', "", "id：缺少"),
        ('id = "A-2026"', 'id = "A-2026"\nnote = "x"', "note：没有这个键"),
        ("effective_from = 2026-01-01", 'effective_from = "2026-01-01"', "effective_from：应为日期"),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-01\neffective_to = 2025-01-01", "effective_to"),
        ("points = 60", "points = 50", "block professional：指标分值合计 60，应为 50"),
        ("points = 14", "points = 13", "block professional：指标分值合计 59，应为 60"),
        ("points = 14", "points = 14.001", "indicator A04 › points：应大于 0"),
        ("points = 14", 'points = "many"', "indicator A04 › points：应为数"),
        ("points = 14", "points = true", "indicator A04 › points：应为数"),
        ("points = 14", "points = 1e30", "indicator A04 › points：数过大"),
        ('code = "A02"', 'code = "A01"', "indicator A01：代码重复"),
        ('block = "professional"', 'block = "extra"', "block professional"),
        ('numerator = "cases_reviewed"', 'numerator = "cases_seen"', "numerator 第 1 列：未知的名称 cases_seen"),
        ('numerator = "cases_reviewed"\n', "", "indicator A01 › value：缺少"),
        ("* 100 * per_point)", "* 100)", "parameters › per_point：没有公式用到它"),
        ("per_point = {", "value = {", "parameters › value"),
        ("tasks_due = {", "full = {", "facts › full"),
        ("tasks_due = { zh", 'tasks_due = { style = "money", zh', "facts › tasks_due › style"),
        ('fact = "manual_review_target"', 'fact = "goal"', "parameters › target › fact：没有事实 goal"),
        ("[facts]", '[facts]\nidle = { zh = "闲置", en = "idle" }', "facts › idle：没有指标用到它"),
        ("[facts]", "[facts]\nidle = 3", "facts › idle：应为表"),
        ('edge_low = { value = "80%"', 'edge_low = { value = "92%"', "第 32 列：分段点未按规定顺序排列"),
        ('include = "common-2026.toml"', 'include = "../x.toml"', "include：应为同一文件夹中的 .toml 文件名"),
        ('include = "common-2026.toml"', 'include = ""', "include：应为同一文件夹中的"),
        ('include = "common-2026.toml"', 'include = "gone.toml"', "文件 gone.toml：无法读取该文件"),
        ('include = "common-2026.toml"', "", "block：各组分值合计 60，应为 100"),
        ('kind = "A"', 'kind = "A"\nsmall_sample = 3', "small_sample：与被包含的文件重复"),
        ('kind = "A"', "kind = ", "不是有效的 TOML"),
        ("[[indicator]]", "[indicator]", "不是有效的 TOML"),
    ],
)
def test_a_mistake_in_a_rulebook_is_named_by_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in OWN
    assert said in refusal(tmp_path, own=OWN.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from = 80", "from = 81", "空隙或重叠"),
        ("to_included = true", "to_included = false", "等级须覆盖 0 至 100"),
        ("to_included = true", 'to_included = "yes"', "to_included：应为 true 或 false"),
        ("from = 0", "from = 1", "grade fail：在 0 处"),
        ('failing = "fail"', 'failing = "bad"', "failing：没有 'bad'"),
        ('spotless = ["K04", "K05"]', 'spotless = ["K09"]', "bonus › spotless：没有 'K09'"),
        ('spotless = ["K04", "K05"]', "spotless = [4]", "spotless：应为文字列表"),
        ('spotless = ["K04", "K05"]', "spotless = 4", "spotless：应为列表"),
        ("cap = 3", "cap = -3", "bonus：加分不得为负"),
        ("small_sample = 5", "small_sample = 4.5", "small_sample：应为非负整数"),
        ('measures = ["rectify", "talk_with_lead"]', 'measures = ["fine"]', "consequence passed › measures"),
        ('linked_fee = "80%"', 'linked_fee = "180%"', "consequence passed › linked_fee"),
        ('grade = "pass"', 'grade = "passed"', "consequence passed › grade：没有 'passed'"),
        ('grade = "pass"', 'grade = "good"', "等级 pass 没有后果"),
        ("times = 2", "times = 9", "consequence failed_again › times"),
        ("points = 40", "points = 39", "block common"),
    ],
)
def test_a_mistake_in_the_common_part_is_named_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in COMMON
    assert said in refusal(tmp_path, common=COMMON.replace(old, new, 1))


def test_an_indicator_of_no_block_and_a_wrong_whole_are_found(tmp_path: Path) -> None:
    homeless = OWN + OWN[OWN.index("[[indicator]]") :].split("\n\n")[0].replace("A01", "A99").replace(
        '"professional"', '"nowhere"'
    )
    assert "indicator A99 › block：没有 'nowhere'" in refusal(tmp_path, own=homeless)
    more = OWN.replace("points = 60", "points = 61", 1).replace("points = 14", "points = 15", 1)
    assert "各组分值合计 101，应为 100" in refusal(tmp_path, own=more)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"kind = 1\n\xff\xfe")
    with pytest.raises(BadFile, match="line 2"):
        load(path)
    path.write_bytes(b" " * 2_000_001)
    with pytest.raises(BadFile, match="2 MB"):
        load(path)


def test_json_and_toml_name_the_same_kinds() -> None:
    assert {book.kind for book in every()} == {kind.value for kind in Kind}
    assert json.loads(json.dumps([book.id for book in every()])) == ["A-2026", "B-2026", "C-2026", "D-2026"]
