"""`hengjian stats size`: how large a sample must be; every figure that cannot be is named by its option."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from kpi.engine import sizes
from server.draws.inference_arguments import Acts, number, part, whole
from vendors.errors import Conflict

_NEEDS: Final = {
    "attribute": ("precision",), "variable": ("precision", "deviation"),
    "discovery": ("universe", "occurrences"), "acceptance": ("universe", "occurrences"),
}  # fmt: skip


def size_arguments(acts: Acts) -> None:
    size = acts.add_parser("size", help="样本量 / how large a sample must be")
    kind = size.add_mutually_exclusive_group(required=True)
    for name in _NEEDS:
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name)
    size.add_argument("--confidence", type=part, default=Fraction(95, 100), help="95、95%% 或 / or 0.95")
    size.add_argument("--precision", help="允许误差：比率如 5%%，金额如 1500 / a share like 5%%, an amount like 1500")
    size.add_argument("--rate", type=part, default=Fraction(1, 2), help="预计比率 / expected rate")
    size.add_argument("--deviation", type=_amount, help="标准差 / standard deviation")
    size.add_argument("--universe", type=whole, help="总体数量 / units in the universe")
    size.add_argument("--occurrences", type=whole, help="总体中可容忍的错误数 / occurrences in the universe")
    size.add_argument("--allowed", type=whole, default=0, help="样本中允许的错误数 / allowed in the sample")
    size.add_argument("--json", action="store_true")


def needed(given: Namespace) -> int:
    """Raises Conflict, naming the option that is missing or out of range."""
    missing = [f"--{name}" for name in _NEEDS[given.kind] if getattr(given, name) is None]
    if missing:
        raise Conflict(f"缺少 {' '.join(missing)}。", f"Missing: {' '.join(missing)}.")
    precision = _precision(given)
    for option, zh, en in _out_of_range(given, precision):
        raise Conflict(f"{option} 的数值超出范围：应{zh}。", f"The figure of {option} is out of range: {en}.")
    if given.kind == "attribute":
        return sizes.attribute(
            confidence=given.confidence, precision=precision, rate=given.rate, universe=given.universe
        )
    if given.kind == "variable":
        return sizes.variable(
            confidence=given.confidence, deviation=given.deviation, precision=precision, universe=given.universe
        )
    allowed = given.allowed if given.kind == "acceptance" else 0
    return sizes.acceptance(
        confidence=given.confidence, universe=given.universe, occurrences=given.occurrences, allowed=allowed
    )


def _precision(given: Namespace) -> Fraction:
    """A share of an attribute, an amount of a variable."""
    try:
        return Fraction(1) if given.precision is None else _AS[given.kind](given.precision)
    except ArgumentTypeError as refused:
        zh, en = str(refused).split(" / ", 1)
        raise Conflict(f"--precision {zh}。", f"--precision {en}.") from None


def _out_of_range(given: Namespace, precision: Fraction) -> Iterator[tuple[str, str, str]]:
    share = ("大于 0、小于 100%，如 95、95% 或 0.95", "between 0 and 100%, like 95, 95% or 0.95")
    positive, counted, kept = ("大于 0", "above 0"), ("为正整数", "1 or more"), ("不小于 0", "0 or more")
    occurrences, most = given.occurrences, given.universe or given.occurrences
    bounded = (
        f"大于 --allowed {given.allowed}、不超过总体 {most}",
        f"more than --allowed {given.allowed}, no more than the universe of {most}",
    )
    within = {
        "--confidence": (0 < given.confidence < 1, share),
        "--rate": (0 < given.rate < 1, share),
        "--precision": (0 < precision < 1, share) if given.kind == "attribute" else (precision > 0, positive),
        "--deviation": (given.deviation is None or given.deviation > 0, positive),
        "--universe": (given.universe is None or given.universe > 0, counted),
        "--allowed": (given.allowed >= 0, kept),
        "--occurrences": (occurrences is None or given.allowed < occurrences <= most, bounded),
    }
    return ((option, *words) for option, (sound, words) in within.items() if not sound)


def _amount(text: str) -> Fraction:
    return Fraction(str(number(text)))


_AS: Final = {"attribute": part, "variable": _amount, "discovery": part, "acceptance": part}
