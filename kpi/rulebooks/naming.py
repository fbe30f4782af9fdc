"""What people call the place of a fault: `grade excellent` is 等级 优秀, and which numbers of the form it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi.rulebooks.differences import SECTIONS
from kpi.rulebooks.numbers import Group, Number, groups
from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`keys`: the form's fields in question, the first to be looked at first; none where the form has none."""

    words: Words
    keys: Sequence[str]


def named(raw: Mapping[str, object], where: str) -> Named | None:
    """The place an error names (`indicator A02 › parameters › floor`); None for one no field is near."""
    exact = [(group, one) for group in groups(raw) for one in _numbers(group) if one.key == ".".join(_steps(where))]
    for holder, one in exact:
        return Named(words=_with(holder.words, one.words), keys=[one.key])
    part, *path = _steps(where) or [""]
    own = [one for one in groups(raw) if one.part == part]
    if not own:
        return None
    title = SECTIONS.get(part, Words(own[0].words.zh, own[0].words.en))
    group = next((one for one in own if path and one.code == path[0]), None)
    if group is None:
        return Named(words=title, keys=_keys(own[0]) if len(own) == 1 else ())
    about = [one for one in _numbers(group) if _is(one, path[1:])]
    code = Words(group.code, group.code) if part == "indicator" else title
    words = Words(f"{code.zh} {group.words.zh}", f"{code.en} {group.words.en}")
    if len(about) == 1:
        words = _with(words, about[0].words)
    return Named(words=words, keys=[one.key for one in about] or _keys(group))


def _steps(where: str) -> list[str]:
    return where.replace(" › ", " ").split()


def _with(words: Words, more: Words) -> Words:
    return Words(f"{words.zh} · {more.zh}", f"{words.en} · {more.en}")


def _is(number: Number, path: Sequence[str]) -> bool:
    """`parameters floor value` and `parameters floor` name the threshold, `points` the points."""
    steps = number.key.split(".")
    wanted = [*path]
    return bool(wanted) and any(steps[at : at + len(wanted)] == wanted for at in range(len(steps)))


def _numbers(group: Group) -> Sequence[Number]:
    return [*([group.points] if group.points else []), *group.numbers]


def _keys(group: Group) -> Sequence[str]:
    return [one.key for one in _numbers(group)]
