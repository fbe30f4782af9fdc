"""What one version says otherwise than another: indicator by indicator, both sides beside each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled

NONE: Final = "—"
SECTIONS: Final[Mapping[str, Words]] = {
    "general": Words("基本信息", "General"),
    "block": Words("指标组", "Blocks"),
    "indicator": Words("指标", "Indicators"),
    "grade": Words("等级", "Grades"),
    "veto": Words("一票否决", "Vetoes"),
    "bonus": Words("加分", "Bonus"),
    "cap": Words("总分封顶", "Caps on the total"),
    "rollup": Words("累计", "Roll-ups"),
    "measure": Words("措施", "Measures"),
    "consequence": Words("后果", "Consequences"),
    "facts": Words("数据项", "Facts"),
}
_LABELS: Final[Mapping[str, Words]] = {
    "zh": Words("名称", "Chinese name"),
    "en": Words("英文名称", "English name"),
    "points": Words("分值", "Points"),
    "block": Words("指标组", "Block"),
    "formula": Words("计分公式", "Formula"),
    "value": Words("取值公式", "Value"),
    "numerator": Words("分子", "Numerator"),
    "denominator": Words("分母", "Denominator"),
    "count": Words("样本量", "Count"),
    "rule_zh": Words("计分规则", "Rule in Chinese"),
    "rule_en": Words("计分规则（英文）", "Rule in English"),
    "clause": Words("依据", "Clause"),
    "source": Words("数据来源", "Source"),
    "basis": Words("依据", "Basis"),
    "style": Words("显示方式", "Style"),
    "at_most": Words("最大值", "Most it can be"),
    "fact": Words("合同约定值", "Contract's own value"),
    "from": Words("下限", "From"),
    "to": Words("上限", "To"),
    "from_included": Words("含下限", "Lower edge included"),
    "to_included": Words("含上限", "Upper edge included"),
    "linked_fee": Words("挂钩款支付比例", "Share of the linked fee"),
    "measures": Words("措施", "Measures"),
    "times": Words("次数", "Times"),
    "within": Words("季度数", "Within quarters"),
    "annual": Words("限年度", "Only for a year"),
    "veto": Words("一票否决", "Veto"),
    "grade": Words("等级", "Grade"),
    "cap": Words("上限", "Cap"),
    "process": Words("过程指标", "Process indicator"),
    "sampled": Words("抽样指标", "Sampled"),
    "effect": Words("效果", "Effect"),
    "procedure": Words("程序", "Procedure"),
    "collective": Words("集体决定", "Decided collectively"),
    "periods": Words("各期均值占比", "Share of the periods' mean"),
    "spotless": Words("须未扣分的指标", "Indicators to be spotless"),
    "id": Words("编号", "Id"),
    "kind": Words("类别", "Kind"),
    "effective_from": Words("生效日期", "In force from"),
    "effective_to": Words("截止日期", "In force until"),
    "small_sample": Words("样本不足界限", "Small sample"),
    "failing": Words("否决后等级", "Grade under a veto"),
}


class Side(Labelled):
    ADDED = "added", "新增", "Added"
    REMOVED = "removed", "取消", "Removed"
    CHANGED = "changed", "修改", "Changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry's one value, before and after; NONE where a side has none. `key` like `parameters.floor.value`."""

    key: str
    words: Words
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One indicator, grade, consequence … that is not the same on both sides."""

    section: str
    code: str
    words: Words
    side: Side
    changes: Sequence[Change]


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Difference, ...]:
    """In the order of SECTIONS; the ids and dates, which always differ, are left out of it."""
    found = []
    before, after = _unnumbered(before), _unnumbered(after)
    for section in SECTIONS:
        old, new = _entries(before, section), _entries(after, section)
        for code in dict.fromkeys((*old, *new)):
            one = _compared(section, code, old.get(code), new.get(code))
            found += [one] if one else []
    return tuple(found)


def _unnumbered(raw: Mapping[str, object]) -> Mapping[str, object]:
    """A title without the number of its version: 考核规则（2026-2） and 考核规则（2026） are called the same."""
    number = str(raw.get("id", "")).partition("-")[2]
    titles = {key: raw[key] for key in ("zh", "en") if number and key in raw}
    return {**raw, **{key: title.replace(number, "…") for key, title in titles.items() if isinstance(title, str)}}


_Flat = dict[str, str]


def _compared(section: str, code: str, old: _Flat | None, new: _Flat | None) -> Difference | None:
    if old == new:
        return None
    side = Side.ADDED if old is None else Side.REMOVED if new is None else Side.CHANGED
    one, other = old or {}, new or {}
    named = other or one
    keys = [key for key in dict.fromkeys((*one, *other)) if one.get(key) != other.get(key)]
    changes = [
        Change(key=key, words=_label(key, named), before=one.get(key, NONE), after=other.get(key, NONE))
        for key in sorted(keys, key=_text)
    ]
    words = Words(named.get("zh", code), named.get("en", code))
    return Difference(section=section, code=code, words=words, side=side, changes=changes)


def _text(key: str) -> bool:
    """Texts come after numbers and formulas."""
    return key.rpartition(".")[2] in {"zh", "en", "rule_zh", "rule_en", "clause", "source", "basis"}


def _label(key: str, entry: _Flat) -> Words:
    """A parameter is called by its own name: `parameters.floor.value` → 零分线."""
    match key.split("."):
        case ["parameters", name, "value"]:
            return Words(entry.get(f"parameters.{name}.zh", name), entry.get(f"parameters.{name}.en", name))
        case ["parameters", name, part]:
            words = _LABELS.get(part, Words(part, part))
            return Words(f"{entry.get(f'parameters.{name}.zh', name)} · {words.zh}", f"{name} · {words.en}")
    return _LABELS.get(key, Words(key, key))


def _entries(raw: Mapping[str, object], section: str) -> dict[str, _Flat]:
    """The section's entries by code, each flat."""
    whole = raw.get(section)
    if section == "general":
        left_out = {"id", "effective_from", "effective_to", "kind"}
        return {"general": dict(_flat({k: v for k, v in raw.items() if _scalar(v) and k not in left_out}))}
    if isinstance(whole, list):
        return {
            str(one.get("code", place)): dict(_flat(one)) for place, one in enumerate(whole) if isinstance(one, dict)
        }
    if section == "bonus" and isinstance(whole, dict):
        own = {"bonus": dict(_flat({k: v for k, v in whole.items() if k != "event"}))}
        return own | _entries({"bonus": whole.get("event")}, "bonus") if whole.get("event") else own
    if isinstance(whole, dict):
        return {str(code): dict(_flat(one)) for code, one in whole.items() if isinstance(one, dict)}
    return {}


def _scalar(value: object) -> bool:
    return not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        path = f"{above}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif path != "code":
            yield path, _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_shown(one) for one in value) or NONE
    if isinstance(value, bool):
        return "✓" if value else NONE
    return format(value, "f") if isinstance(value, Decimal) else str(value)
