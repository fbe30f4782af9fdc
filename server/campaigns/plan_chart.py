"""A plan drawn on its calendar: phases as bars, milestones as marks, today as a line."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from markupsafe import Markup

from server.web.charts import drawing
from server.web.charts.drawing import GRID, INK, LINE, TONES, Scale, text
from server.web.i18n import _
from vendors.campaigns.plan_queries import PhaseView
from vendors.campaigns.queries import MilestoneView

_ROW, _TOP, _BELOW = 42, 20, 26
_NARROW, _LABEL = 420, 58


def plan_chart(
    phases: Sequence[PhaseView], *, first: date, last: date, today: date, title: str, width: int = 640
) -> Markup:
    """Days from `first` to `last`; the part of a phase that has passed is full, the rest pale."""
    left = 84 if width < _NARROW else 130
    across = Scale(low=0, high=max((last - first).days, 1), start=left, end=width - 14)
    height = _TOP + _ROW * len(phases) + _BELOW
    body = [*_months(first, last, across, height)]
    for place, phase in enumerate(phases):
        body.extend(_phase(phase, _TOP + _ROW * place, first, today, across))
    if first <= today <= last:
        x = across.at((today - first).days)
        body.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="16" y2="{height - 20}" stroke="{TONES["bad"]}"/>')
        body.append(text(x, 12, _("今天"), 11, TONES["bad"], "middle"))
    told = "; ".join(f"{one.name}: {one.begins} – {one.ends}, {one.done}/{len(one.milestones)}" for one in phases)
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="plan")


def _months(first: date, last: date, across: Scale, height: float) -> Iterator[str]:
    """A line at the start of each month, named as far as there is room."""
    days = list(_firsts(first, last))
    every = max(1, ceil(len(days) * _LABEL / max(across.end - across.start, 1)))
    for place, day in enumerate(days):
        x = across.at((day - first).days)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="16" y2="{height - 20}" stroke="{GRID}"/>'
        if place % every == 0:
            yield text(x, height - 6, f"{day:%Y-%m}", 11, anchor="middle")


def _firsts(first: date, last: date) -> Iterator[date]:
    day = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while day <= last:
        yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _phase(phase: PhaseView, top: float, first: date, today: date, across: Scale) -> Iterator[str]:
    start, end = across.at((phase.begins - first).days), across.at((phase.ends - first).days)
    span = max(end - start, 3)
    longest = 6 if across.start < 100 else 10
    name = phase.name if len(phase.name) <= longest else f"{phase.name[: longest - 1]}…"
    yield text(across.start - 10, top + 23, name, 12, INK, "end")
    yield f'<rect x="{start:.1f}" y="{top + 10:.1f}" width="{span:.1f}" height="18" rx="4" fill="{LINE}"/>'
    passed = span * phase.share(today) / 100
    yield (
        f'<rect x="{start:.1f}" y="{top + 10:.1f}" width="{passed:.1f}" height="18" rx="4" '
        f'fill="{TONES["brand"]}" fill-opacity=".45"/>'
    )
    for one in phase.milestones:
        yield _mark(one, across.at((one.due_on - first).days), top + 19, today)


def _mark(one: MilestoneView, x: float, y: float, today: date) -> str:
    """Done is a green disc, late a red square, still to come a blue diamond."""
    if one.done_on is not None:
        return f'<circle cx="{x:.1f}" cy="{y}" r="6" fill="{TONES["good"]}" stroke="#fff" stroke-width="1.5"/>'
    tone, turn = ("bad", 0) if one.overdue(today) else ("brand", 45)
    return (
        f'<rect x="{x - 5:.1f}" y="{y - 5}" width="10" height="10" fill="{TONES[tone]}" stroke="#fff" '
        f'stroke-width="1.5" transform="rotate({turn} {x:.1f} {y})"/>'
    )
