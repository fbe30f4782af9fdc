"""The arguments of `hengjian stats attribute | variable | stratified | proportion | kappa | shrink | plan`."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

_HUNDRED: Final = 100


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
    parser.add_argument("--universe", type=int, required=True, help="总体数量 / units in the universe")


def _confidences(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--confidence", type=shares, default=(0.95,), metavar="C[,C…]", help="如 80,90,95 / like 80,90,95"
    )


def _attribute_arguments(parser: ArgumentParser) -> None:
    _universe(parser)
    parser.add_argument("--sample", type=int, required=True, help="样本量 / units in the sample")
    parser.add_argument("--hits", type=int, required=True, help="具有该特征的样本数 / sampled units with the property")
    _confidences(parser)


def _variable_arguments(parser: ArgumentParser) -> None:
    _universe(parser)
    parser.add_argument("--sample", type=int, help="样本量 / units in the sample")
    parser.add_argument("--mean", type=float, help="样本均值 / mean of the sample")
    parser.add_argument("--sd", type=float, help="样本标准差（n-1）/ its standard deviation")
    parser.add_argument("--csv", type=Path, help="样本金额，列名 value / the sample's amounts in a column `value`")
    _confidences(parser)


def _stratified_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--csv", type=Path, required=True, help="stratum,universe,sample,mean,sd 或 / or stratum,universe,value"
    )
    _confidences(parser)


def _proportion_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--hits", type=int, required=True)
    parser.add_argument("--n", type=int, required=True)
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
    parser.add_argument("--n", type=int, required=True, help="样本量 / units in the sample")
    parser.add_argument("--c", type=int, required=True, help="允许的差错数 / faults allowed")
    parser.add_argument("--p", type=rate, required=True, help="差错率，0..1 / the fault rate")


def share(text: str) -> float:
    """95, 95% or 0.95: a figure above 1 is per cent."""
    try:
        figure = float(text.rstrip("%"))
    except ValueError:
        raise ArgumentTypeError(f"应为 95 或 0.95 这样的数：{text} / not a number like 95 or 0.95: {text}") from None
    return figure / _HUNDRED if text.endswith("%") or figure > 1 else figure


def rate(text: str) -> float:
    """0.1 or 10%."""
    return share(text) if text.endswith("%") else float(text)


def shares(text: str) -> tuple[float, ...]:
    """80,90,95."""
    return tuple(map(share, text.split(",")))


_ACTS: Final[dict[str, tuple[str, Callable[[ArgumentParser], None]]]] = {
    "attribute": ("属性评估 / attribute appraisal", _attribute_arguments),
    "variable": ("变量评估 / variable appraisal", _variable_arguments),
    "stratified": ("分层评估 / stratified appraisal", _stratified_arguments),
    "proportion": ("比率区间 / interval of a proportion", _proportion_arguments),
    "kappa": ("一致性系数 / Cohen's kappa", _kappa_arguments),
    "shrink": ("经验贝叶斯收缩 / empirical-Bayes shrinkage", _shrink_arguments),
    "plan": ("抽样方案接收概率 / how likely a plan accepts", _plan_arguments),
}
