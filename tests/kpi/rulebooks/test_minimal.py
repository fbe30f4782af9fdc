"""Rulebooks for other scorecards: what can be left out, adjectives, shares kept apart, full marks of their own."""

import json
from pathlib import Path

import pytest

from kpi.engine.canonical import card_as_json, card_from_json
from kpi.engine.card import Card, Flag
from kpi.engine.quick import quick
from kpi.engine.score import score
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.facts_file import check_names, facts_from_json
from kpi.rulebooks.loader import load_from, load_text
from kpi.rulebooks.rendering import card_as_text
from kpi.rulebooks.source import read_standalone

SMALLEST = """
id = "smallest"
facts = { late = "逾期天数" }
[[indicator]]
code = "T1"
points = 100
formula = "max(0, full - late * per_day)"
parameters = { per_day = 1.5 }
"""
WORDS = """
id = "adjectives"
zh = "履约评价"
overall = "min(Q1, Q2)"
[scale.rating]
good = "良好"
fair = { zh = "一般", en = "Fair" }
poor = "差"
[facts]
quality = { zh = "质量评价", scale = "rating" }
upheld = "成立条数"
judged = "认定条数"
[[indicator]]
code = "Q1"
zh = "质量"
scale = "rating"
formula = "quality"
[[indicator]]
code = "Q2"
zh = "准确"
scale = "rating"
numerator = "upheld"
denominator = "judged"
formula = "steps(value, 90%, good, 80%, fair, poor)"
[[veto]]
zh = "泄密"
"""
SHARES = """
id = "shares"
facts = { upheld = "申辩成立", defended = "申辩", notified = "已告知" }
[[indicator]]
code = "T1"
points = 100
value = "of_notified"
formula = "full * (1 - value) - if(of_defended > most, 10, 0)"
parameters = { most = "50%" }
[[indicator.ratio]]
name = "of_notified"
zh = "占已告知"
numerator = "upheld"
denominator = "notified"
[[indicator.ratio]]
name = "of_defended"
zh = "占申辩"
numerator = "upheld"
denominator = "defended"
"""


def scored(rulebook: str, **facts: object) -> Card:
    rules = load_from(read_standalone(rulebook, file="my.toml"))
    events = facts.pop("events", {})
    known = facts_from_json(json.dumps({"facts": facts, "events": events}), file="my.json")
    check_names(known, rules, file="my.json")
    card = score(rules, known)
    assert card_from_json(card_as_json(card)) == card
    assert [one.points for one in quick(rules, known).lines] == [line.points for line in card.lines]
    return card


def named(card: Card) -> str:
    return card.grade.words.zh if card.grade else ""


def refusal(rulebook: str, **facts: object) -> str:
    with pytest.raises(BadFile) as refused:
        scored(rulebook, **facts)
    return f"{refused.value.words.zh} / {refused.value.words.en}"


def test_eight_lines_are_a_rulebook() -> None:
    card = scored(SMALLEST, late=4)
    assert (str(card.total), card.grade) == ("94.00", None)
    assert card.line("T1").sentence.zh == "100 − 逾期天数 4 × 1.5 = 94。得 94.00 分（满分 100 分）。"
    assert card_as_text(card).endswith("总分 94.00\n")
    assert card_as_text(scored(SMALLEST)).endswith("总分 —　无法评定\n")


def test_a_rulebook_may_be_chinese_throughout() -> None:
    chinese = """
id = "完成时间"
facts = { "推迟天数" = "推迟天数" }
[[indicator]]
code = "时间"
points = 100
formula = "max（0，full － 推迟天数 × 每天扣分）"
parameters = { "每天扣分" = 2 }
"""
    card = scored(chinese, 推迟天数=3)
    assert (str(card.total), card.lines[0].facts) == ("94.00", ("推迟天数",))


def test_full_marks_may_be_other_than_a_hundred_and_grades_follow_one_another() -> None:
    grades = 'grade = [{ zh = "合格", from = 900 }, { zh = "不合格" }]\npoints = 1000\n'
    rulebook = grades + SMALLEST.replace("points = 100", "points = 1000")
    assert [named(scored(rulebook, late=late)) for late in (0, 66, 67)] == ["合格", "合格", "不合格"]
    assert "等级须覆盖 0 至 1000（含两端）" in refusal(rulebook.replace("from = 900 }", "from = 900, to = 999 }"))


def test_adjectives_make_a_card_without_a_number() -> None:
    card = scored(WORDS, quality={"level": "fair"}, upheld=46, judged=50)
    assert [line.shown for line in card.lines] == ["一般", "良好"]
    assert (card.total, card.grade.words.zh if card.grade else "") == (None, "一般")
    assert card.sentence.zh == "质量：一般，准确：良好。总评：一般。"
    assert card.line("Q1").sentence.zh == "质量评价 一般。评为“一般”。"
    assert card.line("Q2").sentence.zh.endswith("≥90%→良好，≥80%→一般，其余→差 取 良好，评为“良好”。")
    assert card_as_text(card).endswith("总评　一般\n")


def test_an_adjective_nobody_gave_leaves_no_overall_grade() -> None:
    card = scored(WORDS, upheld=46, judged=50)
    assert (card.grade, card.flags, card.line("Q1").rating) == (None, (Flag.NOT_GRADABLE,), None)
    assert card.line("Q1").sentence.zh == "不适用：缺少事实“质量评价”。"
    assert card.sentence.zh.endswith("质量：不适用，准确：良好。总评：无法评定。")
    assert card_as_text(card).endswith("总评　无法评定\n")


