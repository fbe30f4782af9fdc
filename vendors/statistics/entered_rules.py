"""Figures of a time before the system: what may be entered and what must agree. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.periods import Period


class Kind(Labelled):
    """Which table the entered figures belong to."""

    MACHINE = "machine", "智能审核月度数据", "Machine review of a month or year"
    SPAN = "machine_span", "智能审核区间去重家数", "Distinct institutions over a range of months"
    INSPECTED = "inspected", "检查查处情况", "Inspected and violating institutions"


NAMES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MACHINE: ("institutions", "cases", "lines"),
    Kind.SPAN: ("institutions",),
    Kind.INSPECTED: ("inspected", "medical", "pharmacies", "violating", "talked", "penalised", "other"),
}
"""Figures each kind must carry; money may be left out."""
MONEY: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MACHINE: ("amount_fen", "recovered_fen"),
    Kind.SPAN: (),
    Kind.INSPECTED: ("amount_fen", "recovered_fen"),
}
_NEGATIVE: Final = Words("不能为负数。", "Must not be negative.")
_MISSING: Final = Words("此项必填。", "This field is required.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigures:
    """What is entered. `period` as stored: `2021M01`, `2020`, or `2021M01/2021M04` for a range."""

    kind: Kind
    period: str
    figures: Mapping[str, int]
    basis: str
    region: str = ""
    institutions: tuple[str, ...] = ()


def problems(new: NewFigures, *, known: Collection[str], taken: Collection[str] = ()) -> dict[str, Words]:
    """What is wrong, by field. `known` are institution codes registered, `taken` the periods entered already."""
    found: dict[str, Words] = {name: _MISSING for name in NAMES[new.kind] if name not in new.figures}
    found |= {name: _NEGATIVE for name, value in new.figures.items() if value < 0}
    if not new.basis.strip():
        found["basis"] = Words("请写明数据出处。", "Say where the figures come from.")
    if "period" not in found and (said := _period(new, taken)):
        found["period"] = said
    return found or _disagreements(new, known)


def _period(new: NewFigures, taken: Collection[str]) -> Words | None:
    """A year and a month of it cannot both stand."""
    if new.kind is not Kind.MACHINE:
        return None
    mine = Period.parse(new.period)
    for one in taken:
        other = Period.parse(one)
        if other != mine and other.starts_on <= mine.ends_on and mine.starts_on <= other.ends_on:
            return Words(
                f"与已录入的 {other.zh} 重叠；同一年只能录全年或录各月。",
                f"Overlaps {other.en}, entered already: enter a year as one or by months.",
            )
    return None


def _disagreements(new: NewFigures, known: Collection[str]) -> dict[str, Words]:
    figures, found = new.figures, dict[str, Words]()
    if new.kind is Kind.MACHINE and figures["lines"] < figures["cases"]:
        found["lines"] = Words(
            f"明细数 {figures['lines']} 少于病例数 {figures['cases']}。", "Every case has at least one line."
        )
    if new.institutions and len(set(new.institutions)) != figures["institutions"]:
        found["institutions"] = Words(
            f"家数 {figures['institutions']} 与机构清单 {len(set(new.institutions))} 家不一致。",
            f"{figures['institutions']} institutions, but the list names {len(set(new.institutions))}.",
        )
    strange = sorted(set(new.institutions) - set(known))
    if strange:
        found["codes"] = Words(f"机构未登记：{'、'.join(strange)}", f"Unknown institutions: {', '.join(strange)}")
    if new.kind is Kind.INSPECTED:
        found |= identities(figures)
    return found


def identities(figures: Mapping[str, int]) -> dict[str, Words]:
    """BT-02: 检查 = 医疗机构 + 零售药店. BT-03: 违规 = 约谈 + 处罚 + 其他. By the field of the sum."""
    found = dict[str, Words]()
    parts = (
        ("inspected", "检查机构", "inspected", ("medical", "pharmacies")),
        ("violating", "违规机构", "violating", ("talked", "penalised", "other")),
    )
    for name, zh, en, summands in parts:
        values = [figures[one] for one in summands]
        if sum(values) != figures[name]:
            added = "+".join(map(str, values))
            found[name] = Words(
                f"{zh} {figures[name]} 家，分项 {added}={sum(values)} 家，不一致。",
                f"{figures[name]} {en}, but the parts are {added}={sum(values)}.",
            )
    if figures["violating"] > figures["inspected"]:
        found.setdefault("violating", Words("违规机构多于检查机构。", "More violating than inspected."))
    return found
