"""失信核查: which public lists are asked, and how the answers stand on a day. Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from vendors.labels import Labelled


class CreditSource(Labelled):
    """The public lists a bureau asks."""

    CREDIT_CHINA = "credit_china", "信用中国", "Credit China"
    PROCUREMENT = "procurement", "政府采购严重违法失信行为记录名单", "Government procurement's list of gross misconduct"
    PUBLICITY = "publicity", "国家企业信用信息公示系统", "National enterprise credit publicity system"
    OTHER = "other", "其他", "Other"


class CreditState(Labelled):
    """How a vendor's checks stand on a day."""

    CLEAN = "clean", "无失信记录", "No record"
    ON_RECORD = "on_record", "有失信记录", "On record"
    STALE = "stale", "核查已过期", "Check out of date"
    NEVER = "never", "未核查", "Never checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One answer: which list, on which day, whether the vendor was on it."""

    source: CreditSource
    on: date
    on_record: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list a vendor must be clean of before 入库, and since when (data/credit_sources.toml)."""

    source: CreditSource
    begins: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@cache
def _packaged() -> tuple[Asked, ...]:
    text = resources.files("vendors.registry").joinpath("data/credit_sources.toml").read_text("utf-8")
    return tuple(
        Asked(source=CreditSource(row["source"]), begins=row["from"], ends=row.get("to"))
        for row in tomllib.loads(text)["list"]
    )


def unasked(checks: Iterable[Checked], *, on: date, valid_days: int) -> tuple[CreditSource, ...]:
    """Lists that must be asked before 入库 and gave no answer, or none that is fresh; 其他 stands in for none."""
    fresh = {one.source for one in _newest(checks, on).values() if one.on >= on - timedelta(days=valid_days)}
    return tuple(one.source for one in _packaged() if one.holds_on(on) and one.source not in fresh)


def _newest(checks: Iterable[Checked], on: date) -> dict[CreditSource, Checked]:
    newest: dict[CreditSource, Checked] = {}
    for one in checks:
        if one.on <= on and (one.source not in newest or newest[one.source].on <= one.on):
            newest[one.source] = one
    return newest


def credit_state(checks: Iterable[Checked], *, on: date, valid_days: int) -> CreditState:
    """A list that last answered “on record” condemns until it answers otherwise; else one fresh answer is enough."""
    newest = _newest(checks, on)
    if any(one.on_record for one in newest.values()):
        return CreditState.ON_RECORD
    if not newest:
        return CreditState.NEVER
    fresh = max(one.on for one in newest.values()) >= on - timedelta(days=valid_days)
    return CreditState.CLEAN if fresh else CreditState.STALE
