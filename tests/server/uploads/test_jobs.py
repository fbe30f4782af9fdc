import shutil
from pathlib import Path

import asyncpg
import pytest

from importers.batches.queries import batch
from importers.batches.rules import BatchState
from server.database.addresses import Addresses
from server.uploads import jobs
from tests.server.uploads.conftest import Office
from tests.support import uploads

pytestmark = pytest.mark.anyio


async def test_a_check_that_can_never_end_is_told_to_the_vendor(office: Office, data: Path) -> None:
    taken = await office.desk.upload(await office.desk.workbook(found=1))
    shutil.rmtree(data / "blobs")
    await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=taken.batch)
    assert (await batch(taken.batch, for_=office.desk.clerk)).state is BatchState.FAILED
    page = await office.visit(office.desk.clerk).get(f"/batches/{taken.batch}")
    assert "系统未能完成校验" in page.text


async def test_a_database_error_is_left_to_the_queue(office: Office, database: Addresses) -> None:
    taken = await office.desk.upload(await office.desk.workbook(found=1))
    owner = await asyncpg.connect(**database.owner.for_asyncpg())
    try:
        await owner.execute("ALTER TABLE importers_batch_issue RENAME TO elsewhere")
        with pytest.raises(asyncpg.PostgresError):
            await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=taken.batch)
        assert (await batch(taken.batch, for_=office.desk.clerk)).state is BatchState.CHECKING
    finally:
        await owner.execute("ALTER TABLE elsewhere RENAME TO importers_batch_issue")
        await owner.close()


async def test_a_check_asked_for_twice_changes_nothing(office: Office) -> None:
    done = await office.checked(await office.desk.workbook(found=1))
    await jobs.check_batch(house=office.house, at=uploads.UPLOADED, batch=done)
    assert (await batch(done, for_=office.desk.clerk)).state is BatchState.READY
