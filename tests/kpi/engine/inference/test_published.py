"""The figures others have printed, to the printed digit."""

import pytest

from kpi.engine.inference.acceptance import accept
from kpi.engine.inference.attributes import attribute
from kpi.engine.inference.given import Unanswerable
from kpi.engine.inference.proportions import exact, wilson
from kpi.engine.inference.shrinkage import Observed, shrink
from kpi.engine.inference.strata import Stratum, stratified
from kpi.engine.inference.variables import Summary, summary, variable

BATTING = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
"""Hits of 18 players in their first 45 at-bats of 1970 (Efron and Morris, Scientific American 236, 1977)."""


def limits(universe: int, sample: int, hits: int) -> list[int]:
    return [one.lower for one in attribute(universe=universe, sample=sample, hits=hits).limits]


def test_ninety_seven_of_a_hundred_out_of_a_hundred_and_fifty() -> None:
    assert limits(150, 100, 97) == [143, 142, 141]


def test_where_all_sampled_agree_the_limit_has_one_side() -> None:
    found = attribute(universe=5, sample=2, hits=2)
    assert [(one.lower, one.upper, one.one_sided) for one in found.limits] == [(3, 5, True), (2, 5, True), (2, 5, True)]
    assert attribute(universe=5, sample=2, hits=0).limits[0].one_sided


def test_a_whole_universe_looked_at_leaves_no_doubt() -> None:
    found = attribute(universe=5, sample=5, hits=5)
    assert {(one.lower, one.upper, one.one_sided) for one in found.limits} == {(5, 5, False)}
    assert found.se_total == 0
    assert attribute(universe=9, sample=1, hits=1).se_total is None


def test_a_variable_appraisal_by_its_summary() -> None:
    sample = Summary(size=999, mean=14_234.8984, deviation=31_492.46)
    found = variable(universe=1000, sample=sample, confidence=[0.9])
    assert (round(found.point), round(found.limits[0].lower), round(found.limits[0].upper)) == (
        14_234_898,
        14_183_024,
        14_286_773,
    )


def test_seven_of_fifty_exactly() -> None:
    found = exact(hits=7, trials=50)
    assert (round(found.lower, 8), round(found.upper, 8)) == (0.05819170, 0.26739600)


@pytest.mark.parametrize("method", [exact, wilson])
def test_none_and_all_reach_the_end(method: type) -> None:
    assert method(hits=0, trials=9).lower == 0
    assert method(hits=9, trials=9).upper == 1


def test_the_batters_are_pulled_as_printed() -> None:
    found = shrink([Observed(name=str(place), hits=hits, trials=45) for place, hits in enumerate(BATTING)])
    assert (round(found.mean, 3), round(found.members[0].weight, 3), round(found.members[0].estimate, 3)) == (
        0.265,
        0.212,
        0.294,
    )


def test_members_who_do_not_differ_are_all_the_mean() -> None:
    found = shrink([Observed(name=name, hits=5, trials=10) for name in "abcd"])
    assert {one.estimate for one in found.members} == {0.5}
    perfect = shrink([Observed(name=name, hits=10, trials=10) for name in "abcd"])
    assert {one.estimate for one in perfect.members} == {1.0}


def test_a_plan_of_a_hundred_and_twenty_five_with_two_allowed() -> None:
    assert round(accept(sample=125, allowed=2, rate=0.1), 9) == 0.000210835


def test_strata_add_up() -> None:
    found = stratified(
        [
            Stratum(name="一级", universe=100, sample=summary([1, 2, 3, 4])),
            Stratum(name="二级", universe=50, sample=summary([10, 14])),
        ]
    )
    assert found.whole.point == 100 * 2.5 + 50 * 12
    assert found.whole.se_total**2 == pytest.approx(sum(one.se_total**2 for _, one in found.strata))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: attribute(universe=5, sample=6, hits=1),
        lambda: attribute(universe=5, sample=2, hits=3),
        lambda: attribute(universe=5, sample=2, hits=1, confidence=[1]),
        lambda: variable(universe=5, sample=Summary(size=1, mean=1, deviation=1)),
        lambda: variable(universe=5, sample=Summary(size=2, mean=1, deviation=-1)),
        lambda: summary([1]),
        lambda: summary([1, float("inf")]),
        lambda: summary([1, 1e19]),
        lambda: attribute(universe=10**13, sample=2, hits=1),
        lambda: stratified([]),
        lambda: exact(hits=0, trials=0),
        lambda: shrink([Observed(name="a", hits=1, trials=2)] * 3),
        lambda: shrink([Observed(name="a", hits=0, trials=0)] * 4),
        lambda: accept(sample=2, allowed=3, rate=0.1),
    ],
)
def test_what_is_no_sample_is_refused_in_both_languages(wrong: object) -> None:
    with pytest.raises(Unanswerable) as refused:
        wrong()  # type: ignore[operator]
    assert refused.value.words.zh
    assert refused.value.words.en
