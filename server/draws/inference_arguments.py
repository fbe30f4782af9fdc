"""The arguments of `hengjian stats attribute | variable | stratified | proportion | kappa | shrink | plan`."""

import re
import unicodedata
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

from server.draws.columns import figure_of
from server.web.figures import ungrouped

_HUNDRED: Final = 100
_DIGITS: Final = 30


class Acts(Protocol):
    """argparse's subparsers."""

    def add_parser(self, name: str, *, help: str) -> ArgumentParser: ...  # noqa: A002 argparse's own name


def inference_arguments(acts: Acts) -> None:
    """The subcommands beside `size`."""
    for name, (words, arguments) in _ACTS.items():
        parser = acts.add_parser(name, help=words)
        arguments(parser)
        parser.add_argument("--json", action="store_true")


def _universe(parser: ArgumentParser) -> None:
    parser.add_argument("--universe", type=whole, required=True, help="总体数量 / units in the universe")


def _confidences(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--confidence", type=shares, default=(0.95,), metavar="C[,C…]", help="如 80,90,95 / like 80,90,95"
    )


def _attribute_arguments(parser: ArgumentParser) -> None:
    _universe(parser)
    parser.add_argument("--sample", type=whole, required=True, help="样本量 / units in the sample")
    parser.add_argument("--hits", type=whole, required=True, help="具有该特征的样本数 / sampled units with it")
    _confidences(parser)


def _variable_arguments(parser: ArgumentParser) -> None:
    _universe(parser)
    parser.add_argument("--sample", type=whole, help="样本量 / units in the sample")
    parser.add_argument("--mean", type=number, help="样本均值 / mean of the sample")
    parser.add_argument("--sd", type=number, help="样本标准差（n-1）/ its standard deviation")
    parser.add_argument("--csv", type=Path, help="样本金额，列名 value / the sample's amounts in a column `value`")
    _confidences(parser)


def _stratified_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--csv", type=Path, required=True, help="stratum,universe,sample,mean,sd 或 / or stratum,universe,value"
    )
    _confidences(parser)


def _proportion_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hits", type=whole, required=True)
    parser.add_argument("--n", type=whole, required=True)
    parser.add_argument("--method", choices=["exact", "wilson"], default="exact")
    parser.add_argument("--confidence", type=share, default=0.95)


def _kappa_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--csv", type=Path, required=True, help="first,second[,count] 或方形计数表 / or a square table of counts"
    )
    parser.add_argument("--confidence", type=share, default=0.95)


def _shrink_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, required=True, help="name,hits,n")


def _plan_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--n", type=whole, required=True, help="样本量 / units in the sample")
    parser.add_argument("--c", type=whole, required=True, help="允许的差错数 / faults allowed")
    parser.add_argument("--p", type=share, required=True, help="差错率，0..1 / the fault rate")


def part(text: str) -> Fraction:
    """95, 95% or 0.95, exactly: a figure above 1 is per cent."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        figure = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        raise _refused(text, "应为 95、95% 或 0.95 这样的数", "takes a number like 95, 95% or 0.95") from None
    if not figure.is_finite() or abs(figure.adjusted()) > _DIGITS:
        raise _refused(text, "应为 95、95% 或 0.95 这样的数", "takes a number like 95, 95% or 0.95")
    return Fraction(figure) / (_HUNDRED if plain.endswith("%") or figure > 1 else 1)


def share(text: str) -> float:
    return float(part(text))


def shares(text: str) -> tuple[float, ...]:
    """80,90,95; with whichever commas."""
    return tuple(map(share, re.split(r"\s*[,，、;；]\s*|\s+", text.strip())))


def whole(text: str) -> int:
    """1000 or 1,000."""
    plain = ungrouped(text) or ""
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", plain):
        raise _refused(text, "应为整数", "takes a whole number")
    return int(plain)


def number(text: str) -> float:
    """14234.90 or 14,234.90."""
    figure = figure_of(text)
    if figure is None:
        raise _refused(text, "应为数", "takes a number")
    return figure


def _refused(text: str, zh: str, en: str) -> ArgumentTypeError:
    return ArgumentTypeError(f"{zh}：{text} / {en}: {text}")


_ACTS: Final[dict[str, tuple[str, Callable[[ArgumentParser], None]]]] = {
    "attribute": ("属性评估 / attribute appraisal", _attribute_arguments),
    "variable": ("变量评估 / variable appraisal", _variable_arguments),
    "stratified": ("分层评估 / stratified appraisal", _stratified_arguments),
    "proportion": ("比率区间 / interval of a proportion", _proportion_arguments),
    "kappa": ("一致性系数 / Cohen's kappa", _kappa_arguments),
    "shrink": ("经验贝叶斯收缩 / empirical-Bayes shrinkage", _shrink_arguments),
    "plan": ("抽样方案接收概率 / how likely a plan accepts", _plan_arguments),
}
