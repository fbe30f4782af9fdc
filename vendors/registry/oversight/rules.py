"""风险评估 and 监督检查 of vendors (ZY-08). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled

SCALE: Final = range(1, 6)
"""Likelihood and impact."""
_EMPTY: Final = Words("不能为空。", "Must not be empty.")


class RiskCategory(Labelled):
    """风险类别."""

    DATA = "data", "数据安全", "Data security"
    INTEGRITY = "integrity", "廉洁与利益冲突", "Integrity and conflicts of interest"
    CAPACITY = "capacity", "履约能力", "Capacity to perform"
    QUALITY = "quality", "审核质量", "Quality of reviews"
    STAFF = "staff", "人员稳定", "Stability of staff"
    FINANCE = "finance", "财务状况", "Finances"
    OTHER = "other", "其他", "Other"


class RiskLevel(Labelled):
    """风险等级 by likelihood × impact; the limits are dated parameters."""

    HIGH = "high", "高", "High"
    MEDIUM = "medium", "中", "Medium"
    LOW = "low", "低", "Low"


class InspectionKind(Labelled):
    """监督检查的方式."""

    ROUTINE = "routine", "日常检查", "Routine"
    SPECIAL = "special", "专项检查", "Special"
    DATA_SECURITY = "data_security", "数据安全检查", "Data security"
    FOLLOW_UP = "follow_up", "整改复查", "Follow-up"


def level(score: int, *, high: int, medium: int) -> RiskLevel:
    """`score` is likelihood × impact."""
    if score >= high:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score >= medium else RiskLevel.LOW


def matrix(pairs: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    """How many open risks stand at each (likelihood, impact)."""
    counts = {(likelihood, impact): 0 for likelihood in SCALE for impact in SCALE}
    for pair in pairs:
        counts[pair] += 1
    return counts


def names(text: str) -> tuple[str, ...]:
    """People typed with 、, commas or blanks between them, each once."""
    for mark in ",，;；/\n\t　":
        text = text.replace(mark, "、")
    parts = (part.strip() for chunk in text.split("、") for part in chunk.split(" "))
    return tuple(dict.fromkeys(part for part in parts if part))


def risk_problems(
    *, description: str, likelihood: int, impact: int, measure: str, owner: str, review_on: date, today: date
) -> dict[str, Words]:
    """Field → fault."""
    faults = {name: _EMPTY for name, text in (("description", description), ("measure", measure)) if not text.strip()}
    faults |= {
        name: Words("最多 500 个字。", "At most 500 characters.")
        for name, text in (("description", description), ("measure", measure))
        if len(text.strip()) > 500
    }
    if not owner.strip():
        faults["owner"] = _EMPTY
    for name, points in (("likelihood", likelihood), ("impact", impact)):
        if points not in SCALE:
            faults[name] = Words("应为 1 至 5。", "From 1 to 5.")
    if review_on < today:
        faults["review_on"] = Words("复评日期不能早于今天。", "The review day has passed.")
    return faults


def inspection_problems(
    *, on: date, inspectors: Sequence[str], least: int, findings: str, rectify_by: date | None, today: date
) -> dict[str, Words]:
    """Field → fault; `least` is the dated parameter vendor_inspectors_min."""
    faults: dict[str, Words] = {}
    if on > today:
        faults["inspected_on"] = Words("检查日期不能晚于今天。", "The day lies after today.")
    if len(inspectors) < least:
        faults["inspectors"] = Words(
            f"检查人员不少于 {least} 人，姓名之间用顿号分开。", f"At least {least} inspectors, parted by commas."
        )
    if len("、".join(inspectors)) > 200:
        faults["inspectors"] = Words("最多 200 个字。", "At most 200 characters.")
    if not findings.strip():
        faults["findings"] = Words(
            "请写明检查情况；没有问题的写“未发现问题”。", "Say what was found, or that nothing was."
        )
    if rectify_by and rectify_by < on:
        faults["rectify_by"] = Words("整改期限早于检查日期。", "The day to put it right lies before the inspection.")
    return faults
