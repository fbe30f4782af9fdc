"""Paper and pencils: colours, text, frames, scales."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

Number = int | float | Decimal

INK: Final = "#1d2939"
MUTED: Final = "#5d6b82"
LINE: Final = "#e4e7ec"
GRID: Final = "#eef0f3"
TONES: Final = {"brand": "#1d5fbf", "good": "#12805c", "warn": "#955106", "bad": "#b93815", "muted": "#98a2b3"}
FONT: Final = "'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One named row of numbers; None leaves a gap. `tone`: brand, good, warn, bad or muted."""

    name: str
    values: Sequence[Number | None]
    tone: str = "brand"
    dashed: bool = False
    area: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps `low … high` onto `start … end` of the paper."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * max(0.0, min(1.0, share))


def frame(*, width: float, height: float, title: str, description: str, body: Iterable[str], kind: str) -> Markup:
    """The whole drawing; `kind` is its CSS class and sets how far it stretches."""
    return Markup(  # noqa: S704 - every text inside was escaped by `text` or here
        f'<svg class="chart {kind}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="{FONT}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(body)}</svg>"
    )


def text(  # noqa: PLR0917 - x and y first, as in SVG itself
    x: float, y: float, words: str, size: float = 12, fill: str = MUTED, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}" '
        f'text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'
    )


def show(value: Number | None, unit: str = "") -> str:
    """A number as people read it: no trailing zeros, thousands separated."""
    if value is None:
        return "—"
    plain = f"{Decimal(str(value)):,.2f}"
    return plain.rstrip("0").rstrip(".") + unit


def told(names: Sequence[str], series: Iterable[Series], unit: str = "") -> str:
    """The whole chart in words, for those who hear it."""
    return "; ".join(
        f"{one.name}: "
        + ", ".join(f"{name} {show(value, unit)}" for name, value in zip(names, one.values, strict=True))
        for one in series
    )


def points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def dashes(*, dashed: bool) -> str:
    return ' stroke-dasharray="5 4"' if dashed else ""


def nice_bounds(values: Iterable[Number | None], *, from_zero: bool = False) -> tuple[float, float]:
    """Round bounds around the values, cut in four by whole or half steps."""
    present = [float(value) for value in values if value is not None]
    low, high = (min(present), max(present)) if present else (0.0, 1.0)
    low = min(0.0, low) if from_zero else low
    if low == high:
        low, high = (low - 1, high + 1) if not from_zero else (low, high + 1)
    step = nice_step((high - low) / 4)
    bottom = step * (low // step)
    while bottom + 4 * step < high:
        step = nice_step(step * 1.01)
        bottom = step * (low // step)
    return bottom, bottom + 4 * step


def nice_below(values: Iterable[Number | None], high: float) -> tuple[float, float]:
    """A round bound under the values, so that four round steps lead up to `high`, such as full marks."""
    lowest = min((float(value) for value in values if value is not None), default=high)
    return high - 4 * nice_step(max(high - lowest, 1) / 4), high


def nice_step(rough: float) -> float:
    """The next step of 1, 2, 2.5, 5 × a power of ten that is not smaller."""
    power = 1.0
    while power > rough:
        power /= 10
    while power * 10 <= rough:
        power *= 10
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.9999)


def text_width(words: str, size: float = 12) -> float:
    """Roughly: a Chinese character is as wide as the size, a Latin one a good half."""
    return sum(size if ord(char) > 0x2E7F else size * 0.58 for char in words)
