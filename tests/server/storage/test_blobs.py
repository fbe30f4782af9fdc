import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.storage.local import BlobDamaged, LocalBlobs

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def blobs(tmp_path_factory: pytest.TempPathFactory) -> LocalBlobs:
    return LocalBlobs(tmp_path_factory.mktemp("blobs"))


@given(content=st.binary(max_size=4096))
async def test_bytes_come_back_under_their_hash(blobs: LocalBlobs, content: bytes) -> None:
    name = await blobs.put(content)
    assert name == hashlib.sha256(content).hexdigest()
    assert await blobs.get(name) == content


async def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    assert await blobs.put(b"once") == await blobs.put(b"once")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_an_altered_file_is_noticed(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    name = await blobs.put(b"figures")
    next(path for path in tmp_path.rglob(name)).write_bytes(b"other figures")
    with pytest.raises(BlobDamaged):
        await blobs.get(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 63, "/" * 64])
async def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        await LocalBlobs(tmp_path).get(name)
