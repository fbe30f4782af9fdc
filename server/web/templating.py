"""The one Jinja environment: every room's templates, strict, escaped, in the person's language."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.web import assets, i18n
from server.web.charts import inline, intervals, shapes, trends
from server.web.clock import BEIJING
from vendors.money import half_up, wan_yuan, yuan

_TENTH = Decimal("0.1")
CHARTS = SimpleNamespace(
    line=trends.line,
    bar=trends.bar,
    radar=shapes.radar,
    gauge=shapes.gauge,
    funnel=shapes.funnel,
    intervals=intervals.intervals,
    orders=intervals.orders,
    meter=inline.meter,
    sparkline=inline.sparkline,
)


def environment() -> Environment:
    """Templates are found as `<room>/<name>.html` under each `server/<room>/templates/`."""
    folders = sorted(path for path in i18n.ROOMS.glob("*/templates") if path.is_dir())
    env = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(FILTERS)
    env.globals.update(icon=assets.icon, static=assets.static, styles=assets.STYLES, htmx=assets.HTMX, charts=CHARTS)
    return env


def local_day(moment: date | None) -> str:
    """A day as 2026-11-21; a moment is first brought to Asia/Shanghai."""
    if moment is None:
        return "—"
    return (moment.astimezone(BEIJING).date() if isinstance(moment, datetime) else moment).isoformat()


def local_time(moment: datetime | None) -> str:
    """`2026-11-21 09:40`, Asia/Shanghai."""
    return "—" if moment is None else f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def percent(ratio: Decimal | None) -> str:
    """A ratio as `98.6%`, half-up to one place; a dash when there is none."""
    return "—" if ratio is None else f"{half_up(ratio * 100, _TENTH)}%"


def score(points: Decimal | None) -> str:
    """Points with two decimals; a dash when not applicable."""
    return "—" if points is None else str(half_up(points))


def number(value: int | Decimal | None) -> str:
    """Thousands separated; a dash when there is none."""
    return "—" if value is None else f"{value:,}"


FILTERS: dict[str, Callable[..., str]] = {
    "yuan": lambda fen: "—" if fen is None else yuan(fen),
    "wan": lambda fen: "—" if fen is None else wan_yuan(fen),
    "day": local_day,
    "time": local_time,
    "percent": percent,
    "score": score,
    "number": number,
    "label": i18n.label,
    "words": i18n.words,
    "cited": i18n.cited,
    "sex": i18n.sex,
}
