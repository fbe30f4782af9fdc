"""逾期 (CP-11): what can be late, and by which day. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vendors.labels import Labelled
from vendors.policy.calendar import bureau_calendar
from vendors.policy.parameters import parameter


class Work(Labelled):
    """Kinds of work, in the order in which a case goes through them; what is not of a case stands last."""

    FIRST_REVIEW = "first_review", "初审", "First review"
    RETURN_ANSWER = "return_answer", "补证答复", "Answer to a return"
    SECOND_REVIEW = "second_review", "复审", "Second review"
    TIE = "tie", "盲审裁定", "Tie-break"
    NOTICE = "notice", "告知", "Notice not served"
    RECHECK = "recheck", "申辩复核", "Recheck of a defence"
    DETERMINATION = "determination", "认定", "Determination"
    FILING = "filing", "备案", "Filing of a decision"
    RELEASE = "release", "恢复结算", "Release of a held settlement"
    PRECAUTION = "precaution", "登记保存、封存处理", "Preserved or sealed matter"
    INSTALMENT = "instalment", "追回款", "Recovery instalment"
    RECEIPT = "receipt", "移送回执", "Receipt of a transfer"
    TASK = "task", "监管任务", "Task"
    DELIVERABLE = "deliverable", "交付物", "Deliverable"
    HANDOFF = "handoff", "线索流转反馈", "Hand-off answer"
    MILESTONE = "milestone", "专项行动节点", "Campaign milestone"
    CAMPAIGN_TABLE = "campaign_table", "专项统计表上报", "Campaign table"
    CONTRACT = "contract", "合同公告备案与报告", "Contract filings and reports"


STEPS: Final = (
    Work.FIRST_REVIEW,
    Work.RETURN_ANSWER,
    Work.SECOND_REVIEW,
    Work.TIE,
    Work.NOTICE,
    Work.RECHECK,
    Work.DETERMINATION,
)
"""Work on a finding: no law gives it a day, the bureau's own parameter `overdue_<work>_days` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One matter past its day. `holder` is whose turn it is: a vendor, a person or a role; `region` may be empty."""

    work: Work
    title: str
    region: str
    holder: str
    due_on: date
    href: str

    def days(self, today: date) -> int:
        """Calendar days past the last day."""
        return (today - self.due_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many matters of one kind, county and holder; `oldest` is the earliest day missed."""

    work: Work
    region: str
    holder: str
    number: int
    oldest: date


def step_due(work: Work, since: date) -> date:
    """The last day of a step on a finding that began on a day."""
    return bureau_calendar().deadline(since, _days(work, since)).on


def begun_by(work: Work, today: date) -> date:
    """The last day on which a step can have begun and be late today."""
    day = today
    while step_due(work, day) >= today:
        day -= timedelta(days=1)
    return day


def _days(work: Work, on: date) -> int:
    return parameter(f"overdue_{work.value}_days", on).whole
