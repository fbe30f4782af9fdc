"""抽检严格度: how closely each vendor's work is re-reviewed now, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from litestar import get

from kpi.retention.intensity_queries import IntensityView, intensities
from kpi.retention.intensity_rules import Intensity, Rules, rules_on
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.pages import Page
from vendors.periods import local_date

TONES: Final[Mapping[Intensity, str]] = {
    Intensity.NORMAL: "brand",
    Intensity.TIGHTENED: "warn",
    Intensity.REDUCED: "good",
    Intensity.STOPPED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntensityScreen:
    rows: Sequence[IntensityView]
    rules: Rules
    tones: Mapping[Intensity, str] = field(default_factory=lambda: TONES)
    shown: int = 12

    def percent(self, one: IntensityView) -> str:
        """As the form of a new sample takes it."""
        return f"{(one.stand.ratio * 100).normalize():f}"


@get("/retention/intensity", opt={"right": Right.VIEW_RENEWAL_ADVICE})
async def intensity(request: WebRequest) -> Page:
    today = local_date(clock.now())
    rows = await intensities(for_=actor(request), on=today)
    return Page("retention/intensity.html", IntensityScreen(rows=rows, rules=rules_on(today)))


ACTS = (intensity,)
