"""What columns are called: the names of the documentation, or their Chinese."""

from collections.abc import Mapping, Sequence
from typing import Final

from vendors.errors import Conflict

CHINESE: Final[Mapping[str, tuple[str, ...]]] = {
    "value": ("金额", "数值"),
    "stratum": ("层", "分层"),
    "universe": ("总体", "总体数量"),
    "sample": ("样本", "样本量"),
    "mean": ("均值", "样本均值"),
    "sd": ("标准差", "样本标准差"),
    "name": ("名称",),
    "hits": ("命中", "命中数"),
    "n": ("例数",),
    "first": ("第一", "第一人"),
    "second": ("第二", "第二人"),
    "count": ("件数", "次数"),
}
_ENGLISH: Final = {chinese: name for name, every in CHINESE.items() for chinese in every}


def english(heading: str) -> str:
    """The documented name of a column, whichever way it is written."""
    lowered = heading.strip().lower()
    return _ENGLISH.get(lowered, lowered)


def chosen(table: str, header: Sequence[str], layouts: Sequence[Sequence[str]]) -> Mapping[str, int] | None:
    """Where the columns of a layout stand; exact names before their Chinese. Raises Conflict for a name twice."""
    for known in (list(header), [english(one) for one in header]):
        for layout in layouts:
            if not set(layout) <= set(known):
                continue
            twice = [name for name in layout if known.count(name) > 1]
            if twice:
                raise Conflict(f"{table} 第 1 行列名重复：{twice[0]}。", f"{table}, line 1: {twice[0]} stands twice.")
            return {name: known.index(name) for name in layout}
    return None


def wanted(layouts: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The layouts for a refusal, in Chinese and in English."""
    plain = [",".join(layout) for layout in layouts]
    chinese = [",".join(CHINESE[name][0] for name in layout) for layout in layouts]
    both = [f"{one}（{other}）" for one, other in zip(plain, chinese, strict=True)]
    return " | ".join(both), " | ".join(plain)
