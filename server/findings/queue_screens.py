"""What the page of the review queues shows: the filter's choices, the rows, where each thing leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.findings.screens import TONES, violation_name, violations_by_group
from server.findings.wanted import Tab, Wanted
from server.web.i18n import _, label
from vendors.findings.queries import FindingRow
from vendors.findings.reason_queries import LastWord
from vendors.findings.rules import Certainty, FalseKind, Severity, Source, Stage
from vendors.findings.selection import Sort
from vendors.labels import Labelled
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.regions import regions
from vendors.registry.queries import VendorView
from vendors.tasks.queries import TaskView

Choices = Sequence[tuple[str, str]]


def choices(kind: type[Labelled]) -> Choices:
    """(value, term) of every member, for a list to choose from."""
    return tuple((member.value, label(member)) for member in kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueScreen:
    """One page of a queue; `counts` are those of every tab under the same filters.

    `said` are the reviewers' last words on each finding, for its vendor's eyes; `at_once` is how many ticked findings
    are acted on without a job in the background.
    """

    wanted: Wanted
    tabs: Sequence[Tab]
    counts: Mapping[Tab, int]
    rows: Sequence[FindingRow]
    first: str
    next: str
    here_url: str
    stage: Stage | None
    vendors: Sequence[VendorView]
    tasks: Sequence[TaskView]
    today: date
    at_once: int
    said: Mapping[int, LastWord]
    may_return: bool

    @property
    def total(self) -> int:
        return self.counts[self.wanted.tab]

    @property
    def vendor_choices(self) -> Sequence[tuple[int, str]]:
        return tuple((vendor.id, vendor.short_name) for vendor in self.vendors)

    @property
    def task_choices(self) -> Sequence[tuple[int, str]]:
        return tuple((task.id, task.number) for task in self.tasks)

    @property
    def violations(self) -> Sequence[tuple[str, str, Choices]]:
        """(group's code, its name, its types)."""
        return tuple((types[0][0][:2], name, types) for name, types in violations_by_group(self.today))

    @property
    def certainties(self) -> Choices:
        return choices(Certainty)

    @property
    def sources(self) -> Choices:
        return choices(Source)

    @property
    def severities(self) -> Choices:
        return choices(Severity)

    @property
    def false_kinds(self) -> Choices:
        return choices(FalseKind)

    @property
    def counties(self) -> Choices:
        named = (region for region in regions().values() if region.in_force(self.today) and region.code[4:] != "00")
        return tuple((region.code, region.name) for region in named)

    @property
    def institution_name(self) -> str:
        """Of the one institution the list is narrowed to, when any of its findings is listed."""
        return self.rows[0].institution_name if self.wanted.asked["institution"] and self.rows else ""

    @property
    def sorts(self) -> Mapping[str, Sort]:
        return {sort.value: sort for sort in Sort}

    @property
    def columns(self) -> Choices:
        """Columns that may be added, with their headings."""
        return (
            ("task", _("任务")), ("visit", _("就诊ID")), ("source", _("线索来源")), ("severity", _("行为性质")),
            ("false", _("三假")), ("rule", _("规则编号")), ("loss", _("基金损失（元）")),
        )  # fmt: skip

    def more(self, row: FindingRow) -> Sequence[str]:
        """What stands in the columns added."""
        told = {
            "task": row.task_number,
            "visit": row.visit_id,
            "source": label(row.source),
            "severity": label(row.severity) if row.severity else "",
            "false": "、".join(label(kind) for kind in row.false_kinds),
            "rule": row.rule,
            "loss": yuan(row.fund_loss_fen),
        }
        return tuple(told[name] or "—" for name in self.wanted.columns)

    def tone(self, row: FindingRow) -> str:
        return TONES[row.state]

    def violation(self, row: FindingRow) -> str:
        return violation_name(row.violation, local_date(row.created_at))

    def drawer(self, row: FindingRow) -> str:
        return self.wanted.address(f"/review/{row.id}")
