from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.draws.algorithm.first_algorithm import FIRST_ALGORITHM, FirstRecord, draw, frame_hash
from vendors.draws.algorithm.generator import commitment
from vendors.draws.algorithm.replaying import replay
from vendors.draws.algorithm.sizes import ceiling

frames = st.lists(st.text("0123456789G", min_size=1, max_size=8), unique=True, min_size=1, max_size=60)
ratios = st.decimals(Decimal("0.0001"), Decimal(1), places=4)


def record(frame: list[str], ratio: Decimal = Decimal("0.05"), seed: str = "seed") -> FirstRecord:
    size = ceiling(len(frame), ratio)
    return FirstRecord(
        algorithm=FIRST_ALGORITHM, seed=seed, seed_commitment=commitment(seed), frame=tuple(sorted(frame)),
        frame_hash=frame_hash(frame), ratio=ratio, size=size, sample=draw(frame, seed=seed, size=size),
    )  # fmt: skip


def test_the_algorithm_stays_what_it_was() -> None:
    """The four are `printf 'hengjian:V000' | sha256sum` and so on, sorted by hash."""
    frame = [f"V{number:03d}" for number in range(20)]
    assert draw(frame, seed="衡鉴", size=3) == draw(list(reversed(frame)), seed="衡鉴", size=3)
    assert draw(frame, seed="hengjian", size=4) == ("V005", "V008", "V011", "V017")


@given(frames, st.text(max_size=10), st.data())
def test_a_larger_sample_contains_the_smaller(frame: list[str], seed: str, data: st.DataObject) -> None:
    small = data.draw(st.integers(0, len(frame)))
    large = data.draw(st.integers(small, len(frame)))
    assert set(draw(frame, seed=seed, size=small)) <= set(draw(frame, seed=seed, size=large)) <= set(frame)
    assert len(draw(frame, seed=seed, size=large)) == large


@given(frames, ratios, st.text(max_size=10))
def test_every_honest_draw_replays(frame: list[str], ratio: Decimal, seed: str) -> None:
    assert replay(record(frame, ratio, seed)) == ()


FRAME = [f"V{number:03d}" for number in range(40)]


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("seed is not the one committed", {"seed": "another"}),
        ("frame is not the one hashed", {"frame": tuple(FRAME[1:])}),
        ("size does not follow", {"size": 3}),
        ("size does not follow", {"size": 99}),
        ("sample is not the one", {"sample": ("V000", "V001")}),
    ],
)
def test_a_doctored_record_is_found_out(said: str, changes: dict[str, object]) -> None:
    words = replay(replace(record(FRAME), **changes))  # type: ignore[arg-type]
    assert any(said in one.en for one in words)


def test_a_frame_with_a_visit_twice_is_not_drawn_from() -> None:
    with pytest.raises(ValueError, match="distinct"):
        draw(["V1", "V1"], seed="s", size=1)
