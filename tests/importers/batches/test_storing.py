"""What a check leaves in the database: every row as it stood, every issue, nothing of a file that was refused."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from importers.batches.checking import check_batch
from importers.batches.queries import batch
from importers.batches.rules import BatchState
from importers.batches.staging import Store, expected
from importers.findings.checked import Checked, Counts, SheetRead, Verdict
from importers.findings.kinds import RECORD_REVIEW
from importers.intake.limits import LIMITS
from server.database.addresses import Addresses
from tests.support import uploads
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio
SHEET = RECORD_REVIEW.layout.sheet
TABLES = (
    "importers_batch_row", "importers_batch_issue", "importers_staged_visit", "vendors_incoming_finding",
    "vendors_incoming_line", "vendors_incoming_result",
)  # fmt: skip


async def left(id_: int) -> dict[str, int]:
    """Rows a batch left, by table; none is told when there are none."""
    async with transaction() as connection:
        counts = {
            table: await connection.fetchval(f"SELECT count(*) FROM {table} WHERE batch = $1", id_)  # noqa: S608 ours
            for table in TABLES
        }
    return {table: count for table, count in counts.items() if count}


async def stored(id_: int, row: int) -> list[str]:
    async with transaction() as connection:
        query = "SELECT cells FROM importers_batch_row WHERE batch = $1 AND sheet = $2 AND row = $3"
        cells: list[str] = json.loads(await connection.fetchval(query, id_, SHEET, row))
    return cells


async def test_every_row_and_every_fen_of_the_file_is_in_the_tables(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data, visits=30)
    content = await desk.workbook(found=20)
    taken = await desk.upload(content)
    assert await desk.check(taken.batch) is BatchState.READY
    book = load_workbook(io.BytesIO(content))
    rows = [row for row in book[SHEET].iter_rows(min_row=4, values_only=True) if any(row)]
    place = [cell.value for cell in book[SHEET][3]].index("违规金额(元)")
    fen = sum(int(Decimal(str(row[place])) * 100) for row in rows if row[place] is not None)
    async with transaction() as connection:
        found = await connection.fetchval(
            "SELECT sum(amount_fen)::bigint FROM vendors_incoming_line WHERE batch = $1", taken.batch
        )
    counts = await left(taken.batch)
    assert (counts["vendors_incoming_line"] + counts["importers_staged_visit"], found) == (len(rows), fen)


async def test_a_name_that_is_not_masked_is_kept_nowhere(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2, spoil={1: {"psn_name": "张小明"}}))
    assert await desk.check(taken.batch) is BatchState.REFUSED
    place = [column.key for column in RECORD_REVIEW.layout.columns].index("psn_name")
    assert (await stored(taken.batch, 4))[place] == "张*明"
    assert (await stored(taken.batch, 5))[place] == "***"
    async with transaction() as connection:
        told = await connection.fetch("SELECT to_jsonb(i)::text AS said FROM importers_batch_issue i")
        event = await connection.fetchrow("SELECT after FROM vendors_journal WHERE kind = 'batch.unmasked'")
    assert told
    assert not any("张小明" in row["said"] for row in told)
    assert json.loads(event["after"]) == {"cells": 1}


async def test_a_file_only_checked_leaves_its_rows_and_nothing_to_confirm(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data)
    taken = await desk.upload(await desk.workbook(found=2), check_only=True)
    assert await desk.check(taken.batch) is BatchState.READY
    assert set(await left(taken.batch)) == {"importers_batch_row", "importers_batch_issue"}
    assert (await batch(taken.batch, for_=desk.clerk)).rule_counts == {"rows-passed": 1}


async def test_all_issues_are_kept_and_counted_by_code(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data, visits=450)
    spoil = {place: {"audited_on": "2026.7.13", "checker": "何小满"} for place in range(450)}
    taken = await desk.upload(await desk.workbook(found=450, spoil=spoil))
    assert await desk.check(taken.batch) is BatchState.REFUSED
    view = await batch(taken.batch, for_=desk.clerk)
    assert view.rule_counts == {"date-reread": 450, "auditor-is-checker": 450}
    assert (view.errors, view.notices, view.rows_bad, view.rows_total) == (450, 450, 450, 450)
    assert (await left(taken.batch))["importers_batch_issue"] == 900
    assert "vendors_incoming_finding" not in await left(taken.batch)


async def test_a_file_refused_halfway_leaves_nothing_but_the_refusal(database: Addresses, data: Path) -> None:
    desk = await uploads.desk(folder=data, visits=450)
    taken = await desk.upload(await desk.workbook(found=450))
    few = replace(LIMITS, rows=400)
    state = await check_batch(
        batch=taken.batch, secret=uploads.SECRET, blobs=desk.blobs, at=uploads.UPLOADED, limits=few
    )
    assert state is BatchState.REFUSED
    assert await left(taken.batch) == {}
    view = await batch(taken.batch, for_=desk.clerk)
    assert ("400" in view.refusal.zh, view.rows_total) == (True, 0)


async def test_a_record_lost_on_the_way_is_noticed(database: Addresses, data: Path) -> None:
    checked = Checked(
        filename="a.xlsx",
        verdict=Verdict.CLEAN,
        counts=Counts(findings=2, cases=1),
        sheets=(SheetRead(name="表", kind="record-review", rows=2, frame=1),),
    )
    assert expected(checked, admitted=True) == {"r": 3, "i": 0, "v": 0, "t": 0, "f": 1, "l": 2}
    async with transaction() as connection:
        with pytest.raises(RuntimeError, match="counted"):
            await Store(connection, batch=1, vendor=1).land(checked, admitted=True)
