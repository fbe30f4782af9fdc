"""Attached files over the web: who may take one, what is sent, and what a form with a file lets through."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar import get, post

from server.storage.local import LocalBlobs
from server.web import clock, csrf
from server.web.access import MATRIX, Right, WebRequest
from server.web.attachments import BODY_LIMIT, HANDLERS, OPENED_BY, submitted_with_file
from tests.support import a, rooms
from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.attachments.actions import attach, keep
from vendors.attachments.rules import MAX_BYTES, File
from vendors.journal.actions import act
from vendors.journal.queries import history

pytestmark = pytest.mark.anyio
SCAN = File(filename="执业许可证.pdf", content=b"%PDF-1.7 scan")
CONTRACTS = Actor(id=3, name="章敏", roles=frozenset({Role.CONTRACT_MANAGER}))
ADMIN = Actor(id=4, name="管理员", roles=frozenset({Role.SYSTEM_ADMIN}))


@post("/form", opt={"right": Right.SIGNED_IN}, request_max_body_size=BODY_LIMIT)
async def form(request: WebRequest) -> dict[str, str]:
    read, file = await submitted_with_file(request, "name")
    return {
        "name": read.value("name"),
        "file": file.filename if file else "",
        "size": str(len(file.content) if file else 0),
    }


@get("/form", opt={"right": Right.SIGNED_IN})
async def its_token(request: WebRequest) -> str:
    return csrf.token(request)


@pytest.fixture
async def at_nine(database: object) -> AsyncIterator[None]:
    with clock.everywhere_at(a.AT):
        yield


def visit(data: Path, who: Actor) -> httpx.AsyncClient:
    return rooms.visit(rooms.house_at(data), who, [*HANDLERS, form, its_token])


async def kept(data: Path, *, vendor: int | None, object_type: str = "qualification") -> int:
    sha256 = await keep(SCAN, blobs=LocalBlobs(data / "blobs"))
    async with act(by=a.MANAGER, at=a.AT) as deed:
        return await attach(
            deed, object_type=object_type, object_id=7, vendor=vendor, title="证", file=SCAN, sha256=sha256
        )


@pytest.mark.usefixtures("at_nine")
async def test_a_file_is_saved_under_its_own_name_never_shown_and_the_copy_is_noted(data: Path) -> None:
    made = await kept(data, vendor=await a.applicant())
    answer = await visit(data, CONTRACTS).get(f"/attachments/{made}")
    assert answer.content == SCAN.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith(
        f'attachment; filename="attachment-{made}.pdf"; filename*=UTF'
    )
    last = (await history(object_type="qualification", object_id=7))[-1].entry
    assert (last.kind, last.actor_name) == ("attachment.downloaded", "章敏")


@pytest.mark.usefixtures("at_nine")
async def test_another_vendors_file_a_file_that_is_not_there_and_one_without_the_right_are_one_answer(
    data: Path,
) -> None:
    ours, theirs = await a.applicant(), await a.applicant()
    made, inner = await kept(data, vendor=ours), await kept(data, vendor=ours, object_type="vendor_inspection")
    odd = await kept(data, vendor=ours, object_type="unknown")
    assert (await visit(data, a.clerk_of(ours)).get(f"/attachments/{made}")).status_code == 200
    for who, wanted in (
        (a.clerk_of(theirs), made),
        (ADMIN, made),
        (a.clerk_of(ours), inner),
        (CONTRACTS, odd),
        (CONTRACTS, 404),
    ):
        assert (await visit(data, who).get(f"/attachments/{wanted}")).status_code == 404, (who.name, wanted)


@pytest.mark.usefixtures("at_nine")
async def test_a_form_gives_its_fields_trimmed_and_its_one_file_or_none(data: Path) -> None:
    client = visit(data, CONTRACTS)
    token = {"X-CSRF-Token": (await client.get("/form")).text}
    both = await client.post(
        "/form", data={"name": " 许可证 "}, files={"file": ("证.pdf", SCAN.content)}, headers=token
    )
    assert both.json() == {"name": "许可证", "file": "证.pdf", "size": str(len(SCAN.content))}
    none = await client.post("/form", data={"name": "许可证"}, headers=token)
    assert none.json() == {"name": "许可证", "file": "", "size": "0"}
    empty = await client.post("/form", data={"name": "x"}, files={"file": ("", b"")}, headers=token)
    assert empty.json()["file"] == ""


@pytest.mark.usefixtures("at_nine")
async def test_a_field_or_file_the_form_does_not_have_and_a_body_too_large_are_refused(data: Path) -> None:
    client = visit(data, CONTRACTS)
    token = {"X-CSRF-Token": (await client.get("/form")).text}
    assert (await client.post("/form", data={"name": "x", "vendor": "7"}, headers=token)).status_code == 422
    odd = await client.post("/form", data={"name": "x"}, files={"other": ("证.pdf", b"%PDF-")}, headers=token)
    assert odd.status_code == 422
    huge = {"file": ("证.pdf", bytes(MAX_BYTES + 2 * 1024 * 1024))}
    assert (await client.post("/form", data={"name": "x"}, files=huge, headers=token)).status_code == 413


def test_every_type_of_record_names_a_right_somebody_holds() -> None:
    assert all(MATRIX[right] for right in OPENED_BY.values())
    assert not MATRIX[OPENED_BY["vendor_inspection"]] & VENDOR_ROLES
