"""Standing at a glance: radar, gauge, funnel."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

from markupsafe import Markup

from server.web.charts import drawing
from server.web.charts.drawing import GRID, INK, LINE, MUTED, TONES, Number, Scale, Series, show, text

BLUE = TONES["brand"]
Band = tuple[int, int, str]
GRADES: tuple[Band, ...] = ((0, 60, "bad"), (60, 75, "warn"), (75, 90, "brand"), (90, 100, "good"))


def radar(
    axes: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    low: Number = 0,
    high: Number = 100,
    size: int = 300,
) -> Markup:
    """Three axes or more; a missing value has no corner and is told as a dash."""
    width, height = size + 110, size
    out = Scale(low=float(low), high=float(high), start=0, end=size / 2 - 30)
    middle = (width / 2, height / 2 + 2)
    spots = [(sin(2 * pi * place / len(axes)), -cos(2 * pi * place / len(axes))) for place in range(len(axes))]

    def ring(radii: Sequence[float | None]) -> str:
        return drawing.points(
            (middle[0] + dx * radius, middle[1] + dy * radius)
            for (dx, dy), radius in zip(spots, radii, strict=True)
            if radius is not None
        )

    body = [
        f'<polygon points="{ring([out.end * part / 5] * len(axes))}" fill="{"#fafbfd" if part == 5 else "none"}" '
        f'stroke="{LINE}"/>'
        for part in (5, 4, 3, 2, 1)
    ]
    body += _spokes(middle, spots, out.end, axes)
    for one in series:
        radii = [None if value is None else out.at(value) for value in one.values]
        body.append(
            f'<polygon points="{ring(radii)}" fill="{TONES[one.tone]}" '
            f'fill-opacity="{0.04 if one.dashed else 0.14}" stroke="{TONES[one.tone]}" stroke-width="2" '
            f'stroke-linejoin="round"{drawing.dashes(dashed=one.dashed)}/>'
        )
    told = drawing.told(axes, series)
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="radar")


def _spokes(
    middle: tuple[float, float], spots: Sequence[tuple[float, float]], reach: float, axes: Sequence[str]
) -> Iterator[str]:
    for (dx, dy), axis in zip(spots, axes, strict=True):
        x, y = middle[0] + dx * reach, middle[1] + dy * reach
        yield f'<line x1="{middle[0]:.1f}" y1="{middle[1]:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
        anchor = "middle" if abs(dx) < 0.1 else "start" if dx > 0 else "end"
        yield text(middle[0] + dx * (reach + 14), middle[1] + dy * (reach + 14) + 4, axis, 12, INK, anchor)


def gauge(
    value: Number | None, *, title: str, label: str = "", bands: Sequence[Band] = GRADES, digits: int = 2
) -> Markup:
    """A half circle over 0–100 with the grade bands outside it; without a value, a dash."""
    width, height, radius = 290, 176, 96
    middle = (width / 2, height - 30)
    body = [
        f'<path d="{_arc(middle, radius + 14, start + 0.7 * (start > 0), end - 0.7 * (end < 100))}" '
        f'stroke="{TONES[tone]}" stroke-opacity=".75" stroke-width="4" fill="none"/>'
        for start, end, tone in bands
    ]
    body += [
        text(*_on(middle, radius + 28, start), str(start), 11, MUTED, "end" if start < 50 else "start")
        for start, _, _ in bands[1:]
    ]
    body.append(f'<path d="{_arc(middle, radius, 0, 100)}" stroke="{GRID}" stroke-width="16" fill="none"/>')
    if value is not None:
        held = max(0.0, min(100.0, float(value)))
        tone = next((tone for start, end, tone in reversed(bands) if held >= start), "bad")
        body.append(f'<path d="{_arc(middle, radius, 0, held)}" stroke="{TONES[tone]}" stroke-width="16" fill="none"/>')
    shown = "—" if value is None else f"{value:.{digits}f}"
    body.append(text(middle[0], middle[1] - 14, shown, 38, INK, "middle", 700))
    body.append(text(middle[0], middle[1] + 12, label, 13, MUTED, "middle"))
    told = f"{shown} {label}".strip()
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="gauge")


def _on(middle: tuple[float, float], radius: float, share: float) -> tuple[float, float]:
    return middle[0] - radius * cos(pi * share / 100), middle[1] - radius * sin(pi * share / 100)


def _arc(middle: tuple[float, float], radius: float, start: float, end: float) -> str:
    (x1, y1), (x2, y2) = _on(middle, radius, start), _on(middle, radius, end)
    return f"M{x1:.2f} {y1:.2f} A{radius:g} {radius:g} 0 0 1 {x2:.2f} {y2:.2f}"


def funnel(stages: Sequence[tuple[str, Number, str]], *, title: str, width: int = 640, row: int = 44) -> Markup:
    """Stages from first to last as (name, number, words beside it); each bar is a share of the largest."""
    most = max((float(number) for _, number, _ in stages), default=0) or 1
    left, right = 96, 132 if width > 400 else 96
    body: list[str] = []
    for place, (name, number, words) in enumerate(stages):
        y = 6 + place * row
        long = max((width - left - right) * float(number) / most, 2)
        high, faded = row - 14, f"{1 - 0.13 * place:.2f}"
        body += [
            text(left - 12, y + 20, name, 12, INK, "end"),
            f'<rect x="{left}" y="{y}" width="{width - left - right}" height="{high}" rx="4" fill="{GRID}"/>',
            f'<rect x="{left}" y="{y}" width="{long:.1f}" height="{high}" rx="4" fill="{BLUE}" opacity="{faded}"/>',
            text(width - right + 10, y + 20, words, 12, INK),
        ]
    told = "; ".join(f"{name} {words or show(number)}" for name, number, words in stages)
    height = 6 + row * len(stages)
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="funnel")
