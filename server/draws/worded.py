"""Answers of `hengjian stats` for people: every figure under its Chinese and English name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_NAMES: Final = {
    "rate": "比率 rate", "point": "总体估计值 point", "se_total": "总体标准误 s.e. of the total",
    "se_mean": "均值标准误 s.e. of the mean", "mean": "均值 mean", "limits": "区间 limits",
    "confidence": "置信水平 confidence", "lower": "下限 lower", "upper": "上限 upper", "one_sided": "单侧 one-sided",
    "t": "t", "z": "z", "precision": "精度 precision", "universe": "总体 universe", "sample": "样本 sample",
    "strata": "各层 strata", "stratum": "层 stratum", "n": "件数 n", "observed": "实际一致 observed",
    "expected": "偶然一致 expected", "kappa": "κ kappa", "se": "标准误 s.e.", "categories": "分类 categories",
    "table": "判定对照 table", "variance": "对象间方差 variance", "members": "对象 members", "name": "名称 name",
    "weight": "保留自身的权重 weight", "estimate": "收缩估计 estimate", "accept": "通过的可能性 chance of acceptance",
}  # fmt: skip


def worded(told: Mapping[str, object]) -> Iterator[str]:
    """A figure a line; of a list, a member a line, indented."""
    for name, value in told.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield f"{_NAMES[name]}:"
            yield from (f"  {_member(one)}" for one in value)
        else:
            yield f"{_NAMES[name]}: {_value(value)}"


def _member(one: object) -> str:
    if isinstance(one, Mapping):
        return "，".join(f"{_NAMES[name]} {_value(value)}" for name, value in one.items())
    return _value(one)


def _value(value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return "是 yes" if value else "否 no"
        case Mapping():
            return f"（{_member(value)}）"
        case list() | tuple():
            return " ".join(map(_value, value))
        case _:
            return str(value)
