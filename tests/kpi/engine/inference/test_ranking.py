import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.inference.given import Unanswerable
from kpi.engine.inference.proportions import wilson
from kpi.engine.inference.ranking import Placed, by_figure, by_lower, ranks


def rate(name: str, hits: int, trials: int) -> Placed:
    found = wilson(hits=hits, trials=trials)
    return Placed(name=name, figure=found.rate, lower=found.lower, upper=found.upper)


def test_five_of_five_leads_by_rate_and_sixteen_of_nineteen_by_what_is_certain() -> None:
    both = [rate("甲", 5, 5), rate("乙", 16, 19)]
    assert by_figure(both) == ("甲", "乙")
    assert by_lower(both) == ("乙", "甲")
    assert ranks(both) == {"甲": 1, "乙": 1}


def test_only_who_lies_wholly_above_pushes_down() -> None:
    assert ranks([rate("甲", 990, 1000), rate("乙", 500, 1000), rate("丙", 8, 10)]) == {"甲": 1, "乙": 2, "丙": 2}


def test_without_sampling_ranks_are_the_plain_ones() -> None:
    exact = [Placed(name=name, figure=at, lower=at, upper=at) for name, at in (("a", 3), ("b", 1), ("c", 3), ("d", 2))]
    assert ranks(exact) == {"a": 1, "c": 1, "d": 3, "b": 4}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_the_best_figure_is_never_below_the_first_rank(counts: list[tuple[int, int]]) -> None:
    placed = [rate(str(place), min(one), max(*one, 1)) for place, one in enumerate(counts)]
    found = ranks(placed)
    assert found[by_figure(placed)[0]] == 1
    assert min(found.values()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        [Placed(name="a", figure=1, lower=0, upper=1)] * 2,
        [Placed(name="a", figure=2, lower=0, upper=1)],
    ],
)
def test_what_cannot_be_ranked_is_refused(wrong: list[Placed]) -> None:
    with pytest.raises(Unanswerable):
        ranks(wrong)
