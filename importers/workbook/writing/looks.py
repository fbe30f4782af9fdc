"""How a cell looks, as values. Fonts are named, never bundled: 宋体 and 黑体 are on every office machine here.

Colours are RRGGBB without `#`; an empty colour means none.
"""

from dataclasses import dataclass, replace

INK, MUTED, LINE = "1D2939", "5D6B82", "C9D2DF"
BRAND, PALE, GROUND = "1D5FBF", "DCE8F8", "F3F5F9"
BAD, BAD_PALE = "B93815", "FBD9CF"
WARN, WARN_PALE = "955106", "FCE8C5"
GOOD, GOOD_PALE = "12805C", "D3F0E4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything a cell's style says. `format` is an Excel number format; `locked` matters on protected sheets."""

    font: str = "宋体"
    size: float = 10.5
    bold: bool = False
    underline: bool = False
    colour: str = INK
    fill: str = ""
    border: str = ""
    across: str = "general"
    down: str = "center"
    wrap: bool = False
    indent: int = 0
    format: str = "General"
    locked: bool = True

    def but(
        self,
        *,
        fill: str | None = None,
        colour: str | None = None,
        bold: bool | None = None,
        across: str | None = None,
        locked: bool | None = None,
        wrap: bool | None = None,
    ) -> "Look":
        """The same look with a few things said otherwise."""
        said = {"fill": fill, "colour": colour, "bold": bold, "across": across, "locked": locked, "wrap": wrap}
        return replace(self, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]


PLAIN = Look()
TITLE = Look(font="黑体", size=16, bold=True, across="center")
SUBTITLE = Look(font="黑体", size=12, bold=True, colour=BRAND)
META = Look(colour=MUTED)
PROSE = Look(wrap=True, down="top")
HEADER = Look(font="黑体", fill=PALE, border=LINE, across="center", wrap=True)
HEADER_STRONG = Look(font="黑体", bold=True, colour="FFFFFF", fill=BRAND, border=LINE, across="center", wrap=True)
HEADER_FAINT = Look(font="黑体", colour=MUTED, fill=GROUND, border=LINE, across="center", wrap=True)
TEXT = Look(border=LINE, format="@")
LONG_TEXT = Look(border=LINE, format="@", wrap=True)
CENTRED = Look(border=LINE, format="@", across="center")
CODE = Look(border=LINE, format="@")
MONEY = Look(border=LINE, format="#,##0.00", across="right")
WHOLE = Look(border=LINE, format="0", across="right")
COUNT = Look(border=LINE, format="#,##0", across="right")
QUANTITY = Look(border=LINE, format="#,##0.0###", across="right")
PRICE = Look(border=LINE, format="#,##0.0000", across="right")
PERCENT = Look(border=LINE, format="0.00%", across="right")
SCORE = Look(border=LINE, format="0.00", across="right")
DATE = Look(border=LINE, format="yyyy-mm-dd", across="center")
TOTAL = Look(font="黑体", bold=True, border=LINE, fill=GROUND, format="#,##0.00", across="right")
LINK = Look(colour=BRAND, underline=True, border=LINE)
