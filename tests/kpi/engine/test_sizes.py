from fractions import Fraction
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from kpi.engine.sizes import acceptance, attribute, discovery, few, variable, z

SURE = Fraction(95, 100)
HALF = Fraction(1, 2)


def test_z_is_the_tabled_quantile() -> None:
    assert [str(round(float(z(Fraction(share, 100))), 4)) for share in (80, 90, 95, 99)] == [
        "1.2816", "1.6449", "1.96", "2.5758",
    ]  # fmt: skip


def test_a_share_within_five_points_takes_385_and_of_ten_thousand_370() -> None:
    """Cochran, Sampling Techniques, 4.4."""
    assert attribute(confidence=SURE, precision=Fraction(5, 100), rate=HALF) == 385
    assert attribute(confidence=SURE, precision=Fraction(5, 100), rate=HALF, universe=10_000) == 370
    assert attribute(confidence=SURE, precision=Fraction(5, 100), rate=HALF, universe=20) == 20


def test_a_mean_takes_more_the_more_amounts_differ() -> None:
    assert variable(confidence=SURE, deviation=Fraction(100), precision=Fraction(10)) == 385
    assert variable(confidence=SURE, deviation=Fraction(100), precision=Fraction(10), universe=500) == 218
    assert variable(confidence=SURE, deviation=Fraction(1), precision=Fraction(10)) == 1


def test_discovery_knows_the_whole_universe_may_be_needed() -> None:
    assert discovery(confidence=SURE, universe=200_000, occurrences=2_000) == 298
    assert discovery(confidence=SURE, universe=100, occurrences=1) == 95
    assert discovery(confidence=Fraction(999, 1000), universe=10, occurrences=1) == 10


def chance(size: int, universe: int, occurrences: int, allowed: int) -> Fraction:
    ways = sum(comb(occurrences, hit) * comb(universe - occurrences, size - hit) for hit in range(allowed + 1))
    return Fraction(ways, comb(universe, size))


@given(st.integers(1, 60), st.data())
def test_acceptance_is_the_least_size_that_will_do(universe: int, data: st.DataObject) -> None:
    occurrences = data.draw(st.integers(1, universe))
    allowed = data.draw(st.integers(0, occurrences - 1))
    size = acceptance(confidence=SURE, universe=universe, occurrences=occurrences, allowed=allowed)
    assert chance(size, universe, occurrences, allowed) <= 1 - SURE
    assert size == 1 or chance(size - 1, universe, occurrences, allowed) > 1 - SURE
    asked = few(size, universe=universe, occurrences=occurrences, allowed=allowed)
    assert asked == chance(size, universe, occurrences, allowed)
