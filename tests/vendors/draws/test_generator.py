from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.frames import Unit
from vendors.draws.algorithm.generator import below, in_order, tickets
from vendors.draws.algorithm.methods import first

CRITICAL = {9: 21.666, 44: 68.710}
"""χ² by degrees of freedom that chance exceeds once in a hundred (NIST/SEMATECH e-Handbook 1.3.6.7.4; 44: the same
function, from the incomplete gamma function)."""


def chi_square(counts: Counter[str], *, rounds: int, units: int, size: int) -> float:
    """Of how often each unit came in; being drawn without replacement makes the counts differ less, by (1 - n/N)."""
    expected = rounds * size / units
    spread = expected * (1 - size / units) * units / (units - 1)
    return sum((count - expected) ** 2 for count in counts.values()) / spread


def test_a_ticket_is_the_hash_of_three_lines() -> None:
    """`printf 'hengjian\\npick\\nV000' | sha256sum`"""
    assert tickets("hengjian", "pick")("V000").hex().startswith("b1436a31711c5900f46b62bbf338760c36e2fb7789f802f0")


def test_the_generator_stays_what_it_was() -> None:
    ids = [f"V{number:03d}" for number in range(20)]
    assert in_order(reversed(ids), seed="衡鉴", label="pick")[:4] == in_order(ids, seed="衡鉴", label="pick")[:4]
    assert in_order(ids, seed="hengjian", label="pick")[:4] == ["V009", "V014", "V005", "V016"]
    assert [below(10**6, seed=f"{number}", label="start") for number in range(3)] == [136194, 67770, 319121]


@given(st.integers(1, 2**200), st.text(min_size=1, max_size=8))
def test_a_whole_number_lies_below_its_bound(bound: int, seed: str) -> None:
    assert 0 <= below(bound, seed=seed, label="start") < bound


def test_a_block_beyond_the_last_multiple_is_thrown_away() -> None:
    """A bound just over half of 2²⁵⁶: about every second first block is beyond its only multiple."""
    bound = 2**255 + 1
    for seed in map(str, range(40)):
        blocks = [int.from_bytes(tickets(seed, "start")(str(counter))) for counter in range(60)]
        assert below(bound, seed=seed, label="start") == next(block for block in blocks if block < bound)


def test_ten_thousand_draws_show_no_bias_at_one_per_cent() -> None:
    units = [Unit(f"620700G{number:012d}") for number in range(45)]
    picked: Counter[str] = Counter()
    for seed in range(10_000):
        picked.update(unit.id for unit in first(units, 9, seed=str(seed)))
    assert len(picked) == 45
    assert chi_square(picked, rounds=10_000, units=45, size=9) < CRITICAL[44]


def test_a_biased_draw_would_be_seen() -> None:
    """One unit of 45 that is spared in one draw out of five."""
    counts = Counter({str(place): 2009 for place in range(44)}) + Counter({"friend": 1604})
    assert chi_square(counts, rounds=10_000, units=45, size=9) > CRITICAL[44]


def test_ten_thousand_starts_are_spread_evenly() -> None:
    counts = Counter(str(below(10, seed=str(seed), label="start")) for seed in range(10_000))
    assert chi_square(counts, rounds=10_000, units=10, size=1) < CRITICAL[9]
