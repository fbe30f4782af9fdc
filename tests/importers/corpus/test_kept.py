"""Nothing lost on the way into the database: each row of an accepted file is kept, and its money to the fen."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from importers.batches.rules import BatchState
from importers.findings.kinds import AUDIT_PROBLEMS
from importers.findings.record_kinds import CONFIRMATIONS, STOCKTAKE
from server.storage.local import LocalBlobs
from tests.importers.corpus.counter import counted
from tests.importers.corpus.planting import FIRST
from tests.support import a
from tests.support.findings_books import Cell, example_rows, fill, letter, saved
from tests.support.uploads import UPLOADED, Desk, Waiting
from vendors.periods import local_date
from vendors.registry.rules import Kind
from vendors.tasks.rules import TaskKind
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio

ROWS = 6
KINDS = (AUDIT_PROBLEMS, STOCKTAKE, CONFIRMATIONS)
STAFF = ("何小满", "石磊")
_KEPT = "SELECT sheet, count(*) AS rows FROM importers_batch_row WHERE batch = $1 GROUP BY sheet"
_LINES = "SELECT count(*) AS rows, sum(amount_fen)::bigint AS fen FROM vendors_incoming_line WHERE batch = $1"
_RESULTS = """
SELECT kind, count(*) AS rows, coalesce(sum(amount_fen), 0)::bigint AS fen FROM vendors_incoming_result
WHERE batch = $1 GROUP BY kind
"""


async def desk(folder: Path) -> Desk:
    """An accountant's clerk with an audit to report on."""
    vendor = await a.vendor(kind=Kind.C, name="秦岭会计师事务所")
    contract = await a.contract(vendor=vendor)
    for name in STAFF:
        await a.staff(vendor=vendor, name=name)
    await a.hospitals()
    task = await a.task_in_progress(vendor=vendor, contract=contract, kind=TaskKind.AUDIT)
    return Desk(task=task, clerk=a.clerk_of(vendor), blobs=LocalBlobs(folder / "blobs"), queue=Waiting())


def book(task: str) -> bytes:
    """One findings sheet and two record sheets, each with its total and signature rows."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for kind in KINDS:
        sheet = made.create_sheet(kind.layout.sheet)
        usual: dict[str, Cell] = {"task_no": task, "fixmedins_code": a.HOSPITALS[0].code}
        usual |= {"fixmedins_name": a.HOSPITALS[0].name}
        days = {"audited_on": local_date(UPLOADED), "opinion_on": None, "opinion": None, "counted_on": a.MONDAY}
        days |= {"cutoff_on": a.MONDAY, "sent_on": a.MONDAY, "replied_on": local_date(UPLOADED)}
        people = {"auditor": STAFF[0], "checker": STAFF[1]}
        rows = [
            {key: (usual | days | people).get(key, value) for key, value in row.items()}
            for row in example_rows(kind, ROWS)
        ]
        fill(sheet, rows, kind)
        sheet.append(["合计"])
        sheet.append(["填报人：何小满"])
    return saved(made)


async def test_every_row_and_every_fen_of_an_accepted_file_is_kept(database: object, tmp_path: Path) -> None:
    at_desk = await desk(tmp_path)
    content = book((await at_desk.sheet()).number)
    taken = await at_desk.upload(content)
    assert await at_desk.check(taken.batch) is BatchState.READY
    async with transaction() as connection:
        kept = {row["sheet"]: row["rows"] for row in await connection.fetch(_KEPT, taken.batch)}
        lines = await connection.fetchrow(_LINES, taken.batch)
        results = {row["kind"]: (row["rows"], row["fen"]) for row in await connection.fetch(_RESULTS, taken.batch)}
    assert kept == {kind.layout.sheet: FIRST - 1 + ROWS + 2 for kind in KINDS}
    seen = counted(
        content,
        sheet=AUDIT_PROBLEMS.layout.sheet,
        header=FIRST - 1,
        seq="A",
        money={"vola_amt": letter("vola_amt", AUDIT_PROBLEMS), "fund_loss": letter("fund_loss", AUDIT_PROBLEMS)},
    )
    assert (lines["rows"], lines["fen"]) == (seen.rows, seen.fen["vola_amt"])
    gap = counted(
        content,
        sheet=CONFIRMATIONS.layout.sheet,
        header=FIRST - 1,
        seq="A",
        money={"gap_amt": letter("gap_amt", CONFIRMATIONS)},
    )
    assert results == {STOCKTAKE.key: (ROWS, 0), CONFIRMATIONS.key: (ROWS, gap.fen["gap_amt"])}
