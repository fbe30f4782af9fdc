"""The formula language: what it accepts, what it refuses and where, and how it counts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.amounts import Absent, Known, Style
from kpi.engine.errors import FormulaError, Place
from kpi.engine.inference.wilson import wilson
from kpi.engine.numbers import HIGH, half_up
from kpi.engine.parser import names_in, parse
from kpi.engine.words import same

NAMES = {"a": Known(value=Fraction(7), text=same("a 7")), "half": Known(value=Fraction(1, 2), text=same("50%"))}
GONE = Known(value=Absent(same("gone")), text=same("x"))
KNOWN = {**NAMES, "x": GONE}


def worth(text: str) -> Fraction | None:
    value = parse(text, names=KNOWN).work(KNOWN).value
    return None if isinstance(value, Absent) else value


def words(text: str) -> str:
    return parse(text, names=KNOWN).work(KNOWN).text.zh


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 4 / 3", "1"),
        ("--2 * -3", "-6"),
        ("95%", "0.95"),
        ("min(3, a, 5)", "3"),
        ("max(0, -a, a - 1)", "6"),
        ("abs(2 - a)", "5"),
        ("round(2.345, 2)", "2.35"),
        ("round(-2.5, 0)", "-3"),
        ("ratio(1, 4)", "0.25"),
        ("clamp(a, 0, 5)", "5"),
        ("linear(5%, 5%, 1, 20%, 0)", "1"),
        ("linear(12.5%, 5%, 1, 20%, 0)", "0.5"),
        ("linear(1%, 5%, 1, 20%, 0)", "1"),
        ("linear(99%, 5%, 1, 20%, 0)", "0"),
        ("linear(3, 1, 0, 2, 10, 4, 20)", "15"),
        ("steps(95%, 98%, 4, 95%, 3, 0)", "3"),
        ("steps(1%, 98%, 4, 95%, 3, 0)", "0"),
        ("ceil_share(338, 5%)", "17"),
        ("decay(0, 80%)", "1"),
        ("decay(2.9, 80%)", "0.64"),
        ("decay(-3, 80%)", "1"),
        ("round(lower_bound(16, 19, 95%), 4)", "0.6243"),
        ("round(lower_bound(5, 5, 95%), 4)", "0.5655"),
        ("round(upper_bound(0, 5, 95%), 4)", "0.4345"),
        ("lower_bound(0, 5, 95%)", "0"),
        ("ceil_share(100, 7%)", "7"),
        ("if(a > 7, 1, 2)", "2"),
        ("if(a >= 7 and not a == 8, 1, 2)", "1"),
        ("if(a < 7 or a <= 7, 1, 2)", "1"),
        ("if(a != 7 or a > 9, 1, 2)", "2"),
        ("if((a > 1), 1, 2)", "1"),
        ("if(a > 7 and x > 1, 1, 2)", "2"),
        ("if(a > 1 or x > 1, 1, 2)", "1"),
        ("if(a > 1, 1, x)", "1"),
    ],
)
def test_a_formula_counts_exactly(text: str, value: str) -> None:
    assert worth(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "-x",
        "1 + x",
        "x + 1",
        "1 / 0",
        "ratio(1, 0)",
        "min(1, x)",
        "if(x > 1, 1, 2)",
        "if(1 < x, 1, 2)",
        "if(not x > 1, 1, 2)",
        "if(x > 1 and a > 1, 1, 2)",
        "if(a > 1 and x > 1, 1, 2)",
        "round(1, 99)",
        "round(1, half)",
        "linear(1, a, 0, 3, 1)",
        "steps(1, 3, 0, a, 1, 2)",
        "clamp(1, a, 3)",
    ],
)
def test_what_cannot_be_known_is_an_absence_never_a_number(text: str) -> None:
    assert worth(text) is None


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("1 +", 4),
        ("1 + b", 5),
        ("foo(1)", 1),
        ("1 ; 2", 3),
        ("［1］", 1),
        ("(1", 3),
        ("min(1)", 1),
        ("min(1 2)", 7),
        ("if(1, 2, 3)", 4),
        ("if(a > 1, 2)", 1),
        ("1 + (a > 1)", 5),
        ("a > 1", 1),
        ("1 < a < 9", 7),
        ("not a", 5),
        ("1 and a > 1", 1),
        ("a > 1 and 1", 11),
        ("1 2", 3),
        ("and", 1),
        ("__import__('os')", 12),
        ("a.b", 2),
        ("1" * 31, 1),
        ("linear(a, 3, 0, 2, 1)", 1),
        ("steps(a, 2, 0, 3, 1, 0)", 1),
        ("1 + " * 250 + "1", 1001),
        ("1+" * 110 + "1", 201),
        ("(" * 25 + "1", 26),
        ("-" * 25 + "1", 26),
    ],
)
def test_an_error_names_the_column(text: str, column: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text, names=NAMES, place=Place(rulebook="A-2026", indicator="A02", part="value"))
    assert refused.value.column == column
    assert f"规则 A-2026 指标 A02 的 value 第 {column} 列" in refused.value.words.zh
    assert f"rulebook A-2026, indicator A02, value, column {column}" in refused.value.words.en


def test_nested_not_is_limited_too() -> None:
    with pytest.raises(FormulaError):
        parse("if(" + "not " * 30 + "a > 1, 1, 2)", names=NAMES)


def test_a_number_grown_beyond_all_sense_is_an_absence() -> None:
    big = {"b": Known(value=Fraction(10**60), text=same("b"))}
    value = parse("*".join(["b"] * 40), names=big).work(big).value
    assert isinstance(value, Absent)
    assert "超出范围" in value.why.zh


def test_the_working_is_told_with_figures() -> None:
    assert words("2 * (a - 1) / 4") == "2 × (a 7 − 1) ÷ 4"
    assert words("10 - (4 - 3)") == "10 − (4 − 3)"
    assert words("-(1 + a)") == "−(1 + a 7)"
    assert words("abs(1 - a)") == "|1 − a 7|"
    assert words("ratio(1, 1 + a)") == "1 ÷ (1 + a 7)"
    assert words("max(0, 10 - a)") == "10 − a 7"


def test_the_reasons_say_which_way_each_condition_turned_out() -> None:
    amount = parse("if(a >= 9, 1, if(a < 9 and 1 < 2, max(0, 1 - a), 3))", names=KNOWN).work(KNOWN)
    assert [step.zh for step in amount.because] == ["a 7 < 9", "a 7 < 9 且 1 < 2", "1 − a 7 = -6 < 0"]
    assert amount.text.zh == "0"


def test_a_losing_upper_bound_is_told_too() -> None:
    amount = parse("min(3, a * 2)", names=KNOWN).work(KNOWN)
    assert [step.zh for step in amount.because] == ["a 7 × 2 = 14 > 3"]


def test_percentages_stay_percentages_through_sums() -> None:
    amount = parse("100% - 95%", names=()).work({})
    assert amount.style is Style.PERCENT
    assert parse("100% * 2", names=()).work({}).style is Style.NUMBER


def test_names_are_listed_in_order_once() -> None:
    assert names_in("min(b, a) + b * if(c > 1, 1, 2)") == ("b", "a", "c")


def test_fractions_do_not_lose_a_tie_that_decimals_would() -> None:
    assert half_up(worth("139 / 1200 * 6") or Fraction(0)) == Decimal("0.70")
    assert half_up(HIGH.multiply(HIGH.divide(Decimal(139), Decimal(1200)), Decimal(6))) == Decimal("0.69")


@pytest.mark.parametrize(
    "text",
    [
        "decay(1, 120%)",
        "decay(1, -1)",
        "decay(5000, 80%)",
        "lower_bound(1, 0, 95%)",
        "lower_bound(6, 5, 95%)",
        "lower_bound(-1, 5, 95%)",
        "upper_bound(1, 5, 0)",
        "upper_bound(1, 5, 0.99999999999999999999)",
    ],
)
def test_what_no_age_share_or_sample_can_be_is_absent(text: str) -> None:
    assert worth(text) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bounds_are_those_of_the_statistics_room(case: tuple[int, int]) -> None:
    hits, n = case
    interval = wilson(hits=hits, trials=n)
    bounds = [worth(f"{side}_bound({hits}, {n}, 95%)") for side in ("lower", "upper")]
    assert [float(bound or 0) for bound in bounds] == pytest.approx([interval.lower, interval.upper], abs=1e-9)


def test_a_bound_and_a_decay_tell_their_step() -> None:
    told = parse("lower_bound(a, 8, 95%) + decay(a, 50%)", names=KNOWN).work(KNOWN).because
    assert told[0].zh.startswith("a 7 ÷ 8 在 95% 置信度下的下限为 52.9")
    assert told[1].zh == "a 7，每满 1 期按 50% 计，折为 0.78%"


def test_chinese_names_and_the_signs_of_a_chinese_keyboard_are_read() -> None:
    known = {"推迟天数": Known(value=Fraction(3), text=same("推迟天数 3")), "满分值": NAMES["a"]}
    tree = parse("max（0，满分值 － 推迟天数 × 50％ ÷ 1）", names=known)
    assert tree.work(known).value == Fraction("5.5")
    assert tree.spell() == "max(0, (满分值 - ((推迟天数 * 50%) / 1)))"
    assert parse("if（推迟天数 ≥ 3 and 推迟天数 ≤ 3 and 推迟天数 ≠ 4，1，2）", names=known).value_of(
        {"推迟天数": Fraction(3)}
    ) == Fraction(1)


def test_a_column_counts_characters_whatever_they_are() -> None:
    with pytest.raises(FormulaError) as refused:
        parse("推迟天数 ≥ 甲", names=["推迟天数"])
    assert refused.value.column == 8
