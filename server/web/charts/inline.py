"""Charts small enough for a table cell: meter and sparkline."""

from collections.abc import Sequence

from markupsafe import Markup

from server.web.charts import drawing
from server.web.charts.drawing import GRID, INK, TONES, Number, Scale, show


def meter(
    value: Number | None,
    *,
    title: str,
    target: Number | None = None,
    interval: tuple[Number, Number] | None = None,
    tone: str = "brand",
    low: Number = 0,
    high: Number = 100,
) -> Markup:
    """A bar of how far from nothing, with a tick at `target` and a whisker over the confidence `interval`."""
    along = Scale(low=float(low), high=float(high), start=0, end=120)
    body = [f'<rect y="3" width="120" height="6" rx="3" fill="{GRID}"/>']
    told = show(value)
    if value is not None:
        nothing, far = along.at(0), along.at(value)
        start, width = min(nothing, far), abs(far - nothing)
        body.append(f'<rect x="{start:.1f}" y="3" width="{width:.1f}" height="6" rx="3" fill="{TONES[tone]}"/>')
    if interval is not None:
        start, end = (along.at(edge) for edge in interval)
        body.append(f'<path d="M{start:.1f} 1v10M{end:.1f} 1v10M{start:.1f} 6H{end:.1f}" stroke="{INK}" fill="none"/>')
        told += f" [{show(interval[0])}, {show(interval[1])}]"
    if target is not None:
        body.append(f'<rect x="{along.at(target) - 1:.1f}" width="2" height="12" fill="{INK}"/>')
        told += f" / {show(target)}"
    return drawing.frame(width=120, height=12, title=title, description=told, body=body, kind="meter")


def sparkline(values: Sequence[Number | None], *, title: str, tone: str = "brand") -> Markup:
    """The last few values as a thread with a dot at its end; gaps are skipped."""
    present = [(place, value) for place, value in enumerate(values) if value is not None]
    told = ", ".join(show(value) for value in values)
    if not present:
        return drawing.frame(width=96, height=26, title=title, description="—", body=(), kind="spark")
    numbers = [float(value) for _, value in present]
    low, high = (min(numbers), max(numbers)) if min(numbers) < max(numbers) else (numbers[0] - 1, numbers[0] + 1)
    up = Scale(low=low, high=high, start=22, end=4)
    across = Scale(low=0, high=max(len(values) - 1, 1), start=3, end=92)
    dots = [(across.at(place), up.at(value)) for place, value in present]
    x, y = dots[-1]
    body = [
        f'<polyline points="{drawing.points(dots)}" fill="none" stroke="{TONES[tone]}" stroke-width="1.6"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{TONES[tone]}"/>',
    ]
    return drawing.frame(width=96, height=26, title=title, description=told, body=body, kind="spark")
