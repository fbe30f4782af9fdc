"""A file of a record: kept, found again by its record's readers, taken away under a note."""

import hashlib
from pathlib import Path

import pytest

from server.storage.local import LocalBlobs
from tests.support import a
from vendors.attachments.actions import attach, keep, record_download
from vendors.attachments.queries import attachment, attachments
from vendors.attachments.rules import File
from vendors.errors import Invalid, NotFound
from vendors.journal.actions import act
from vendors.journal.queries import history

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SCAN = File(filename="C:\\扫描\\执业许可证.pdf", content=b"%PDF-1.7 scan")


async def kept(data: Path, *, vendor: int | None, object_id: int = 7, file: File = SCAN) -> int:
    sha256 = await keep(file, blobs=LocalBlobs(data / "blobs"))
    async with act(by=a.MANAGER, at=a.AT) as deed:
        return await attach(
            deed, object_type="qualification", object_id=object_id, vendor=vendor, title="许可证", file=file,
            sha256=sha256,
        )  # fmt: skip


async def test_a_kept_file_is_found_with_its_record_and_its_bytes_are_the_same(data: Path) -> None:
    vendor = await a.applicant()
    made = await kept(data, vendor=vendor)
    (found,) = await attachments(object_type="qualification", object_ids=[7, 8], for_=a.MANAGER)
    assert (found.id, found.filename, found.media_type, found.by_name) == (
        made, "执业许可证.pdf", "application/pdf", "周启明",
    )  # fmt: skip
    assert found.sha256 == hashlib.sha256(SCAN.content).hexdigest()
    assert await LocalBlobs(data / "blobs").get(found.sha256) == SCAN.content


async def test_an_attachment_is_noted_with_its_hash_in_the_act_of_its_record(data: Path) -> None:
    made = await kept(data, vendor=await a.applicant())
    (link,) = await history(object_type="qualification", object_id=7)
    assert link.entry.kind == "attachment.added"
    assert link.entry.after
    assert link.entry.after["attachment"] == made
    assert link.entry.after["sha256"] == hashlib.sha256(SCAN.content).hexdigest()


async def test_a_file_that_is_not_what_it_says_is_kept_nowhere(data: Path) -> None:
    with pytest.raises(Invalid) as caught:
        await keep(File(filename="a.pdf", content=b"MZ"), blobs=LocalBlobs(data / "blobs"), field="scan")
    assert set(caught.value.fields) == {"scan"}
    assert not [path for path in (data / "blobs").rglob("*") if path.is_file()]


async def test_another_vendors_people_and_those_of_the_bureaus_own_files_find_nothing(data: Path) -> None:
    ours, theirs = await a.applicant(), await a.applicant()
    made = await kept(data, vendor=ours)
    inner = await kept(data, vendor=None, object_id=8)
    for_them = a.clerk_of(theirs)
    assert await attachments(object_type="qualification", object_ids=[7, 8], for_=for_them) == ()
    for one in (made, inner, 404):
        with pytest.raises(NotFound):
            await attachment(one, for_=for_them)
    assert (await attachment(made, for_=a.clerk_of(ours))).id == made
    with pytest.raises(NotFound):
        await attachment(inner, for_=a.clerk_of(ours))


async def test_a_copy_taken_is_in_the_journal(data: Path) -> None:
    vendor = await a.applicant()
    made = await kept(data, vendor=vendor)
    await record_download(attachment=made, object_type="qualification", object_id=7, by=a.clerk_of(vendor), at=a.AT)
    last = (await history(object_type="qualification", object_id=7))[-1].entry
    assert (last.kind, last.actor_name, last.vendor) == ("attachment.downloaded", "何小满", vendor)
