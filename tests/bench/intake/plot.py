"""Seconds against rows, both logarithmic, as a small SVG of our own."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from tests.bench.intake.runs import NAMES, Measured

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 470, 64, 250, 28, 52
COLOURS = ("#0b5fa5", "#5b6b7a", "#b06a00", "#d39a3c", "#8a3ffc", "#a8324a")
SHORT = {
    "ours": "衡鉴 Hengjian",
    "floor": "floor",
    "pandas_calamine": "pandas (calamine)",
    "pandas_openpyxl": "pandas",
    "openpyxl_piccolo": "openpyxl + Piccolo",
    "import_export": "django-import-export",
}


class _Scale:
    def __init__(self, least: float, most: float, start: float, end: float) -> None:
        self.low, self.high = floor(log10(least)), ceil(log10(most))
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def drawn(found: Sequence[Measured]) -> str:
    checks = [one for one in found if one.lap == "check"]
    across = _Scale(min(one.rows for one in checks), 1.001 * max(one.rows for one in checks), LEFT, WIDTH - RIGHT)
    up = _Scale(min(one.cost.wall for one in checks), max(one.cost.wall for one in checks), HEIGHT - BOTTOM, TOP)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="#243342">'
    )
    parts = [
        opening,
        "<title>Seconds against rows, 25 columns; both axes logarithmic</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_frame(across, up),
        *_lines(checks, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _frame(across: _Scale, up: _Scale) -> list[str]:
    lines = []
    for tick in up.ticks:
        y = up.at(tick)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d8dee4"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g} s</text>')
    for tick in across.ticks:
        x = across.at(tick)
        lines.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#d8dee4"/>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,.0f}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    lines.append(f'<text x="{middle:.0f}" y="{HEIGHT - 12}" text-anchor="middle">行 / rows × 25 列 / columns</text>')
    return lines


def _lines(checks: Sequence[Measured], across: _Scale, up: _Scale) -> list[str]:
    lines, ends = [], []
    for path, colour in zip(NAMES, COLOURS, strict=True):
        points = [(across.at(one.rows), up.at(one.cost.wall)) for one in checks if one.path == path]
        if not points:
            continue
        wide = 3 if path == "ours" else 1.6
        drawn_points = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(f'<polyline points="{drawn_points}" fill="none" stroke="{colour}" stroke-width="{wide}"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{wide + 1}" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], path, colour, points[-1]))
    return lines + _labels(sorted(ends))


def _labels(ends: Sequence[tuple[float, str, str, tuple[float, float]]]) -> list[str]:
    """Right of the frame, never on top of each other."""
    lines, lowest = [], 0.0
    for y, path, colour, (x, _) in ends:
        lowest = max(y, lowest + 17)
        edge = WIDTH - RIGHT + 14
        lines.append(f'<path d="M{x + 5:.1f} {y:.1f}L{edge} {lowest:.1f}" stroke="{colour}" stroke-dasharray="2 3"/>')
        lines.append(f'<text x="{edge + 5}" y="{lowest + 4:.1f}" fill="{colour}">{escape(SHORT[path])}</text>')
    return lines
