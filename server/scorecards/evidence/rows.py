"""One row a scorecard counted, in the vendor's own sheet; and every record of a line, to take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from importers.batches.queries import Neighbourhood, SheetRow, neighbourhood
from importers.intake.cells import CellKind, letters
from kpi.scorecards import queries
from server.scorecards.records import line_records
from server.web import clock
from server.web.access import Right, WebRequest, actor
from server.web.listing import listing
from server.web.pages import Page
from server.web.tabs import Field
from vendors.errors import NotFound
from vendors.tasks import queries as tasks
from vendors.tasks.results.fact_queries import RowPlace, row_places

SPAN: Final = 5
_NUMBERS: Final = frozenset({CellKind.NUMBER, CellKind.DATE, CellKind.PERCENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as it stood, in a column the sheet's kind knows (`said`) or not."""

    text: str
    number: bool
    said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowScreen:
    """`around` is None when no rows are kept of the batch."""

    place: RowPlace
    task_number: str
    around: Neighbourhood | None

    @property
    def columns(self) -> Sequence[str]:
        rows = (*self.around.headers, *self.around.rows) if self.around else ()
        return tuple(letters(place) for place in range(max((len(row.texts) for row in rows), default=0)))

    @property
    def rows(self) -> Sequence[tuple[SheetRow, bool, bool, Sequence[Cell]]]:
        """The row, whether it is of the heading, whether it is the one, its cells."""
        if self.around is None:
            return ()
        told = [(row, True) for row in self.around.headers] + [(row, False) for row in self.around.rows]
        return [
            (row, head, not head and row.number == self.place.row, self._cells(row, head=head)) for row, head in told
        ]

    @property
    def cells(self) -> Sequence[tuple[str, str, str]]:
        """Address, heading and text of the row's own recognised cells."""
        own = next((row for row in self.around.rows if row.number == self.place.row), None) if self.around else None
        if own is None or self.around is None:
            return ()
        places = sorted(self.around.places.items(), key=lambda pair: pair[1])
        return [
            (
                f"{letters(at)}{own.number}",
                self.around.titles.get(key, key),
                own.texts[at] if at < len(own.texts) else "",
            )
            for key, at in places
        ]

    def _cells(self, row: SheetRow, *, head: bool) -> Sequence[Cell]:
        known = set(self.around.places.values()) if self.around and not head and row.number == self.place.row else set()
        return [
            Cell(
                text=row.texts[at] if at < len(row.texts) else "",
                number=at < len(row.kinds) and row.kinds[at] in _NUMBERS,
                said=at in known,
            )
            for at in range(len(self.columns))
        ]


@get("/scorecards/rows/{result:int}", opt={"right": Right.VIEW_SCORECARDS})
async def one_row(request: WebRequest, result: FromPath[int]) -> Page:
    who = actor(request)
    place = (await row_places([result], vendor=who.vendor)).get(result)
    if place is None:
        raise NotFound
    screen = RowScreen(
        place=place,
        task_number=(await tasks.task(place.task, for_=who)).number,
        around=await neighbourhood(place.batch, sheet=place.sheet, row=place.row, around=SPAN, for_=who),
    )
    return Page("scorecards/evidence/row.html", screen, fragment="scorecards/evidence/_row.html")


@get("/scorecards/{card:int}/lines/{code:str}/export", opt={"right": Right.VIEW_SCORECARDS})
async def export_line(request: WebRequest, card: FromPath[int], code: FromPath[str]) -> Response[bytes]:
    who = actor(request)
    view = await queries.card(card, for_=who)
    try:
        line = view.card.line(code)
    except KeyError as missing:
        raise NotFound from missing
    fields = (Field("数据", 30), Field("记录", 44), Field("是否计入", 10), Field("未计入的原因", 44))
    rows = await line_records(view=view, line=line, who=who)
    return listing(f"{view.row.number}_{code}_记录", fields, rows, at=clock.now(), plain=f"line-{code}")


ACTS = (one_row, export_line)
