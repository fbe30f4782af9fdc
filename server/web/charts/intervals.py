"""How sure one may be of a figure, side by side: intervals in rows, and two orders of the same names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from server.web.charts import drawing
from server.web.charts.drawing import GRID, INK, MUTED, TONES, Number, Scale, show, text

_ROW: Final = 34
_TOP: Final = 26
_NARROW: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A named figure between `lower` and `upper`; `words` stand at the end of its row."""

    name: str
    figure: Number
    lower: Number
    upper: Number
    words: str = ""
    tone: str = "brand"


def intervals(
    rows: Sequence[Reach], *, title: str, unit: str = "", low: Number = 0, high: Number = 100, width: int = 640
) -> Markup:
    """A dot at each figure, a line over its interval."""
    narrow = width < _NARROW
    left, right = (104, 14) if narrow else (150, 128)
    height = _TOP + _ROW * len(rows) + 22
    across = Scale(low=float(low), high=float(high), start=left, end=width - right)
    body = list(_rulers(across, height, unit, narrow=narrow))
    for place, one in enumerate(rows):
        y, colour = _TOP + _ROW * (place + 0.5), TONES[one.tone]
        start, dot, end = (across.at(value) for value in (one.lower, one.figure, one.upper))
        body.append(text(left - 10, y + 4, _short(one.name, left - 14), 12, INK, "end"))
        body.append(
            f'<path d="M{start:.1f} {y:.1f}H{end:.1f}M{start:.1f} {y - 6:.1f}v12M{end:.1f} {y - 6:.1f}v12" '
            f'stroke="{colour}" stroke-width="2" fill="none"/>'
            f'<circle cx="{dot:.1f}" cy="{y:.1f}" r="5" fill="{colour}" stroke="#fff" stroke-width="1.5"/>'
        )
        if one.words and not narrow:
            body.append(text(width - right + 10, y + 4, one.words, 12, MUTED))
    told = "; ".join(
        f"{one.name} {show(one.figure, unit)} [{show(one.lower, unit)}, {show(one.upper, unit)}] {one.words}".strip()
        for one in rows
    )
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="bar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A name with its place and figure in either order; the place counts from 1 and may be shared."""

    name: str
    before: int
    before_words: str
    after: int
    after_words: str


def orders(rows: Sequence[Moved], *, title: str, heads: tuple[str, str], width: int = 480) -> Markup:
    """The same names in two orders; a thread leads each from its place on the left to its place on the right."""
    narrow = width < _NARROW
    edge = 132 if narrow else 190
    height = _TOP + _ROW * len(rows) + 4
    lefts = [one.name for one in sorted(rows, key=lambda one: (one.before, one.after, one.name))]
    rights = [one.name for one in sorted(rows, key=lambda one: (one.after, one.before, one.name))]
    body = [
        text(edge - 8, 12, heads[0], 12, MUTED, "end", 600),
        text(width - edge + 8, 12, heads[1], 12, MUTED, "start", 600),
    ]
    for one in rows:
        start, end = (_TOP + _ROW * (order.index(one.name) + 0.5) for order in (lefts, rights))
        tone = TONES["muted" if one.before == one.after else "good" if one.after < one.before else "bad"]
        name = _short(one.name, edge - 62)
        body += [
            f'<line x1="{edge}" y1="{start:.1f}" x2="{width - edge}" y2="{end:.1f}" stroke="{tone}" stroke-width="2"/>',
            f'<circle cx="{edge}" cy="{start:.1f}" r="4" fill="{tone}"/>',
            f'<circle cx="{width - edge}" cy="{end:.1f}" r="4" fill="{tone}"/>',
            text(edge - 10, start - 2, f"{one.before} {name}", 12, INK, "end"),
            text(edge - 10, start + 12, one.before_words, 11, MUTED, "end"),
            text(width - edge + 10, end - 2, f"{one.after} {name}", 12, INK),
            text(width - edge + 10, end + 12, one.after_words, 11, MUTED),
        ]
    told = "; ".join(
        f"{one.name}: {heads[0]} {one.before} ({one.before_words}), {heads[1]} {one.after} ({one.after_words})"
        for one in rows
    )
    return drawing.frame(width=width, height=height, title=title, description=told, body=body, kind="bar")


def _rulers(across: Scale, height: float, unit: str, *, narrow: bool) -> Iterator[str]:
    """Five, named; on a narrow drawing every other one is."""
    for part in range(5):
        value = across.low + (across.high - across.low) * part / 4
        x = across.at(value)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height - 20}" stroke="{GRID}"/>'
        if not narrow or part % 2 == 0:
            last = narrow and part == 4
            yield text(x + (10 if last else 0), height - 6, show(value, unit), 11, anchor="end" if last else "middle")


def _short(name: str, room: float) -> str:
    """As much of a name as there is room for."""
    if drawing.text_width(name) <= room:
        return name
    kept = name
    while kept and drawing.text_width(kept + "…") > room:
        kept = kept[:-1]
    return kept + "…"
