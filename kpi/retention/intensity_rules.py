"""How closely a vendor's work is re-reviewed, after the switching rules of GB/T 2828.1 (ISO 2859-1). Pure.

Nothing is stored: the intensity follows from the re-reviewed lots, in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.policy.parameters import parameter


class Intensity(Labelled):
    """抽检严格度."""

    NORMAL = "normal", "正常", "Normal"
    TIGHTENED = "tightened", "加严", "Tightened"
    REDUCED = "reduced", "放宽", "Reduced"
    STOPPED = "stopped", "加严仍不合格", "Failing though tightened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`hits_max` is the share of hits a lot is accepted with; the rest are numbers of lots."""

    hits_max: Decimal
    failures: int
    within: int
    restore_run: int
    reduce_run: int
    stop_failures: int
    ratios: dict[Intensity, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A finished re-review of a vendor's work: `hits` of `size` came out otherwise."""

    sample: int
    number: str
    on: date
    size: int
    hits: int

    def accepted(self, rules: Rules) -> bool:
        return self.hits <= self.size * rules.hits_max


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A change of intensity after a lot, with the rule that made it."""

    lot: Lot
    to: Intensity
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """The intensity now, how it came to be, and the share it proposes; `run` accepted lots since the last switch."""

    intensity: Intensity
    ratio: Decimal
    run: int
    switches: tuple[Switch, ...]


def rules_on(day: date) -> Rules:
    """The parameters in force on a day. A proposed share is never below the least the law asks for."""
    least = parameter("sampling_ratio_min", day).value
    tightened = max(least, parameter("intensity_ratio_tightened", day).value)
    return Rules(
        hits_max=parameter("intensity_hits_max", day).value,
        failures=parameter("intensity_tighten_failures", day).whole,
        within=parameter("intensity_tighten_within", day).whole,
        restore_run=parameter("intensity_restore_run", day).whole,
        reduce_run=parameter("intensity_reduce_run", day).whole,
        stop_failures=parameter("intensity_stop_failures", day).whole,
        ratios={
            Intensity.NORMAL: max(least, parameter("intensity_ratio_normal", day).value),
            Intensity.TIGHTENED: tightened,
            Intensity.REDUCED: max(least, parameter("intensity_ratio_reduced", day).value),
            Intensity.STOPPED: tightened,
        },
    )


def stand(lots: Sequence[Lot], rules: Rules) -> Stand:
    """Lots oldest first."""
    now, since = Intensity.NORMAL, 0
    switches: list[Switch] = []
    passed = [lot.accepted(rules) for lot in lots]
    for place, lot in enumerate(lots):
        to, words = _after(now, passed[since : place + 1], rules)
        if to is not now:
            switches.append(Switch(lot=lot, to=to, words=words))
            now, since = to, place + 1
    return Stand(intensity=now, ratio=rules.ratios[now], run=_run(passed[since:]), switches=tuple(switches))


def _after(now: Intensity, passed: Sequence[bool], rules: Rules) -> tuple[Intensity, Words]:
    """Where a lot leads; `passed` are the lots since the last switch, the newest last."""
    if now is Intensity.NORMAL:
        return _from_normal(passed, rules)
    if now is Intensity.REDUCED and not passed[-1]:
        return Intensity.NORMAL, Words("放宽期间一批不合格，恢复正常", "A lot failed while reduced: back to normal")
    if now is Intensity.TIGHTENED:
        return _from_tightened(passed, rules)
    if now is Intensity.STOPPED and _run(passed) >= rules.restore_run:
        said = f"连续 {rules.restore_run} 批合格，恢复加严抽检"
        return Intensity.TIGHTENED, Words(said, f"{rules.restore_run} lots passed in a row: tightened again")
    return now, Words("", "")


def _from_normal(passed: Sequence[bool], rules: Rules) -> tuple[Intensity, Words]:
    failed = sum(not one for one in passed[-rules.within :])
    if failed >= rules.failures:
        return Intensity.TIGHTENED, Words(
            f"最近 {rules.within} 批内 {failed} 批不合格，转为加严",
            f"{failed} of the last {rules.within} lots failed: tightened",
        )
    if _run(passed) >= rules.reduce_run:
        return Intensity.REDUCED, Words(
            f"连续 {rules.reduce_run} 批合格，转为放宽", f"{rules.reduce_run} lots passed in a row: reduced"
        )
    return Intensity.NORMAL, Words("", "")


def _from_tightened(passed: Sequence[bool], rules: Rules) -> tuple[Intensity, Words]:
    failed = sum(not one for one in passed)
    if failed >= rules.stop_failures:
        return Intensity.STOPPED, Words(
            f"加严期间累计 {failed} 批不合格，提请暂停派单",
            f"{failed} lots failed while tightened: a suspension is due",
        )
    if _run(passed) >= rules.restore_run:
        return Intensity.NORMAL, Words(
            f"连续 {rules.restore_run} 批合格，恢复正常", f"{rules.restore_run} lots passed in a row: normal again"
        )
    return Intensity.TIGHTENED, Words("", "")


def _run(passed: Sequence[bool]) -> int:
    """How many of the newest passed in a row."""
    count = 0
    for one in reversed(passed):
        if not one:
            break
        count += 1
    return count
