"""Round trip and garbage: the parser gives back what it was given, and nothing but FormulaError."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.amounts import Absent, Known
from kpi.engine.calls import FUNCTIONS, Call
from kpi.engine.conditions import Both, Compare, If, Not, TruthNode
from kpi.engine.errors import FormulaError
from kpi.engine.nodes import Arithmetic, Minus, Name, Number, NumberNode
from kpi.engine.parser import parse
from kpi.engine.words import same

NAMES = ("alpha", "beta", "value")
COUNTS = {
    "min": 3,
    "max": 2,
    "abs": 1,
    "round": 2,
    "ratio": 2,
    "ceil_share": 2,
    "decay": 2,
    "lower_bound": 3,
    "upper_bound": 3,
}
amounts = st.decimals(min_value=0, max_value=10**9, places=3)
leaves: st.SearchStrategy[NumberNode] = st.one_of(
    st.builds(Number, amounts),
    st.builds(lambda value: Number(value / 100, percent=True), amounts),
    st.sampled_from(NAMES).map(Name),
)


def calls(parts: st.SearchStrategy[NumberNode]) -> st.SearchStrategy[NumberNode]:
    return st.sampled_from(sorted(COUNTS)).flatmap(
        lambda name: st.tuples(*[parts] * COUNTS[name]).map(lambda arguments: Call(name, arguments))
    )


def truths(parts: st.SearchStrategy[NumberNode]) -> st.SearchStrategy[TruthNode]:
    one: st.SearchStrategy[TruthNode] = st.builds(
        Compare, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), parts, parts
    )
    return st.one_of(one, st.builds(Not, one), st.builds(Both, st.sampled_from(["and", "or"]), one, one))


def larger(parts: st.SearchStrategy[NumberNode]) -> st.SearchStrategy[NumberNode]:
    return st.one_of(
        st.builds(Minus, parts),
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/"]), parts, parts),
        calls(parts),
        st.builds(If, truths(parts), parts, parts),
    )


trees = st.recursive(leaves, larger, max_leaves=8)
words = st.sampled_from([*NAMES, *FUNCTIONS, "if", "and", "or", "not", "(", ")", ",", "<", ">=", "-", "5%", "1.5", " "])


@given(trees)
def test_a_tree_spelled_and_parsed_is_the_same_tree(tree: NumberNode) -> None:
    text = tree.spell()
    if len(text) < 900:
        assert parse(text, names=NAMES) == tree


@given(st.one_of(st.text(max_size=1200), st.lists(words, max_size=260).map(" ".join)))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    column, tree = 1, None
    try:
        tree = parse(text, names=NAMES)
    except FormulaError as refused:
        column = refused.column
    assert 1 <= column <= len(text) + 1
    assert tree is None or len(tree.spell()) > 200 or parse(tree.spell(), names=NAMES) == tree


def test_every_part_of_the_language_spells_itself() -> None:
    text = "if(((alpha < 1) and (not (beta >= 5%))), max(1.5, -(alpha + beta)), ratio(alpha, value))"
    assert parse(text, names=NAMES).spell() == text


def test_percent_literals_keep_their_spelling() -> None:
    assert Number(Decimal("0.995"), percent=True).spell() == "99.5%"


@given(trees, st.lists(st.one_of(st.none(), st.fractions(max_denominator=999)), min_size=3, max_size=3))
def test_any_formula_gives_one_number_or_none_with_words_and_without(
    tree: NumberNode, values: list[Fraction | None]
) -> None:
    plain = dict(zip(NAMES, values, strict=True))
    known = {
        name: Known(value=Absent(same("?")) if value is None else value, text=same(name))
        for name, value in plain.items()
    }
    found = tree.work(known).value
    assert tree.value_of(plain) == (None if isinstance(found, Absent) else found)
