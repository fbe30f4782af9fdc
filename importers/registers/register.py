"""What one register is: its layout, its checks, and how a good row becomes the cells of its table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from importers.workbook.columns import Layout
from importers.workbook.issues import Issue, Message
from importers.workbook.meanings import Reading
from importers.workbook.rows import Row, Sheet, Value
from importers.workbook.writing.detail import Detail
from importers.workbook.writing.sheets import Value as Written
from importers.workbook.writing.template import blank_template
from vendors.actors import Role
from vendors.incoming.rules import Difference, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a check knows: the sheet, the day, and what other registers hold (`institutions`, `vendors`, `leads`)."""

    sheet: Sheet
    on: date
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What speaks against a difference with the register as it is; `key` names the column."""

    message: Message
    key: str
    words: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[Row, Scene], Iterator[Issue]]
Closing = Callable[[Sequence[Row], Scene], Iterator[Issue]]
Objections = Callable[[Difference, date], Iterator[Objection]]
Cell = Callable[[Row], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`unique` are the columns that identify a row; `cells` say, field by field of the target, what a row holds.

    `closing` sees all rows at once and `objections` every difference: for registers that are small. `needs` names the
    other registers whose codes the checks want. `keepers` may load it.
    """

    layout: Layout
    unique: tuple[str, ...]
    target: Target
    cells: tuple[str | Cell, ...]
    keepers: frozenset[Role]
    checks: tuple[Check, ...] = ()
    closing: Closing | None = None
    objections: Objections | None = None
    needs: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    @property
    def key(self) -> str:
        return self.target.register

    def texts(self, row: Row) -> list[str]:
        """A row without errors as the target's cells."""
        values, said = row.values, _SAID
        return [
            (value if (value := values.get(cell)).__class__ is str else said[value])
            if cell.__class__ is str
            else cell(row)  # type: ignore[operator]
            for cell in self.cells
        ]

    def shown(self, key: str, cells: Mapping[str, str]) -> str:
        """The cell of a column among cells by field name; empty for a column that is only part of a field."""
        if key not in self.cells:
            return ""
        return cells.get(self.target.fields[self.cells.index(key)].name, "")


def as_text(value: Value) -> str:
    """As the register's own text of the stored value is written."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


class _Said(dict[Value, str]):
    """Texts of values that come again and again: days, ages, amounts."""

    def __missing__(self, value: Value) -> str:
        text = as_text(value)
        if len(self) < _REMEMBERED:
            self[value] = text
        return text


_REMEMBERED = 65_536
_SAID = _Said()


def template(register: Register, *, at: datetime, rows: Sequence[Mapping[str, Written]] = ()) -> bytes:
    """A workbook of this register, empty or with rows by column key."""
    detail = Detail(layout=register.layout, reading=Reading(unique=register.unique), rows=rows)
    return blank_template(details=(detail,), title=register.layout.zh, at=at)


def forward(earlier: str, later: str, message: Message) -> Check:
    """A check that a day does not lie before another."""

    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        first, last = row.day(earlier), row.day(later)
        if first and last and last < first:
            yield scene.sheet.issue(message, row, later, earlier=first)

    return check


def registered(key: str, where: str, message: Message) -> Check:
    """A check against the codes of another register; none known, none checked."""

    def check(row: Row, scene: Scene) -> Iterator[Issue]:
        code, known = row.text(key), scene.known.get(where)
        if code and known is not None and code not in known:
            yield scene.sheet.issue(message, row, key)

    return check
