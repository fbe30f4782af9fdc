"""失信核查: which public lists are asked, and how the answers stand on a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

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


def credit_state(checks: Iterable[Checked], *, on: date, valid_days: int) -> CreditState:
    """A list that last answered “on record” condemns until it answers otherwise; else one fresh answer is enough."""
    newest: dict[CreditSource, Checked] = {}
    for one in checks:
        if one.on <= on and (one.source not in newest or newest[one.source].on <= one.on):
            newest[one.source] = one
    if any(one.on_record for one in newest.values()):
        return CreditState.ON_RECORD
    if not newest:
        return CreditState.NEVER
    fresh = max(one.on for one in newest.values()) >= on - timedelta(days=valid_days)
    return CreditState.CLEAN if fresh else CreditState.STALE
