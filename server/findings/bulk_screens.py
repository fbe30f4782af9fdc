"""What the pages of bulk acts show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.findings.screens import OPINION_TONES, TONES
from server.findings.wanted import Wanted
from server.web.i18n import _, label
from vendors.errors import Words
from vendors.findings.bulk.queries import BulkItemRow, BulkView
from vendors.findings.bulk.rules import BulkState, Outcome
from vendors.findings.rules import Certainty, FalseKind, FindingState, Opinion, Severity, Source, Stage
from vendors.labels import Labelled
from vendors.policy.regions import regions

BULK_TONES: Final[Mapping[BulkState, str]] = {
    BulkState.WAITING: "brand",
    BulkState.RUNNING: "brand",
    BulkState.DONE: "good",
    BulkState.CANCELLED: "warn",
    BulkState.BROKEN: "bad",
}
_TERMS: Final[Mapping[str, type[Labelled]]] = {
    "certainty": Certainty,
    "source": Source,
    "severity": Severity,
    "false": FalseKind,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one ticked finding."""

    id: int
    number: str
    state: FindingState | None
    tone: str
    refused: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkScreen:
    """The result of one opinion on a few ticked findings, item by item."""

    wanted: Wanted
    opinion: Opinion
    stage: Stage
    results: Sequence[Judged]

    @property
    def done(self) -> int:
        return sum(result.refused is None for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkActScreen:
    """A bulk act under way or ended, with a page of its items; `mine` when this person ordered it."""

    act: BulkView
    items: Sequence[BulkItemRow]
    outcome: Outcome | None
    wanted: Wanted
    vendors: Mapping[str, str]
    mine: bool
    here_url: str
    first: str
    next: str

    @property
    def tone(self) -> str:
        return BULK_TONES[self.act.state]

    @property
    def opinion_tone(self) -> str:
        return OPINION_TONES[self.act.opinion]

    @property
    def outcomes(self) -> Sequence[tuple[str, str, int]]:
        """(address, term, how many) of the lists of items."""
        numbers = ((None, self.act.total), (Outcome.DONE, self.act.done), (Outcome.REFUSED, self.act.refused))
        return tuple(
            (
                f"/review/bulk/{self.act.id}" + (f"?outcome={one.value}" if one else ""),
                label(one) if one else _("全部"),
                number,
            )
            for one, number in numbers
        )

    @property
    def conditions(self) -> Sequence[str]:
        """The filter it was ordered on, in words; empty when findings were ticked."""
        return conditions(self.act.asked, self.vendors)

    def item_tone(self, item: BulkItemRow) -> str:
        return TONES[item.state] if item.state else "bad" if item.outcome is Outcome.REFUSED else "muted"

    def chosen(self, place: str) -> bool:
        return place == f"/review/bulk/{self.act.id}" + (f"?outcome={self.outcome.value}" if self.outcome else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkActsScreen:
    """The bulk acts of late."""

    acts: Sequence[BulkView]

    def tone(self, act: BulkView) -> str:
        return BULK_TONES[act.state]


def conditions(asked: Mapping[str, str], vendors: Mapping[str, str]) -> Sequence[str]:
    """Each field of a filter with its name and what it was set to; `vendors` are names by id."""
    names = {
        "text": _("机构、编号、就诊ID"), "vendor": _("承办机构"), "task": _("任务"), "institution": _("定点机构"),
        "region": _("县区"), "violation": _("违规类型"), "certainty": _("问题定性"), "source": _("线索来源"),
        "severity": _("行为性质"), "false": _("三假"), "rule": _("规则编号"), "min": _("金额不低于（元）"),
        "max": _("金额不高于（元）"), "from": _("报送自"), "to": _("报送至"), "mine": _("我退回过的"),
    }  # fmt: skip
    return tuple(f"{names[name]}：{_said(name, value, vendors)}" for name, value in asked.items() if name in names)


def _said(name: str, value: str, vendors: Mapping[str, str]) -> str:
    if name == "mine":
        return _("是")
    if name == "vendor":
        return vendors.get(value, value)
    if name == "region":
        return regions()[value].name if value in regions() else value
    kind = _TERMS.get(name)
    known = {member.value: member for member in kind} if kind else {}
    return label(known[value]) if value in known else value
