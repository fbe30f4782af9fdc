"""历史数据: figures published before the system began, entered with where they come from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litestar import get, post
from litestar.response import Redirect

from server.statistics.asking import counties
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.forms import Form, Reading, submitted
from server.web.i18n import N_, locale
from server.web.pages import Page, see_other
from vendors.errors import Invalid, Words
from vendors.periods import Period
from vendors.statistics.entered_actions import enter_figures
from vendors.statistics.entered_queries import EnteredView, every
from vendors.statistics.entered_rules import MONEY, NAMES, Kind, NewFigures

LABELS: Mapping[str, str] = {
    "institutions": N_("涉及违规医疗机构(家)"), "cases": N_("违规病例数"), "lines": N_("违规明细数"),
    "amount_fen": N_("涉及金额(元)"), "recovered_fen": N_("已追回(元)"), "inspected": N_("检查机构(家)"),
    "medical": N_("其中医疗机构"), "pharmacies": N_("其中零售药店"), "violating": N_("违规机构(家)"),
    "talked": N_("其中约谈"), "penalised": N_("其中处罚"), "other": N_("其他及待处理"), "period": N_("期间"),
    "basis": N_("数据出处"), "codes": N_("机构名单"), "kind": N_("数据种类"), "region": N_("县区"),
}  # fmt: skip
_SPAN = re.compile(r"^\s*(\S+)\s*[/至~]\s*(\S+)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredScreen:
    """Entries with the form of one kind."""

    rows: Sequence[EnteredView]
    kind: Kind
    form: Form = field(default_factory=Form)
    kinds: Sequence[Kind] = tuple(Kind)

    @property
    def labels(self) -> Mapping[str, str]:
        return LABELS

    @property
    def whole(self) -> Sequence[str]:
        return NAMES[self.kind]

    @property
    def money(self) -> Sequence[str]:
        return MONEY[self.kind]

    @property
    def listed(self) -> bool:
        """Whether a list of institutions may be given."""
        return self.kind is Kind.MACHINE

    def figures(self, one: EnteredView) -> list[tuple[str, int]]:
        """Its figures in the form's order."""
        return [(name, one.figures[name]) for name in (*NAMES[one.kind], *MONEY[one.kind]) if name in one.figures]

    def period(self, one: EnteredView) -> str:
        """A period, or a range, as people write it."""
        found = [Period.parse(part) for part in one.period.split("/")]
        return "–".join(period.zh if locale() == "zh" else period.en for period in found)

    @property
    def regions(self) -> Mapping[str, str]:
        return counties()


def _kind(text: str) -> Kind:
    return Kind(text) if text in set(Kind) else Kind.MACHINE


@get("/statistics/entered", opt={"right": Right.VIEW_STATISTICS})
async def entered(request: WebRequest) -> Page:
    kind = _kind(request.query_params.get("kind", ""))
    return Page("statistics/entered.html", EnteredScreen(rows=await every(for_=actor(request)), kind=kind))


@post("/statistics/entered", opt={"right": Right.FILL_STATISTICS})
async def enter(request: WebRequest) -> Page | Redirect:
    names = {name for kind in Kind for name in (*NAMES[kind], *MONEY[kind])}
    form = await submitted(request, "kind", "period", "region", "basis", "codes", *sorted(names))
    who, kind = actor(request), _kind(form.value("kind"))
    try:
        await enter_figures(new=_read(form, kind, own=who.region), by=who, at=clock.now())
    except Invalid as invalid:
        screen = EnteredScreen(rows=await every(for_=who), kind=kind, form=form.failed(invalid))
        return Page("statistics/entered.html", screen, status=422)
    return see_other(request, f"/statistics/entered?kind={kind.value}", said=Words("已录入。", "Entered."))


def _read(form: Form, kind: Kind, *, own: str) -> NewFigures:
    read = Reading(form)
    figures = {name: value for name in NAMES[kind] if (value := read.whole(name)) is not None}
    figures |= {name: fen for name in MONEY[kind] if (fen := read.fen(name, required=False)) is not None}
    period, basis = _period(read, kind), read.text("basis", longest=200)
    codes = tuple(re.split(r"[\s,，、;；]+", read.text("codes", required=False, longest=20_000).strip()))
    region = own or read.text("region", required=False)
    if region and region not in counties():
        read.fault("region", Words("请从列表中选择。", "Choose from the list."))
    read.finish()
    return NewFigures(
        kind=kind, period=period, figures=figures, basis=basis, region=region,
        institutions=tuple(code for code in codes if code),
    )  # fmt: skip


def _period(read: Reading, kind: Kind) -> str:
    """As stored; a range for the distinct number, a month or year for machine review, any period for the rest."""
    text = read.text("period", longest=30)
    found = _span(text) if kind is Kind.SPAN else _single(text, only={"M", "Y"} if kind is Kind.MACHINE else set())
    if text and not found:
        said = Words(
            "期间应写成 2021-01（月）或 2020（年）；区间写成 2021-01/2021-04。",
            "Write 2021-01 for a month, 2020 for a year, 2021-01/2021-04 for a range.",
        )
        read.fault("period", said)
    return found


def _single(text: str, *, only: set[str]) -> str:
    try:
        found = Period.parse(text)
    except ValueError:
        return ""
    return str(found) if not only or found.kind in only else ""


def _span(text: str) -> str:
    ends = _SPAN.match(text)
    first, last = (_single(one, only={"M"}) for one in (ends.groups() if ends else ("", "")))
    return f"{first}/{last}" if first and last and first < last else ""


HANDLERS = (entered, enter)
