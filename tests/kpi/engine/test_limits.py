"""A number no count can reach is named with the limit it breaks; what cannot be told is let be."""

from decimal import Decimal

import pytest

from kpi.engine.limits import beyond
from kpi.engine.rulebook import Rulebook
from kpi.rulebooks.errors import BadFile
from kpi.rulebooks.loader import load_from
from kpi.rulebooks.queries import every
from kpi.rulebooks.source import read_standalone

TEXT = """
id = "T"
[facts]
sent = "发函数"
returned = { zh = "回函数", at_most = ["sent", "sent - other"] }
other = { zh = "替代数", at_most = "sent - returned" }
mark = { zh = "评价", at_most = 100 }
share = { zh = "比例", style = "percent", at_most = "100%" }
answered = { zh = "已答复数", at_most = "sent" }
[[indicator]]
code = "T1"
points = 100
formula = "returned + other + mark + share + answered - sent"
"""


def rulebook(text: str = TEXT) -> Rulebook:
    return load_from(read_standalone(text, file="t.toml"))


def faults(*touched: str, **values: str) -> dict[str, str]:
    numbers = {name: Decimal(value) for name, value in values.items()}
    return {name: said.zh for name, said in beyond(rulebook(), numbers, touched=touched or None).items()}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sent": "7", "answered": "12"}, {"answered": "已答复数 12 不能超过 发函数 7。"}),
        ({"sent": "27", "returned": "500", "other": "0"}, {"returned": "回函数 500 不能超过 发函数 27。"}),
        ({"mark": "9999"}, {"mark": "评价 9999 不能超过 100。"}),
        ({"share": "1.5"}, {"share": "比例 150% 不能超过 100%。"}),
        (
            {"sent": "27", "returned": "25", "other": "3"},
            {
                "returned": "回函数 25 不能超过 发函数 27 − 替代数 3 = 24。",
                "other": "替代数 3 不能超过 发函数 27 − 回函数 25 = 2。",
            },
        ),
    ],
)
def test_a_number_above_its_limit_is_told_with_both_numbers(values: dict[str, str], told: dict[str, str]) -> None:
    assert faults(**values) == told


def test_a_number_at_its_limit_or_under_one_nobody_knows_is_let_be() -> None:
    assert faults(sent="7", answered="7", mark="100", share="1") == {}
    assert faults(answered="12", returned="500", other="3") == {}
    assert faults(sent="7", other="7") == {}


def test_only_limits_somebody_touched_are_told_and_at_what_was_touched() -> None:
    wrong = {"sent": "7", "answered": "12", "mark": "9999"}
    assert set(faults("mark", **wrong)) == {"mark"}
    assert set(faults("sent", **wrong)) == {"sent"}


@pytest.mark.parametrize("at_most", ["sent2", "answered", "1 +", ""])
def test_a_limit_that_cannot_be_read_is_refused_with_its_place(at_most: str) -> None:
    with pytest.raises(BadFile) as refused:
        rulebook(TEXT.replace('at_most = "sent" }', f'at_most = "{at_most}" }}'))
    assert "facts › answered › at_most" in str(refused.value)


def test_a_limit_that_is_no_formula_is_refused() -> None:
    with pytest.raises(BadFile):
        rulebook(TEXT.replace('at_most = "sent" }', "at_most = true }"))


def test_every_packaged_limit_names_what_its_share_is_taken_of() -> None:
    for one in every():
        own = {fact.name: fact.at_most[0].text for fact in one.facts.values() if fact.at_most}
        assert own["handoffs_on_time"] == "handoffs"
        assert own["satisfaction_bureau"] == "100"
        over = {"staff_on_post", "cases_reviewed_manually", "items_counted", "care_evaluations_done", "rules_online"}
        assert not over & own.keys()
