"""Which tasks were given to whom, when the files came and what became of their findings: one row per task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from server.demo.parties.institutions import GANZHOU, GAOTAI, HOSPITALS, LINZE, MINLE, SHANDAN, SUNAN, TOWNSHIP
from vendors.tasks.rules import TaskKind

EAST, WEST = (GANZHOU, SUNAN, MINLE), (LINZE, GAOTAI, SHANDAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """How many findings came to what; the rest stood, undefended."""

    dismissed: int = 0
    """closed at second review"""
    returned: int = 0
    """sent back for evidence, then as the rest"""
    won: int = 0
    """defended, and not upheld"""
    eased: int = 0
    """defended, and upheld in part"""
    lost: int = 0
    """defended, and upheld all the same"""
    trimmed: int = 0
    """undefended, upheld in part"""
    unproven: int = 0
    """undefended, not upheld"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A file sent up on a day, with these mistakes in it."""

    on: date
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task. `left` cases were never got to, `missed` problems were found on re-review; `kept` is never confirmed."""

    vendor: str
    kind: TaskKind
    window: int
    issued: date
    days: int
    attempts: tuple[Attempt, ...] = ()
    found: int = 0
    fates: Fates = Fates()
    left: int = 0
    missed: int = 0
    great: bool = False
    kept: bool = False
    accepted: bool = True

    @property
    def counties(self) -> tuple[str, ...]:
        """Where: the first vendor of kinds A and D works the east, the second the west; B sees all."""
        return () if self.vendor[0] == "B" else EAST if self.vendor.endswith("1") else WEST


FULL, SAMPLED = TaskKind.FULL_REVIEW, TaskKind.SAMPLED_REVIEW
SCREEN, AUDIT, INJURY = TaskKind.MACHINE_SCREENING, TaskKind.AUDIT, TaskKind.ACCIDENT_INVESTIGATION
RATIO: Final[Mapping[TaskKind, Decimal]] = {FULL: Decimal("0.06"), SAMPLED: Decimal("0.3")}
SLOW: Final[Mapping[str, int]] = {"B1": 12, "B2": 9}
"""Of whose warnings every how-manyth was late."""
WHERE: Final[Mapping[TaskKind, tuple[str, ...]]] = {FULL: HOSPITALS, SAMPLED: TOWNSHIP, INJURY: HOSPITALS}


def med_types(job: Job) -> tuple[str, ...]:
    """The kinds of care a job looks at."""
    return {"A": ("21",), "B1": ("2",), "B2": ("11", "41"), "D": ("22",)}.get(job.vendor, ()) or {
        "A": ("21",), "D": ("22",),
    }.get(job.vendor[0], ())  # fmt: skip


def _job(vendor: str, kind: TaskKind, window: int, issued: tuple[int, int], days: int, *sent: Attempt,
         found: int = 0, fates: Fates = Fates(), left: int = 0, missed: int = 0, great: bool = False,
         kept: bool = False, accepted: bool = True) -> Job:  # fmt: skip
    return Job(
        vendor=vendor, kind=kind, window=window, issued=date(2026, *issued), days=days, attempts=sent, found=found,
        fates=fates, left=left, missed=missed, great=great, kept=kept, accepted=accepted,
    )  # fmt: skip


def _sent(month: int, day: int, *mistakes: str) -> Attempt:
    return Attempt(on=date(2026, month, day), mistakes=mistakes)


FIRST_QUARTER: Final = (
    _job("A1", FULL, 0, (2, 3), 20, _sent(3, 2, "amount"), _sent(3, 3), found=14,
         fates=Fates(returned=1, eased=1, lost=2, trimmed=1)),
    _job("A1", SAMPLED, 0, (2, 24), 10, _sent(3, 6), found=7, fates=Fates(lost=1)),
    _job("A2", FULL, 0, (2, 3), 20, _sent(3, 6, "amount", "checker", "stay", "loss"), _sent(3, 9), found=12,
         fates=Fates(dismissed=1, returned=1, eased=1, lost=1, unproven=1), missed=1),
    _job("A2", SAMPLED, 0, (2, 24), 10, _sent(3, 17), found=7, fates=Fates(won=1), left=1),
    _job("B1", SCREEN, 0, (2, 4), 15, _sent(2, 27), found=16,
         fates=Fates(dismissed=5, returned=1, lost=1, unproven=2)),
    _job("B2", SCREEN, 0, (2, 4), 15, _sent(3, 2, "code", "short", "evidence"), _sent(3, 3), found=14,
         fates=Fates(dismissed=4, won=1, lost=1, unproven=1)),
    _job("C1", AUDIT, 0, (2, 5), 25, _sent(3, 11), found=9, fates=Fates(returned=1, lost=2, trimmed=1)),
    _job("C2", AUDIT, 0, (2, 5), 25, _sent(3, 12, "loss", "checker"), _sent(3, 13), found=8,
         fates=Fates(returned=1, eased=1, lost=1)),
    _job("D1", INJURY, 0, (2, 6), 20, _sent(3, 9), found=4, fates=Fates(lost=1), left=1),
    _job("D2", INJURY, 0, (2, 6), 20, _sent(3, 11, "evidence"), _sent(3, 11), found=3, fates=Fates(won=1)),
)  # fmt: skip
SECOND_QUARTER: Final = (
    _job("A1", FULL, 1, (5, 7), 20, _sent(5, 28), found=13, fates=Fates(dismissed=1, won=1, lost=2)),
    _job("A1", SAMPLED, 1, (5, 18), 10, _sent(5, 29), found=6, fates=Fates(returned=1, trimmed=1)),
    _job("A2", FULL, 1, (5, 7), 20, _sent(6, 10), found=13,
         fates=Fates(dismissed=1, returned=2, eased=1, lost=1, unproven=2), missed=1),
    _job("A2", SAMPLED, 1, (5, 18), 10, _sent(5, 29, "stranger", "amount", "short"), _sent(6, 1), found=7,
         fates=Fates(lost=1)),
    _job("B1", SCREEN, 1, (5, 8), 15, _sent(5, 25, "short"), _sent(5, 26), found=17,
         fates=Fates(dismissed=4, eased=1, lost=2, trimmed=1, unproven=2)),
    _job("B2", SCREEN, 1, (5, 8), 15, _sent(5, 29, "unmasked", "code", "short", "loss"), _sent(6, 1, "short"),
         _sent(6, 9), found=14, fates=Fates(dismissed=5, returned=1, won=1, lost=1, unproven=2)),
    _job("C1", AUDIT, 1, (5, 8), 25, _sent(6, 5), found=9, fates=Fates(lost=1), great=True),
    _job("C2", AUDIT, 1, (5, 8), 25, _sent(6, 8, "checker", "short"), _sent(6, 9), found=8,
         fates=Fates(returned=2, won=1, trimmed=1)),
    _job("D1", INJURY, 1, (5, 11), 20, _sent(6, 2), found=4, fates=Fates(lost=1)),
    _job("D2", INJURY, 1, (5, 11), 20, _sent(6, 4), found=3, fates=Fates(eased=1), left=1),
)  # fmt: skip
THIRD_QUARTER: Final = (
    _job("A1", FULL, 2, (8, 4), 20, _sent(8, 25), found=15, fates=Fates(returned=1, lost=2), missed=1),
    _job("A1", SAMPLED, 2, (8, 17), 10, _sent(8, 26, "stay"), _sent(8, 27), found=6, fates=Fates(trimmed=1)),
    _job("A2", FULL, 2, (8, 4), 20, _sent(8, 28, "amount", "evidence"), _sent(8, 31), found=13,
         fates=Fates(dismissed=1, returned=1, eased=1, lost=2)),
    _job("A2", SAMPLED, 2, (8, 17), 10, _sent(8, 28), found=7, fates=Fates(unproven=1)),
    _job("B1", SCREEN, 2, (8, 5), 15, _sent(8, 24), found=16,
         fates=Fates(dismissed=5, lost=1, unproven=2)),
    _job("B2", SCREEN, 2, (8, 24), 15, _sent(9, 11, "unmasked", "visit", "short", "amount"), _sent(9, 16), found=13,
         fates=Fates(dismissed=5, returned=1, won=1, eased=1, unproven=1)),
    _job("C1", AUDIT, 2, (8, 6), 25, _sent(9, 3, "evidence"), _sent(9, 4), found=10, fates=Fates(dismissed=1, lost=2)),
    _job("C2", AUDIT, 2, (8, 6), 25, _sent(9, 7), found=9, fates=Fates(returned=1, eased=1, lost=1)),
    _job("D1", INJURY, 2, (8, 7), 20, _sent(9, 1), found=5, fates=Fates(lost=1)),
    _job("D2", INJURY, 2, (8, 7), 20, _sent(9, 2), found=3),
)  # fmt: skip
THIS_QUARTER: Final = (
    _job("A1", SAMPLED, 3, (10, 26), 12, _sent(11, 10), found=8, fates=Fates(returned=1, lost=2)),
    _job("A1", FULL, 3, (11, 3), 20),
    _job("A2", FULL, 3, (11, 3), 20, _sent(11, 19, "amount", "checker", "loss", "stay", "evidence"), found=12),
    _job("A2", SAMPLED, 3, (11, 9), 10),
    _job("B1", SCREEN, 3, (10, 28), 15, _sent(11, 17), found=15, fates=Fates(dismissed=2)),
    _job("B2", SCREEN, 3, (10, 29), 15, _sent(11, 20), found=11, kept=True),
    _job("C1", AUDIT, 3, (10, 28), 20, _sent(11, 16), found=8, fates=Fates(returned=1)),
    _job("C2", AUDIT, 3, (10, 28), 15),
    _job("D1", INJURY, 3, (11, 2), 15, _sent(11, 19), found=4),
    _job("D2", INJURY, 3, (11, 18), 20, accepted=False),
)  # fmt: skip
JOBS: Final = (*FIRST_QUARTER, *SECOND_QUARTER, *THIRD_QUARTER, *THIS_QUARTER)
