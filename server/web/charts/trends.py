"""Over time and side by side: line and bar."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from server.web.charts import drawing
from server.web.charts.drawing import GRID, INK, TONES, Number, Scale, Series, show, text

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 32, 28
_ROW = 18
_NARROW = 400


def line(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    title: str,
    unit: str = "",
    low: Number | None = None,
    high: Number | None = None,
    target: Number | None = None,
    target_label: str = "",
    width: int = 640,
    height: int = 250,
) -> Markup:
    """Lines over `labels`; `target` is a dashed line. Draw at width 640 and 340 for wide and narrow screens."""
    aim = "" if target is None else f"{target_label} {show(target, unit)}".strip()
    legend, rows = _legend(series, aim, width)
    values = [*(value for one in series for value in one.values), target]
    found = drawing.nice_bounds(values) if high is None else drawing.nice_below(values, float(high))
    up = Scale(
        low=found[0] if low is None else float(low),
        high=found[1] if high is None else float(high),
        start=height - _BOTTOM,
        end=_TOP + (rows - 1) * _ROW,
    )
    across = Scale(low=0, high=max(len(labels) - 1, 1), start=_LEFT, end=width - _RIGHT)
    body = [*_grid(up, width, unit), *_names(across, labels, width, height), *legend]
    if target is not None:
        body.append(_dash(_LEFT, width - _RIGHT, up.at(target)))
    for one in series:
        body += _one_line(one, across, up, unit)
    told = "; ".join(filter(None, (drawing.told(labels, series, unit), aim)))
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="line")


def bar(
    labels: Sequence[str],
    values: Sequence[Number | None],
    *,
    title: str,
    unit: str = "",
    tones: Sequence[str] = (),
    width: int = 640,
    height: int = 220,
) -> Markup:
    """Upright bars with their numbers on top."""
    low, high = drawing.nice_bounds(values, from_zero=True)
    up = Scale(low=low, high=high, start=height - _BOTTOM, end=_TOP - 8)
    slot = (width - _LEFT - _RIGHT) / max(len(labels), 1)
    body = list(_grid(up, width, ""))
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        middle = _LEFT + slot * (place + 0.5)
        body.append(text(middle, height - 8, label, 11, anchor="middle"))
        if value is None:
            continue
        top, fill = up.at(value), TONES[tones[place] if tones else "brand"]
        body.append(
            f'<rect x="{middle - slot * 0.26:.1f}" y="{top:.1f}" width="{slot * 0.52:.1f}" '
            f'height="{max(up.start - top, 0):.1f}" rx="3" fill="{fill}"/>'
        )
        body.append(text(middle, top - 5, show(value, unit), 11, INK, "middle"))
    told = drawing.told(labels, [Series(name=title, values=values)], unit)
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="bar")


def _grid(up: Scale, width: int, unit: str) -> Iterator[str]:
    for part in range(5):
        value = up.low + (up.high - up.low) * part / 4
        y = up.at(value)
        yield f'<line x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        yield text(_LEFT - 8, y + 4, show(value, unit), 11, anchor="end")


def _names(across: Scale, labels: Sequence[str], width: int, height: int) -> Iterator[str]:
    every = 2 if width < _NARROW and len(labels) > 7 else 1
    for place, label in enumerate(labels):
        if place % every == 0:
            anchor = "end" if place and place == len(labels) - 1 else "middle"
            x = across.at(place) + (10 if anchor == "end" else 0)
            yield text(x, height - 8, label, 11, anchor=anchor)


def _legend(series: Sequence[Series], aim: str, width: int) -> tuple[list[str], int]:
    """The names in as many rows as the width needs, and how many those are."""
    body: list[str] = []
    x, row = float(_LEFT), 0
    for name, one in (*((one.name, one) for one in series), *([(aim, None)] if aim else [])):
        wide = 36 + drawing.text_width(name)
        if x > _LEFT and x + wide - 16 > width:
            x, row = float(_LEFT), row + 1
        y = 10 + row * _ROW
        if one is None:
            body += [_dash(x, x + 16, y), text(x + 20, y + 4, name, 12, TONES["bad"])]
        else:
            body.append(f'<rect x="{x:.1f}" y="{y - 2}" width="14" height="4" rx="2" fill="{TONES[one.tone]}"/>')
            body.append(text(x + 20, y + 4, name, 12, INK))
        x += wide
    return body, row + 1


def _dash(start: float, end: float, y: float) -> str:
    return (
        f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{TONES["bad"]}" stroke-width="1.3" stroke-dasharray="4 3"/>'
    )


def _one_line(one: Series, across: Scale, up: Scale, unit: str) -> Iterator[str]:
    colour = TONES[one.tone]
    for run in _runs(one.values):
        dots = [(across.at(place), up.at(value)) for place, value in run]
        if one.area:
            under = [(dots[0][0], up.start), *dots, (dots[-1][0], up.start)]
            yield f'<polygon points="{drawing.points(under)}" fill="{colour}" fill-opacity=".08"/>'
        yield (
            f'<polyline points="{drawing.points(dots)}" fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-linejoin="round"{drawing.dashes(dashed=one.dashed)}/>'
        )
        for (x, y), (_, value) in zip(dots, run, strict=True):
            said = escape(f"{one.name} {show(value, unit)}")
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="#fff" stroke="{colour}" stroke-width="2">'
                f"<title>{said}</title></circle>"
            )


def _runs(values: Sequence[Number | None]) -> Iterator[list[tuple[int, Number]]]:
    """The stretches without gaps."""
    run: list[tuple[int, Number]] = []
    for place, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, value))
    if run:
        yield run
