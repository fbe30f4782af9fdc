"""What is said of a task when it is drafted, beside its title and its days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vendors.campaigns.rules import Focus
from vendors.errors import Words
from vendors.labels import Labelled
from vendors.policy.parameters import parameter
from vendors.tasks.rules import Method, TaskKind


class DeliverableKind(Labelled):
    """What a task may owe."""

    WORKBOOK = "workbook", "数据工作簿", "Workbook"
    REPORT = "report", "审核报告", "Report"
    RULE = "rule", "审核规则", "Review rule"
    MINUTES = "minutes", "检查记录", "Minutes of an inspection"
    LETTERS = "letters", "函证回函", "Confirmation replies"
    OTHER = "other", "其他材料", "Other material"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One deliverable; without a day of its own it is due with the task."""

    kind: DeliverableKind
    title: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Scope, manner and basis of a task. `region` is a county's six digits, empty for the city.

    `on_site` None leaves it to the kind; `institutions`, `inspectors` and `campaign` are ids.
    """

    campaign: int | None = None
    region: str = ""
    method: Method | None = None
    focus: frozenset[Focus] = frozenset()
    basis: str = ""
    on_site: bool | None = None
    institutions: tuple[int, ...] = ()
    inspectors: tuple[int, ...] = ()
    deliverables: tuple[Owed, ...] = ()

    def done_on_site(self, kind: TaskKind) -> bool:
        return kind.on_site if self.on_site is None else self.on_site


NONE_SAID = Particulars()
_REPORT = Owed(kind=DeliverableKind.REPORT, title="审核报告")
_WORKBOOK = Owed(kind=DeliverableKind.WORKBOOK, title="数据工作簿")
_USUAL: Mapping[TaskKind, tuple[Owed, ...]] = {
    TaskKind.RULE_DELIVERY: (Owed(kind=DeliverableKind.RULE, title="审核规则及说明"),),
    TaskKind.CONFIRMATION: (Owed(kind=DeliverableKind.LETTERS, title="函证及回函"), _WORKBOOK),
    TaskKind.PUBLICITY: (Owed(kind=DeliverableKind.MINUTES, title="宣传咨询服务记录"),),
}


def usual_deliverables(kind: TaskKind) -> tuple[Owed, ...]:
    """What a task of the kind commonly owes; the bureau may ask for more or less."""
    usual = _USUAL.get(kind, (_WORKBOOK, _REPORT))
    minutes = Owed(kind=DeliverableKind.MINUTES, title="现场检查记录")
    return (*usual, minutes) if kind.on_site else usual


def default_days(kind: TaskKind, on: date) -> int:
    """The kind's own clock in working days."""
    return int(parameter(kind.days_parameter, on).value)


def draft_faults(*, title: str, covers: tuple[date, date], days: int, on: date) -> dict[str, Words]:
    """What is wrong with a draft, by field."""
    longest = int(parameter("task_days_max", on).value)
    fields = {}
    if not title.strip():
        fields["title"] = Words("不能为空。", "Must not be empty.")
    if covers[1] < covers[0]:
        fields["covers_to"] = Words("止期早于起期。", "The end lies before the start.")
    if not 1 <= days <= longest:
        fields["deadline_days"] = Words(f"时限为 1–{longest} 个工作日。", f"1 to {longest} working days.")
    return fields
