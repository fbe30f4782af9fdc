"""A vendor's whole record of retention: cards, decisions, rectification, probation, misconduct, standing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from litestar import get
from litestar.params import FromPath

from kpi.retention.misconduct_queries import MisconductView, misconduct
from kpi.retention.probation_queries import ProbationView, probations
from kpi.retention.probation_rules import ProbationState
from kpi.retention.queries import ProposalView, proposals
from kpi.retention.rectification_queries import RectificationView, rectifications
from kpi.scorecards import queries as scorecards
from kpi.scorecards.queries import CardRow
from kpi.scorecards.rules import CardState
from server.desk.grades import grade_name, short_period, tone_of
from server.desk.screens import Lines
from server.retention.case_screens import PROBATION_TONES, RECTIFICATION_TONES
from server.retention.screens import STAGE_TONES, Asked
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.charts.drawing import Series
from server.web.history import Event
from server.web.i18n import _, label, words
from server.web.kinds import term
from server.web.pages import Page
from server.web.reading import member
from vendors.contracts.queries import ContractView, contracts
from vendors.journal.queries import history as journal
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.queries import VendorView
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import ASSIGNABLE, Standing

_STANDING = ("vendor.standing_changed", "vendor.admitted", "vendor.work_capped", "vendor.work_uncapped")
TONES = {Standing.IN_SERVICE: "good", Standing.RECTIFYING: "warn", Standing.REGISTERED: "brand"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScreen:
    """Everything newest first; `events` are the changes of its standing, oldest first."""

    vendor: VendorView
    cards: Sequence[CardRow]
    proposals: Sequence[ProposalView]
    rectifications: Sequence[RectificationView]
    probations: Sequence[ProbationView]
    records: Sequence[MisconductView]
    contracts: Sequence[ContractView]
    trend: Lines
    events: Sequence[Event]
    asked: Asked
    today: date

    @property
    def tone(self) -> str:
        return TONES.get(self.vendor.standing, "bad")

    @property
    def suspended(self) -> bool:
        return self.vendor.standing is Standing.SUSPENDED

    @property
    def may_be_capped(self) -> bool:
        running = any(one.state is ProbationState.RUNNING for one in self.probations)
        return self.vendor.standing in ASSIGNABLE and not running

    def grade(self, row: CardRow) -> str:
        return grade_name(row.grade, row.rulebook)

    def grade_tone(self, row: CardRow) -> str:
        return tone_of(row.grade, row.rulebook)

    def stage_tone(self, one: ProposalView) -> str:
        return STAGE_TONES[one.stage(self.today)]

    def rectification_tone(self, one: RectificationView) -> str:
        return RECTIFICATION_TONES[one.state]

    def probation_tone(self, one: ProbationView) -> str:
        return PROBATION_TONES[one.state]


@get("/retention/vendors/{vendor:int}", opt={"right": Right.VIEW_RETENTION})
async def one_vendor(request: WebRequest, vendor: FromPath[int]) -> Page:
    return await vendor_page(request, vendor)


async def vendor_page(request: WebRequest, vendor: int, asked: Asked | None = None, *, status: int = 200) -> Page:
    """`asked` is the form of the page that failed."""
    who, today = actor(request), local_date(clock.now())
    found = await vendor_view(vendor, for_=who)
    cards = [
        row for row in await scorecards.cards(for_=who, vendor=vendor, states=(CardState.PUBLISHED,))
        if row.period.kind == "Q"
    ]  # fmt: skip
    screen = VendorScreen(
        vendor=found,
        cards=cards,
        proposals=await proposals(for_=who, vendor=vendor),
        rectifications=await rectifications(for_=who, vendor=vendor),
        probations=await probations(for_=who, vendor=vendor),
        records=await misconduct(for_=who, on=today, vendor=vendor),
        contracts=await contracts(for_=who, vendor=vendor),
        trend=_trend(list(reversed(cards))),
        events=await _standing(vendor) if who.at_bureau else (),
        asked=asked or Asked(),
        today=today,
    )
    return Page("retention/vendor.html", screen, status=status)


def _trend(cards: Sequence[CardRow]) -> Lines:
    series = Series(name=_("综合得分"), values=[row.total for row in cards], area=True)
    return Lines(labels=[short_period(row.period) for row in cards], series=[series])


async def _standing(vendor: int) -> Sequence[Event]:
    """The changes of its standing alone, each with where it led."""
    links = [link for link in await journal(object_type="vendor", object_id=vendor) if link.entry.kind in _STANDING]
    return tuple(
        Event(
            at=link.entry.at,
            title=f"{words(term(link.entry.kind))}{_led_to(link.entry.after)}",
            note=f"{link.entry.actor_name} {link.entry.note}".strip(),
            tone="brand" if link is links[-1] else "",
        )
        for link in links
    )


def _led_to(after: Mapping[str, Json] | None) -> str:
    found = member(Standing, str((after or {}).get("status", "")))
    return f" · {label(found)}" if found else ""


ACTS = (one_vendor,)
