"""The shape of a row: its markup without its values. Rows of a table share a few shapes, so each is understood once.

A row's body is cut at its text (`>text<`). The markup between, with the row's number blanked out, is the key of a
Plan: which piece of text goes to which column, through which memo. Anything the strict grammar here does not know is
Unusual, and expat reads that row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import call, itemgetter

from importers.intake.readers.dates import Format
from importers.intake.readers.rows import LAST_COLUMN, column_of
from importers.intake.readers.values import Memo, Numbers, Texts, Values
from importers.intake.readers.xml_text import Unusual

TEXT = "\x01"  # stands for a piece of text; no XML can hold it
NUMBER = "\x00"  # stands for the row's number
_ATTRIBUTES = r"""((?:\s+[A-Za-z_][A-Za-z0-9_:.-]*=(?:"[^"<>&]*"|'[^'<>&]*'))*)\s*"""
_PRESERVE = r'(?: xml:space="preserve")?'
_CELL = re.compile(
    rf"<c{_ATTRIBUTES}(?:/>|>"
    rf"(?P<f><f{_ATTRIBUTES}(?:/>|>(?P<ft>{TEXT})?</f>))?"
    rf"(?:(?P<v><v{_PRESERVE}>(?P<vt>{TEXT})?</v>|<v\s*/>)|(?P<is><is><t{_PRESERVE}>(?P<it>{TEXT})?</t></is>))?"
    r"</c>)"
)
_ATTRIBUTE = re.compile(r"""([A-Za-z_][A-Za-z0-9_:.-]*)=(?:"([^"]*)"|'([^']*)')""")
_UNSAFE = re.compile(rf"(?<![A-Z]){NUMBER}")
_SHAPES = 4_000
split = re.compile(">([^<]+)<").split
_exact = re.compile(rf"(?:(?:0|-?[1-9][0-9]{{0,8}}|-?(?:0|[1-9][0-9]{{0,8}})\.[0-9]{{0,4}}[1-9]){TEXT})*").fullmatch
Pick = Callable[[list[str]], tuple[str, ...]]
Read = Callable[[str], str]
Reads = tuple[tuple[Read, ...], tuple[tuple[int, Read], ...]]  # one for each text, or some by index


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the texts of a row.

    `numbers` picks the texts of number cells, `pick` gives the columns of texts with one '' appended, None where they
    are the texts. `kinds` is the columns' kinds when no more than `blank` of them come out empty. `reads` has four
    versions: texts of the cells as they are or read, numbers as they are or read.
    """

    kinds: str
    blank: int
    inline: bool
    numbers: Pick | None
    pick: Pick | None
    reads: tuple[Reads, ...]

    def read(self, texts: list[str], body: str) -> list[str]:
        """The columns' texts. Raises Unusual."""
        version = 2 if self.inline and ("&" in body or "_x" in body) else 0
        if self.numbers is not None and not _exact(TEXT.join((*self.numbers(texts), ""))):
            version += 1
        each, some = self.reads[version]
        if each:
            texts = list(map(call, each, texts))
        for index, read in some:
            texts[index] = read(texts[index])
        if self.pick is None:
            return texts
        texts.append("")
        return list(self.pick(texts))


class Shapes:
    """The plans of one sheet."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._plans: dict[str, Plan] = {}
        self._memos: dict[tuple[str, Format], Memo] = {}

    def plan(self, markup: list[str], number: int) -> Plan:
        """Raises Unusual, and Refused for a bad reference."""
        shape = f">{TEXT}<".join(markup)
        key = shape.replace(f'{number}"', f'{NUMBER}"')
        plan = self._plans.get(key)
        if plan is None:
            plan = self._understood(shape, number)
            if len(self._plans) < _SHAPES and not _UNSAFE.search(key):
                self._plans[key] = plan
        return plan

    def _understood(self, shape: str, number: int) -> Plan:
        if "xmlns" in shape:
            raise Unusual
        found = _Found({}, {})
        at = column = text = 0
        while at < len(shape):
            cell = _CELL.match(shape, at)
            if cell is None:
                raise Unusual
            attributes = attributes_of(cell.group(1))
            reference = attributes.get("r")
            column = column_of(reference, number) if reference is not None else column
            text = self._cell(cell, attributes, found, column, text)
            column += 1
            at = cell.end()
        return found.plan(text)

    def _cell(self, cell: re.Match[str], attributes: dict[str, str], found: "_Found", column: int, text: int) -> int:
        """Adds one cell; the index of the next text comes back."""
        if column in found.columns or column >= LAST_COLUMN:
            raise Unusual
        text += cell["ft"] is not None
        kind, style = attributes.get("t", ""), attributes.get("s", "")
        has_text = cell["vt"] is not None or cell["it"] is not None
        if cell["is"] is not None and kind != "inlineStr":
            raise Unusual
        if has_text:
            memo = found.memos[text] = self._memo(kind, style)
            found.columns[column] = (memo.kind, text)
            return text + 1
        raw, inline = (None if cell["v"] is None else ""), (None if cell["is"] is None else "")
        letter, words = self._values.read(kind, style, raw, formula=cell["f"] is not None, inline=inline)
        if words:
            raise Unusual
        found.columns[column] = (letter, -1)
        return text

    def _memo(self, kind: str, style: str) -> Memo:
        """One for each kind and format, however many styles there are."""
        key = kind, self._values.format(style)
        if key not in self._memos:
            self._memos[key] = self._values.memo(kind, style)
        return self._memos[key]


@dataclass(slots=True)
class _Found:
    columns: dict[int, tuple[str, int]]  # column → kind letter, index of its text or -1
    memos: dict[int, Memo]  # index of a text → its memo; others are no values

    def plan(self, texts: int) -> Plan:
        """`texts` is how many pieces of text the row has."""
        width = max((column for column, (kind, _) in self.columns.items() if kind != "-"), default=-1) + 1
        cells = [self.columns.get(column, ("-", -1)) for column in range(width)]
        indices = [index for _, index in cells]
        numbers = [index for index, memo in self.memos.items() if isinstance(memo, Numbers)]
        return Plan(
            kinds="".join(kind for kind, _ in cells),
            blank=indices.count(-1),
            inline=any(isinstance(memo, Texts) for memo in self.memos.values()),
            numbers=_picker(numbers) if numbers else None,
            pick=None if indices == list(range(texts)) else _picker(indices),
            reads=tuple(self._reads(texts, skipped) for skipped in ((Numbers, Texts), (Texts,), (Numbers,), ())),
        )

    def _reads(self, texts: int, skipped: tuple[type[Memo], ...]) -> Reads:
        memos = {i: memo.__getitem__ for i, memo in self.memos.items() if not isinstance(memo, skipped)}
        if len(memos) < texts / 2:
            return (), tuple(memos.items())
        return tuple(memos.get(index, str) for index in range(texts)), ()


def _picker(indices: list[int]) -> Pick:
    if len(indices) > 1:
        return itemgetter(*indices)
    return lambda texts: tuple(texts[index] for index in indices)


def attributes_of(text: str) -> dict[str, str]:
    """Attributes of a tag whose form is already known. Raises Unusual for one said twice, or a namespace."""
    found = _ATTRIBUTE.findall(text)
    attributes = {name: double or single for name, double, single in found}
    if len(attributes) != len(found) or "xmlns" in text:
        raise Unusual
    return attributes
