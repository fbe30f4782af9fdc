"""Rows of sheet XML by expat: the whole rule, for whatever the fast path leaves."""

from collections import deque

from importers.intake.cells import CellRow
from importers.intake.readers.rows import LAST_COLUMN, assembled, column_of, row_number
from importers.intake.readers.sheet_head import ROWS
from importers.intake.readers.values import Cell, Values
from importers.intake.readers.xml_text import Reader
from importers.intake.refusals import Refused

TRUE = frozenset({"1", "true", "on"})


class SlowSheet(Reader):
    """Fed with XML, fills `found`. `last` is the number of the row before."""

    def __init__(self, part: str, values: Values, most: int) -> None:
        super().__init__(part)
        self.found: deque[CellRow] = deque()
        self.last = 0
        self._values = values
        self._most = most
        self._hidden = False
        self._column = 0
        self._cells: dict[int, Cell] = {}
        self._kind = self._style = ""
        self._formula = False
        self._v: list[str] | None = None
        self._is: list[str] | None = None
        self._text: list[str] | None = None
        self._length = 0

    @property
    def between_rows(self) -> bool:
        return self.path == ROWS

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" and self.path[-1:] == ["row"]:
            self._begin_cell(attributes)
        elif name == "v" and self.path[-1:] == ["c"]:
            self._v = self._text = []
        elif name == "t" and "is" in self.path and "rPh" not in self.path:
            self._text = self._is
        elif name == "is" and self.path[-1:] == ["c"]:
            self._is = []
        elif name == "f" and self.path[-1:] == ["c"]:
            self._formula = True
        elif name == "row" and self.path == ROWS:
            self.last = row_number(attributes.get("r", str(self.last + 1)), self.last)
            self._hidden = attributes.get("hidden") in TRUE
            self._column, self._cells = 0, {}
        elif not self.path and name != "worksheet":
            raise Refused("workbook-unreadable", detail=f"{self.part}: 不是工作表 (no worksheet)")

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is not None:
            self._column = column_of(reference, self.last)
        if self._column in self._cells or self._column >= LAST_COLUMN:
            where = f"第 {self.last} 行第 {self._column + 1} 列"
            raise Refused("workbook-unreadable", detail=f"{where}重复或越界 (cell repeated or out of range)")
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
        self._formula, self._v, self._is, self._text, self._length = False, None, None, None, 0

    def text(self, text: str) -> None:
        if self._text is None or self.path[-1] not in {"v", "t"}:
            return
        self._text.append(text)
        self._length += len(text)
        if self._length > self._most:
            raise Refused("too-many-cells", detail=f"一个单元格多于 {self._most} 字 (characters in one cell)")

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._text = None
        elif name == "c" and self.path[-1:] == ["row"]:
            self._cells[self._column] = self._values.read(
                self._kind, self._style, _joined(self._v), formula=self._formula, inline=_joined(self._is)
            )
            self._column += 1
        elif name == "row" and self.path == ROWS:
            row = assembled(self.last, self._cells, hidden=self._hidden)
            if row:
                self.found.append(row)


def _joined(pieces: list[str] | None) -> str | None:
    return None if pieces is None else "".join(pieces)
