"""Scoring from files: the facts format, its refusals, the card as text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.canonical import to_json
from kpi.engine.facts import FactValue
from kpi.engine.score import score
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.facts_file import facts_as_json, facts_from_json
from kpi.rulebooks.files import score_files
from kpi.rulebooks.queries import DATA
from kpi.rulebooks.rendering import card_as_text
from tests.support.scores import GOLDEN, A, spotless

RULES = DATA / "A-2026.toml"
WORKED = (GOLDEN / "worked-card.facts.json").read_text(encoding="utf-8")


def refusal(folder: Path, text: str) -> str:
    path = folder / "facts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        score_files(rulebook=RULES, facts=path)
    return f"{refused.value.words.zh} / {refused.value.words.en}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"period": "2026Q3",', '"period": "2026Q3"', "第 5 行第 3 列"),
        ('"reports_on_time": 3', '"reports_in_time": 3', "facts › reports_in_time：规则 A-2026 没有这一事实，是否为"),
        ('"reports_on_time": 3', '"zzz": 3', "facts › zzz：规则 A-2026 没有这一事实 /"),
        ('"reports_on_time": 3', '"reports_on_time": "three"', "facts › reports_on_time：应为数，而不是 'three'"),
        ('"reports_on_time": 3', '"reports_on_time": 1e400000', "数过大"),
        ('"reports_on_time": 3', '"reports_on_time": NaN', "NaN 不是数"),
        ('"reports_on_time": 3', '"reports_on_time": true', "应为数"),
        (
            '"reports_on_time": 3',
            '"reports_on_time": {"value": 3, "note": 1}',
            "facts › reports_on_time › note：应为文字",
        ),
        ('"reports_on_time": 3', '"reports_on_time": {"value": 3, "excluded": [["a"]]}', "应为 [编号, 原因] 的列表"),
        ('"reports_on_time": 3', '"reports_on_time": 3, "reports_on_time": 4', "reports_on_time：键重复"),
        ('"kind": "A"', '"kind": "B"', "事实属于类别 B"),
        ('"kind": "A"', '"kind": "A", "extra": 1', "extra：没有这个键"),
        ('"veto": []', '"veto": ["nonsense"]', "规则中没有事项 nonsense"),
        ('"veto": []', '"vetoes": []', "events › vetoes：应为 veto、bonus 或 cap"),
        ('"veto": []', '"veto": [{"code": "data_leak", "count": -1}]', "count：应为非负整数"),
        ('"veto": []', '"veto": [3]', "应为表"),
    ],
)
def test_a_mistake_in_the_facts_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WORKED
    assert said in refusal(tmp_path, WORKED.replace(old, new, 1))


def test_facts_must_be_one_object_and_not_nested_without_end(tmp_path: Path) -> None:
    assert "应为一个对象" in refusal(tmp_path, "[]")
    assert "嵌套过深" in refusal(tmp_path, "[" * 200_000)


@given(st.text())
def test_any_text_is_facts_or_a_bad_file(text: str) -> None:
    try:
        facts_from_json(text)
    except BadFile:
        return
    assert text.strip().startswith("{")


def test_facts_with_records_and_events_read_back_the_same() -> None:
    raw = json.loads(WORKED)
    raw["facts"]["findings_upheld"] = {"value": 430, "records": ["f/1"], "excluded": [["f/2", "待定"]]}
    raw["facts"]["findings_rejected"] = {"value": None}
    raw["facts"]["manual_review_target"] = "6%"
    raw["facts"]["tasks_due"] = None
    raw["events"] = {"veto": [{"code": "data_leak", "count": 2, "basis": "检查", "records": ["e/1"]}], "bonus": ["x"]}
    facts = facts_from_json(json.dumps(raw))
    assert facts.values["findings_upheld"].records == ("f/1",)
    assert facts_from_json(facts_as_json(facts)) == facts
    assert facts_as_json(facts_from_json(facts_as_json(facts))) == facts_as_json(facts)


def test_facts_kept_beside_a_card_recompute_the_same_bytes() -> None:
    facts = spotless()
    assert to_json(score(A, facts_from_json(facts_as_json(facts)))) == to_json(score(A, facts))
    assert facts.values["tasks_due"] == FactValue(value=facts.values["tasks_due"].value)


def test_facts_need_no_events() -> None:
    assert facts_from_json('{"kind": "A", "subject": "甲", "period": "2026Q3", "facts": {}}').vetoes == ()


def test_a_card_reads_as_a_table_with_its_working(tmp_path: Path) -> None:
    text = card_as_text(score_files(rulebook=RULES, facts=GOLDEN / "worked-card.facts.json"))
    assert "A02  人工抽检比例达标" in text
    assert "7.39 / 8" in text
    assert "向上取整为 100" in text
    assert text.endswith("总分 92.12　优秀\n")
    empty = tmp_path / "empty.json"
    empty.write_text('{"kind": "A", "subject": "甲", "period": "2026Q3", "facts": {}}', encoding="utf-8")
    assert card_as_text(score_files(rulebook=RULES, facts=empty)).endswith("总分 —　无法评定\n")


def test_the_engine_needs_neither_piccolo_nor_vendors() -> None:
    code = (
        "import sys, kpi.engine.score, kpi.engine.canonical, kpi.engine.parser\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('piccolo', 'vendors', 'server', 'importers')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
