"""Large files are read by two processes: the same rows, the same refusals, and neither outlives the other."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from importers.intake.jail import jailed, read
from importers.intake.limits import LIMITS
from importers.intake.opening import opened
from importers.intake.refusals import Refusal, Refused
from importers.intake.twin import LARGE, PEEKED
from tests.bench.intake import book
from tests.support.processes import gone, until

pytestmark = pytest.mark.anyio
ROWS = 9_000


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("twin") / "large.xlsx"
    book.write(path, ROWS)
    return path.read_bytes()


def changed(content: bytes, pattern: str, put: str) -> bytes:
    """The file with something else in its sheet."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = re.sub(pattern.encode(), put.encode(), part, count=1)
            new.writestr(name, part)
    return stream.getvalue()


async def test_two_processes_read_what_one_reads(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert sum(entry.file_size for entry in archive.infolist()) > LARGE
    found = await read(content, "large.xlsx")
    assert not isinstance(found, Refusal)
    alone = [row for sheet in opened(content, "xlsx", LIMITS) for row in sheet.rows()]
    assert len(alone) == ROWS + 1 > PEEKED
    assert found.sheets[0].rows == alone


async def test_what_is_wrong_far_down_is_refused_as_ever(content: bytes) -> None:
    place = ROWS - 10
    broken = changed(content, f'<row r="{place}"', '<row r="4294967295"')
    with pytest.raises(Refused) as alone:
        list(opened(broken, "xlsx", LIMITS)[0].rows())
    found = await read(broken, "large.xlsx")
    assert isinstance(found, Refusal)
    assert found == alone.value.refusal


async def test_neither_process_is_left_when_the_caller_goes(content: bytes) -> None:
    async with jailed("importers.intake.cells_child", content=content, filename="large.xlsx") as child:
        async for _tag, _payload in child.frames():
            break
        assert child.child
        pid = child.child.pid
        (twin,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()

    async def both_gone() -> bool:
        return gone(pid) and gone(int(twin))

    await until(both_gone, seconds=10)
