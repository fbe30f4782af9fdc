"""What a paper document is made of, before anyone decides how it is set. All text is plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]
_KEPT = 360
"""Characters: some thirteen of the twenty-two lines of a page."""
_DIGITS = "一二三四五六七八九"
_IN_WORDS = 99  # beyond it a heading is read in figures
NUMBER_TO_FILL = "　　〔　　〕　　号"
"""发文字号 with the brackets of U+3014 and U+3015: the bureau fills it, nobody invents it."""
DATE_TO_FILL = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width` is a share of the line."""

    name: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is 一、 (黑体), level 2 is （一） (楷体)."""

    text: str
    level: int = 1
    block: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`kept` on the page of what follows it."""

    text: str
    kept: bool = False
    block: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that is not indented: the addressee, a place to sign."""

    text: str
    align: Align = "left"
    block: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The header row is repeated on every page. With `total`, the last row stands out and is never alone on one.

    `whole` is not broken over pages and stays with what follows it: a few rows to be signed.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    note: str = ""
    total: bool = False
    whole: bool = False
    block: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a form: names and what is filled in beside them, at least `height` mm high."""

    pairs: tuple[tuple[str, str], ...]
    height: float = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A ruled sheet to be filled in by hand; a row has one pair or two."""

    rows: tuple[Row, ...]
    block: str = "form"


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG chart with its caption."""

    svg: str
    caption: str
    block: str = "drawing"


Block: TypeAlias = Heading | Paragraph | Line | Table | Form | Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """附件, on pages of its own."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`lines` is the title as broken on paper, `number` (发文字号) and `facts` stand under it.

    `signers` stand beside their empty lines, `bureau` above the empty date; without `bureau` nobody issues it.
    `mark` stands small at the foot of every page.
    """

    title: str
    lines: tuple[str, ...]
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    signers: tuple[str, ...] = field(default=("编制人", "审核人", "签发人"))
    bureau: str = ""
    number: str = ""
    mark: str = ""
    made: datetime


def closed(document: Document) -> tuple[Block, ...]:
    """The blocks, the two paragraphs before the places to sign kept with these: nobody signs an empty page.

    Of long ones as many as leave room for the signatures on the same page.
    """
    kept, left, room = list(document.blocks), 2, _KEPT
    if not document.bureau and not isinstance(kept[-1], Line):
        return document.blocks
    for place in range(len(kept) - 1, -1, -1):
        one = kept[place]
        if isinstance(one, Paragraph) and left and len(one.text) <= room:
            kept[place], left, room = replace(one, kept=True), left - 1, room - len(one.text)
        elif not isinstance(one, Line | Heading) and not (isinstance(one, Table) and one.whole):
            break
    return tuple(kept)


def numbered(place: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; from a hundred on in figures."""
    if place > _IN_WORDS:
        return str(place)
    tens, ones = divmod(place, 10)
    leading = _DIGITS[tens - 1] if tens > 1 else ""
    return f"{leading}{'十' if tens else ''}{_DIGITS[ones - 1] if ones else ''}"


def enumerated(sentences: Sequence[str]) -> tuple[Paragraph, ...]:
    """Sentences as 1. 2. 3.; a single one stands alone."""
    if len(sentences) == 1:
        return (Paragraph(sentences[0]),)
    return tuple(Paragraph(f"{place}.{sentence}") for place, sentence in enumerate(sentences, 1))


def annexed(*titles: str) -> tuple[Line, ...]:
    """附件说明 after the body: one annex is not numbered, several are."""
    if len(titles) == 1:
        return (Line(f"　　附件：{titles[0]}"),)
    return tuple(Line(f"{'　　附件：' if at == 1 else '　　　　　'}{at}.{title}") for at, title in enumerate(titles, 1))
