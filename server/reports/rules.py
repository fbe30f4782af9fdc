"""Pure rules of reports: kinds, names of files, and the sentences that figures alone allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from server.reports.figures import KpiFigures
from vendors.errors import Invalid, Words
from vendors.labels import Labelled
from vendors.money import half_up, wan_yuan
from vendors.periods import Period
from vendors.policy.parameters import parameter

ROUNDED = "注：因四舍五入，分项之和可能与合计不等。"
_TENTH = Decimal("0.1")
_MILLION = Decimal(1_000_000)


class ReportKind(Labelled):
    """The reports there are; the value is the command line's KIND."""

    QUARTERLY = "quarterly", "第三方绩效考核报告", "Third-party KPI report"


def quarter_from(text: str) -> Period:
    """Raises Invalid, which names the field `period`, for anything but a quarter."""
    try:
        period = Period.parse(text)
    except ValueError as wrong:
        zh, _, en = str(wrong).partition(" / ")
        raise Invalid({"period": Words(zh, en)}) from wrong
    if period.kind != "Q":
        raise Invalid({"period": Words("目前只出具季度报告，如 2026Q3。", "Only quarters for now, like 2026Q3.")})
    return period


def kind_of(text: str) -> ReportKind:
    """Raises Invalid, which names the kinds there are."""
    try:
        return ReportKind(text)
    except ValueError as wrong:
        known = ", ".join(kind.value for kind in ReportKind)
        words = Words(f"没有 {text!r} 这种报告，可用：{known}。", f"No report kind {text!r}; there are: {known}.")
        raise Invalid({"kind": words}) from wrong


def place_of(bureau: str) -> str:
    """`张掖市医疗保障局（演示）` → `张掖市`; the bureau's whole name where it is spelled otherwise."""
    return bureau.partition("医疗保障局")[0] or bureau


def title_of(bureau: str, period: Period) -> str:
    return f"{bureau}关于{period.zh}第三方监管服务机构绩效考核情况的报告"


def file_name(*, period: Period, place: str, version: int, suffix: str) -> str:
    """`2026年第三季度_第三方绩效考核报告_张掖市_v1.pdf`."""
    return f"{period.zh}_{ReportKind.QUARTERLY.zh}_{place}_v{version}.{suffix}"


def percent(ratio: Decimal | None) -> str:
    """For people: one place, half-up; a dash when there is none."""
    return "—" if ratio is None else f"{half_up(ratio * 100, _TENTH)}%"


def ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def parts_add_up(parts: Iterable[int], total: int) -> bool:
    """Whether fen rounded one by one to 万元 add up to the rounded total (domain.md §7.4)."""
    return sum(half_up(part / _MILLION) for part in parts) == half_up(total / _MILLION)


def problems(figures: KpiFigures) -> tuple[str, ...]:
    """存在问题: one sentence for each fact out of order; nothing that no figure says."""
    return tuple(sentence for sentence in _problems(figures) if sentence)


def _problems(figures: KpiFigures) -> Iterable[str]:
    overall, found = figures.overall, figures.found
    if overall.tasks_overdue:
        late = ratio(overall.tasks_overdue, overall.tasks_issued)
        yield f"有{overall.tasks_overdue}件任务逾期，占下达任务的{percent(late)}。"
    if overall.reviewed < overall.listed:
        yield f"应审病例{overall.listed}例，尚有{overall.listed - overall.reviewed}例未完成审核。"
    if found.rejected:
        yield f"报送问题中有{found.rejected}件经认定不成立，问题认定准确率为{percent(found.accuracy)}。"
    if found.pending:
        yield f"截至数据截止时间，仍有{found.pending}件问题尚未认定，不计入准确率。"
    if found.determined_fen < found.settled_fen:
        cut = wan_yuan(found.settled_fen - found.determined_fen)
        yield f"已认定问题的认定金额比报送金额核减{cut}万元。"
    if figures.defended.moved:
        yield f"有{figures.defended.moved}件问题因申辩成立而变更，申辩成立率为{percent(figures.defended.ratio)}。"
    yield _weak(figures)
    if figures.conduct:
        events = sum(event.count for event in figures.conduct)
        yield f"登记保密、廉洁、回避方面的事件{events}次。"


def _weak(figures: KpiFigures) -> str:
    weak = [score for score in figures.scores if score.grade in {"合格", "不合格"}]
    if not weak:
        return ""
    named = "、".join(f"{score.vendor}（{score.total}分，{score.grade}）" for score in weak)
    return f"考核等级为合格及以下的机构有{len(weak)}家：{named}。"


def next_steps(figures: KpiFigures) -> tuple[str, ...]:
    """下一步: what the facts call for, no promises beyond them."""
    return tuple(_next_steps(figures))


def _next_steps(figures: KpiFigures) -> Iterable[str]:
    if figures.overall.tasks_overdue:
        yield "对逾期任务逐件核实原因，督促限期完成。"
    if figures.found.pending:
        yield "按程序办结尚未认定的问题，办结后按新的数据重新出具考核结果。"
    waiting = [one for one in figures.proposals if not one.decision]
    if waiting:
        yield f"对{len(waiting)}项动态调整建议按程序审定。"
    if any(score.grade in {"合格", "不合格"} for score in figures.scores):
        yield "对考核等级为合格及以下的机构落实限期整改和约谈措施。"
    if figures.conduct:
        yield "对已登记的保密、廉洁、回避事件跟踪处理结果。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who issues the reports, and the folder with its licensed fonts ("" for none)."""

    bureau: str
    fonts: str = ""

    @property
    def place(self) -> str:
        return place_of(self.bureau)


def due_on(period: Period) -> date:
    """The day a quarter's report is made, some days after its end."""
    return period.ends_on + timedelta(days=parameter("kpi_report_after_days", period.ends_on).whole)


def recent_quarters(today: date, *, count: int = 4) -> tuple[Period, ...]:
    """The present quarter and those before it, newest first."""
    quarters = [Period.quarter_of(today)]
    while len(quarters) < count:
        quarters.append(quarters[-1].previous)
    return tuple(quarters)