def test_a_veto_gives_the_worst_adjective() -> None:
    card = scored(WORDS, quality={"level": "good"}, upheld=50, judged=50, events={"veto": ["泄密"]})
    assert (card.vetoed, card.grade.words.zh if card.grade else "") == (True, "差")
    assert card.sentence.en.endswith("vetoed. Overall: 差.")


def test_without_an_overall_formula_there_is_no_overall_grade() -> None:
    card = scored(WORDS.replace('overall = "min(Q1, Q2)"\n', ""), quality={"level": "good"}, upheld=50, judged=50)
    assert (card.grade, card.flags, card.sentence.zh) == (None, (), "质量：良好，准确：良好。")
    assert card_as_text(card).endswith("总评　—\n")


def test_a_result_between_two_adjectives_is_none_of_them() -> None:
    card = scored(WORDS.replace('"quality"', '"(quality + good) / 2"'), quality={"level": "fair"}, upheld=1, judged=1)
    assert card.line("Q1").sentence.zh == "不适用：结果不是等级表中的等次。"


def test_two_denominators_are_kept_apart() -> None:
    line = scored(SHARES, upheld=12, defended=20, notified=400).line("T1")
    assert [(one.words.zh, one.shown) for one in line.shares] == [("占已告知", "3.0%"), ("占申辩", "60.0%")]
    assert (str(line.points), str(line.n)) == ("87.00", "20")
    assert line.sentence.zh.startswith("占已告知：申辩成立 12 ÷ 已告知 400 = 3%。占申辩：申辩成立 12 ÷ 申辩 20 = 60%。")


def test_a_share_of_nothing_takes_only_what_needs_it_with_it() -> None:
    assert not scored(SHARES, upheld=0, defended=0, notified=400).line("T1").applicable
    shown = SHARES.replace(" - if(of_defended > most, 10, 0)", "").replace('parameters = { most = "50%" }\n', "")
    line = scored(shown, upheld=0, defended=0, notified=400).line("T1")
    assert (str(line.points), line.shares[1].value) == ("100.00", None)
    assert "占申辩：不适用（分母为 0）。" in line.sentence.zh
    assert Flag.SMALL_SAMPLE in line.flags


@pytest.mark.parametrize(
    ("rulebook", "old", "new", "said"),
    [
        (SMALLEST, "facts = {", "points = 90\nfacts = {", "各组分值合计 100，应为 90"),
        (SMALLEST, "late *", "lat *", "indicator T1 › formula：规则 smallest 指标 T1 的 formula 第 15 列"),
        (SMALLEST, '"逾期天数"', "3", "facts › late：应为表"),
        (SMALLEST, "1.5", '"x"', "parameters › per_day › value：应为数"),
        (SMALLEST, "points = 100", "points = 100\nnumerator = 'late'", "indicator T1 › value：缺少"),
        (WORDS, "fair =", "value =", "scale › rating › value：等次代码"),
        (WORDS, 'fair = { zh = "一般", en = "Fair" }\npoor = "差"', "", "scale › rating：至少应有两个等次"),
        (WORDS, 'scale = "rating" }', 'scale = "x" }', "facts › quality › scale：没有等级表 x"),
        (WORDS, "min(Q1, Q2)", "min(Q1, Q3)", "overall：规则 adjectives 指标 - 的 overall 第 9 列：未知的名称 Q3"),
        (WORDS, "min(Q1, Q2)", "1", "facts"),
        (WORDS, 'zh = "履约评价"', 'grade = [{ zh = "x", from = 0, to = 1 }]', "没有分值的规则用 overall"),
        (SHARES, 'name = "of_defended"', 'name = "upheld"', "ratio 2 › name：名称应为未用过的"),
        (SHARES, 'denominator = "defended"', 'denominator = "nobody"', "ratio of_defended 第 1 列：未知的名称 nobody"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(rulebook: str, old: str, new: str, said: str) -> None:
    assert old in rulebook
    assert said in refusal(rulebook.replace(old, new, 1), quality=3)


def test_overall_needs_one_scale() -> None:
    assert "各指标须同用一个等级表" in refusal(SMALLEST.replace("facts =", 'overall = "T1"\nfacts ='))


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"level": "god"}, "facts › quality › level：规则 adjectives 没有这一等次，是否为 good"),
        (3, "facts › quality：应为等次（level），不是数"),
    ],
)
def test_an_adjective_must_be_one_of_the_scale(fact: object, said: str) -> None:
    assert said in refusal(WORDS, quality=fact)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "smallest"', 'id = "smallest"', "kind：应为 A、B、C 或 D"),
        ('id = "smallest"', 'id = "smallest"\nkind = "A"', "effective_from：缺少"),
        ('id = "smallest"', 'id = "smallest"\nkind = "A"\neffective_from = 2026-01-01', "grade：缺少"),
    ],
)
def test_the_house_asks_more_of_its_own(old: str, new: str, said: str) -> None:
    with pytest.raises(BadFile) as refused:
        load_text(SMALLEST.replace(old, new), file="my.toml")
    assert said in refused.value.words.zh


def test_an_included_file_is_named_where_it_is_at_fault(tmp_path: Path) -> None:
    from kpi.rulebooks.loader import load

    (tmp_path / "shared.toml").write_text('[facts]\nlate = { zh = "逾期", style = "x" }\n', encoding="utf-8")
    own = SMALLEST.replace('facts = { late = "逾期天数" }', 'include = "shared.toml"')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    with pytest.raises(BadFile, match=r"file shared.toml facts › late › style"):
        load(tmp_path / "own.toml")
