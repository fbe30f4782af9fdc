from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from server.reports.figures import Found, KpiFigures, VendorScore
from server.reports.queries import ReportDetail, ReportRow
from server.reports.rules import ratio
from server.web.charts.drawing import Series
from server.web.forms import Form
from server.web.i18n import _
from server.web.paging import Paged
from vendors.money import half_up
from vendors.periods import Period

TONES: Mapping[str, str] = {"优秀": "good", "良好": "brand", "合格": "warn", "不合格": "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A quarter's place in the schedule; `report` is its newest version, if any."""

    period: Period
    due_on: date
    report: ReportRow | None
    today: date

    @property
    def late(self) -> bool:
        return self.report is None and self.today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsScreen:
    """The archive (`further` beyond its first page), the schedule, and the form that asks for a report."""

    archive: Paged[ReportRow]
    schedule: Sequence[Due]
    form: Form
    further: bool

    @property
    def proposed(self) -> Period:
        """The quarter people most likely want: the last that has ended."""
        return self.schedule[1].period


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScreen:
    """A report's summary figures; the files say the rest."""

    detail: ReportDetail

    @property
    def figures(self) -> KpiFigures:
        return self.detail.figures

    @property
    def coverage(self) -> Decimal | None:
        return ratio(self.figures.overall.reviewed, self.figures.overall.listed)

    @property
    def sampled(self) -> Decimal | None:
        return ratio(self.figures.overall.sampled, self.figures.overall.frame)

    @property
    def kinds(self) -> Sequence[tuple[str, Sequence[VendorScore]]]:
        return self.figures.kinds

    @property
    def types(self) -> Sequence[Found]:
        return (*self.figures.by_type, self.figures.found)

    @property
    def labels(self) -> Sequence[str]:
        return tuple(month.month for month in self.figures.months)

    @property
    def amounts(self) -> Sequence[Series]:
        values = [half_up(Decimal(month.amount_fen) / 1_000_000) for month in self.figures.months]
        return (Series(name=_("涉及金额（万元）"), values=values, area=True),)

    def tone(self, grade: str) -> str:
        return TONES.get(grade, "")
