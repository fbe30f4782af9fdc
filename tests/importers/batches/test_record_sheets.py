"""Record sheets through the whole house: a task's template, filled in, checked, confirmed, counted, replaced."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from importers.batches.actions import confirm
from importers.batches.queries import Only, batch, issues
from importers.batches.rules import BatchState
from importers.batches.templates import task_workbook
from importers.findings.kinds import family, kind_named
from importers.findings.scene import Kind
from importers.workbook.columns import Value
from server.storage.local import LocalBlobs
from tests.support import a, uploads
from tests.support.findings_books import Cell, example_rows, saved
from tests.support.uploads import SECRET, UPLOADED, Desk, Waiting
from vendors.actors import SYSTEM
from vendors.errors import NotFound
from vendors.findings.queries import Filters, queue
from vendors.tasks.queries import task
from vendors.tasks.results.queries import Asked, result_counts, result_sum, tally
from vendors.tasks.rules import TaskKind, TaskState

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
EARLIER = timedelta(days=150)  # the examples are of the autumn, the uploads of July
ROWS = 5
WITHOUT_CASES = (TaskKind.STOCK_MONITORING, TaskKind.AUDIT, TaskKind.ENTRUSTED_SERVICE)


async def audit_desk(folder: Path, kind: TaskKind = TaskKind.AUDIT) -> Desk:
    """A vendor at work on a task about the two hospitals that has no list of cases."""
    await a.hospitals()
    vendor = await a.vendor(kind=kind.vendor_kind)
    contract = await a.contract(vendor=vendor)
    for name in ("何小满", "石磊"):
        await a.staff(vendor=vendor, name=name)
    made = await a.task_in_progress(vendor=vendor, contract=contract, kind=kind)
    return Desk(task=made, clerk=a.clerk_of(vendor), blobs=LocalBlobs(folder / "blobs"), queue=Waiting())


def named(key: str) -> Kind:
    found = kind_named(key)
    assert found is not None
    return found


async def filled(desk: Desk, kind: Kind, count: int = ROWS, **changes: Cell) -> bytes:
    """The task's own template of the sheet, its examples told of this task and these hospitals."""
    sheet = await desk.sheet()
    hospital = a.HOSPITALS[0]
    place = {"task_no": sheet.number, "fixmedins_code": hospital.code, "fixmedins_name": hospital.name}
    signed = {"auditor": "何小满", "checker": "石磊", "audited_on": UPLOADED.date() + EARLIER}
    book = load_workbook(io.BytesIO(task_workbook(sheet, secret=SECRET, at=UPLOADED, kind=kind.key)))
    rows = [{**row, **place, **signed} for row in example_rows(kind, count)]
    rows[0].update(changes)
    for number, row in enumerate(rows, start=4):
        for column, cell in enumerate(kind.layout.columns, start=1):
            value = row[cell.key]
            moved = value - EARLIER if isinstance(value, date) else value
            book[kind.layout.sheet].cell(number, column).value = moved
    return saved(book)


async def confirmed(desk: Desk, content: bytes) -> int:
    taken = await desk.upload(content)
    state = await desk.check(taken.batch)
    assert state is BatchState.READY, await issues(taken.batch, for_=desk.clerk)
    await confirm(batch=taken.batch, by=desk.clerk, at=UPLOADED)
    return taken.batch


RECORDS = [(of, record.key) for of in WITHOUT_CASES for record in family(of.vendor_kind.value)[1:]]


@pytest.mark.parametrize(("of", "key"), RECORDS, ids=[key for _, key in RECORDS])
async def test_confirmed_rows_become_results_and_nothing_else(of: TaskKind, key: str, data: Path) -> None:
    desk, kind = await audit_desk(data, of), named(key)
    brought = await confirmed(desk, await filled(desk, kind))
    assert (await batch(brought, for_=desk.clerk)).deliverable == key
    counted = await result_counts(Asked(kind=key, task=desk.task), for_=SYSTEM)
    assert (counted.rows, counted.subjects) == (ROWS, ROWS)
    assert kind.record is not None
    assert counted.institutions == int(kind.record.institution == "fixmedins_code")  # a care agency is none of ours
    assert (await queue(for_=SYSTEM, at=UPLOADED, filters=Filters(task=desk.task))).rows == ()
    assert (await task(desk.task, for_=SYSTEM)).state is TaskState.IN_PROGRESS


async def test_what_scoring_will_ask_of_an_audit_can_be_counted(data: Path) -> None:
    desk = await audit_desk(data)
    no_reply: dict[str, Cell] = dict.fromkeys(("replied_on", "reply_qty", "reply_amt", "gap_qty", "gap_amt"))
    letters = await filled(desk, named("confirmations"), **no_reply, conclusion="替代程序可确认")
    await confirmed(desk, letters)
    await confirmed(desk, await filled(desk, named("stocktake")))
    asked = Asked(kind="confirmations", task=desk.task)
    assert await tally(asked, "outcome", for_=SYSTEM) == {"已回函不符": ROWS - 1, "替代程序": 1}
    assert (await result_counts(asked, for_=SYSTEM)).amount_fen == 12_500 * (ROWS - 1)
    assert await result_sum(Asked(kind="stocktake", task=desk.task), "diff_qty", for_=SYSTEM) == -2 * ROWS


async def test_a_second_version_takes_the_place_of_the_first(data: Path) -> None:
    desk, kind = await audit_desk(data), named("stocktake")
    await confirmed(desk, await filled(desk, kind))
    await confirmed(desk, await filled(desk, named("confirmations")))
    later = await confirmed(desk, await filled(desk, kind, 3))
    view = await batch(later, for_=desk.clerk)
    assert view.version == 2
    counts = [
        (await result_counts(Asked(kind=key, task=desk.task), for_=SYSTEM)).rows
        for key in ("stocktake", "confirmations")
    ]
    assert counts == [3, ROWS]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("diff_qty", 9, "derived-differs"), ("fixmedins_code", "H62070299909", "institution-unknown")],
)
async def test_a_wrong_row_keeps_all_of_them_out(key: str, value: Cell, code: str, data: Path) -> None:
    desk = await audit_desk(data)
    taken = await desk.upload(await filled(desk, named("stocktake"), **{key: value}))
    assert await desk.check(taken.batch) is BatchState.REFUSED
    found = await issues(taken.batch, for_=desk.clerk, only=Only(severity="error"))
    assert [(issue.code, issue.row) for issue in found] == [(code, 4)]
    assert (await result_counts(Asked(kind="stocktake", task=desk.task), for_=SYSTEM)).rows == 0


async def test_a_task_s_templates_are_those_of_its_family(data: Path) -> None:
    desk = await audit_desk(data)
    sheet = await desk.sheet()
    rows: list[dict[str, Value]] = []
    assert task_workbook(sheet, secret=SECRET, at=UPLOADED, kind="C", rows=rows)
    for other in ("stock-comparison", "A", "nothing"):
        with pytest.raises(NotFound):
            task_workbook(sheet, secret=SECRET, at=UPLOADED, kind=other)


async def test_a_record_sheet_of_a_task_with_cases_starts_empty(data: Path) -> None:
    desk = await uploads.desk(folder=data)
    sheet = await desk.sheet()
    book = load_workbook(io.BytesIO(task_workbook(sheet, secret=SECRET, at=UPLOADED)))
    assert book["病历审核疑点明细"].cell(4, 1).value == 1
    assert [kind.key for kind in family(sheet.workbook_kind.value)] == ["record-review"]
