"""The algorithm of the first draws; no new one is made by it, old records stay replayable.

`sha256-order-1`: every visit id of the frame is ranked by SHA-256 of "seed:visit id" (UTF-8, hex); the
`size` lowest ranks are the sample. The seed is committed as its SHA-256 before the frame is opened; the frame is
kept, sorted, with its own hash. Same seed and frame give the same sample on any machine.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from vendors.draws.algorithm.generator import commitment
from vendors.draws.algorithm.sizes import ceiling
from vendors.errors import Words

FIRST_ALGORITHM: Final = "sha256-order-1"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def frame_hash(frame: Sequence[str]) -> str:
    """SHA-256 of the sorted visit ids, one a line."""
    return _sha256("\n".join(sorted(frame)))


def draw(frame: Sequence[str], *, seed: str, size: int) -> tuple[str, ...]:
    """The sample, sorted. ValueError when the frame repeats an id or is smaller than the sample."""
    if len(set(frame)) != len(frame) or not 0 <= size <= len(frame):
        msg = f"cannot draw {size} of {len(frame)} ids ({len(set(frame))} distinct)"
        raise ValueError(msg)
    ranked = sorted(frame, key=lambda visit: (_sha256(f"{seed}:{visit}"), visit))
    return tuple(sorted(ranked[:size]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRecord:
    """What such a draw left: enough to do it again."""

    algorithm: str
    seed: str
    seed_commitment: str
    frame: tuple[str, ...]
    frame_hash: str
    ratio: Decimal
    size: int
    sample: tuple[str, ...]


def replay_first(record: FirstRecord) -> tuple[Words, ...]:
    """What does not come out the same."""
    checks = (
        (
            commitment(record.seed) == record.seed_commitment,
            Words("种子与事先公布的摘要不符。", "The seed is not the one committed."),
        ),
        (
            frame_hash(record.frame) == record.frame_hash,
            Words("抽样总体与留存摘要不符。", "The frame is not the one hashed."),
        ),
        (
            ceiling(len(record.frame), record.ratio) == record.size,
            Words("样本量与比例不符。", "The size does not follow from the ratio."),
        ),
        (_same_sample(record), Words("样本名单与重放结果不符。", "The sample is not the one the seed draws.")),
    )
    return tuple(words for holds, words in checks if not holds)


def _same_sample(record: FirstRecord) -> bool:
    try:
        return draw(record.frame, seed=record.seed, size=record.size) == tuple(sorted(record.sample))
    except ValueError:
        return False
