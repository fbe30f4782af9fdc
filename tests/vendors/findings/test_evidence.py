"""Evidence with its files: who adds it, who sees it, what a voided piece is still worth."""

from pathlib import Path

import pytest

from server.storage.local import LocalBlobs
from tests.support import filed
from tests.support.bureau_side import PDF
from tests.support.filed import AFTER, EXPERT, FILED, FIRST, LEADER, SECOND
from vendors.actors import Actor
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.findings.actions import (
    NewEvidence,
    Supplement,
    add_evidence,
    answer_return,
    review_first,
    void_evidence,
)
from vendors.findings.evidence_queries import EVIDENCE, STANDING_KINDS
from vendors.findings.queries import FindingDetail, finding
from vendors.findings.rules import EvidenceKind, Opinion, corroborated
from vendors.journal import queries as journal
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SCENE = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场检查记录", page="1-3", source="市局现场制作")


async def one(*evidence: NewEvidence) -> tuple[filed.World, int]:
    world = await filed.world()
    given = evidence or (filed.DOCUMENT,)
    (id_,) = await filed.stored(world, filed.case(world.visits[0], evidence=given))
    return world, id_


async def seen(id_: int, who: Actor = LEADER) -> FindingDetail:
    return await finding(id_=id_, for_=who, at=AFTER)


async def test_the_bureau_adds_evidence_and_no_vendor_is_shown_it() -> None:
    world, id_ = await one()
    made = await add_evidence(finding=id_, evidence=SCENE, by=FIRST, at=FILED)
    added = (await seen(id_)).evidence[-1]
    assert (added.id, added.kind, added.source, added.added_by) == (made, SCENE.kind, "市局现场制作", FIRST.name)
    assert added.of_bureau
    with seeing(world.vendor):
        assert [item.name for item in (await seen(id_, world.clerk)).evidence] == [filed.DOCUMENT.name]


async def test_a_file_is_kept_by_its_hash_under_the_evidence() -> None:
    _world, id_ = await one()
    file = File(filename="现场检查记录.pdf", content=PDF)
    given = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场检查记录", source="现场", file=file, sha256="a" * 64)
    made = await add_evidence(finding=id_, evidence=given, by=FIRST, at=FILED)
    (kept,) = await attachments(object_type=EVIDENCE, object_ids=[made], for_=FIRST)
    added = (await seen(id_)).evidence[-1]
    assert (kept.vendor, kept.sha256, added.attachment, added.filename) == (None, "a" * 64, kept.id, "现场检查记录.pdf")


async def test_a_county_reaches_the_files_of_its_own_institutions_alone() -> None:
    _world, id_ = await one()
    file = File(filename="现场检查记录.pdf", content=PDF)
    given = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场检查记录", source="现场", file=file, sha256="a" * 64)
    made = await add_evidence(finding=id_, evidence=given, by=FIRST, at=FILED)
    async with transaction() as connection:
        own = await connection.fetchval(
            "SELECT i.region FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution WHERE f.id = $1",
            id_,
        )
    for region, found in ((own, 1), ("620799", 0)):
        with seeing(None, region):
            assert len(await attachments(object_type=EVIDENCE, object_ids=[made], for_=FIRST)) == found


async def test_a_vendor_sends_files_with_its_answer_and_the_bureau_sees_them(tmp_path: Path) -> None:
    world, id_ = await one()
    blobs = LocalBlobs(tmp_path)
    await review_first(finding=id_, version=1, opinion=Opinion.RETURN, reason="缺医嘱", by=FIRST, at=FILED)
    file = File(filename="医嘱.pdf", content=PDF)
    sha256 = await keep(file, blobs=blobs)
    sent = NewEvidence(kind=EvidenceKind.DOCUMENT, name="长期医嘱", source="病案室", file=file, sha256=sha256)
    with seeing(world.vendor):
        await answer_return(
            finding=id_, version=2, supplement=Supplement(note="补医嘱", evidence=(sent,)), by=world.clerk, at=FILED
        )
        assert (await seen(id_, world.clerk)).evidence[-1].filename == "医嘱.pdf"
    shown = (await seen(id_)).evidence[-1]
    assert (shown.filename, shown.sha256, shown.of_bureau) == ("医嘱.pdf", sha256, False)


async def test_a_voided_piece_stays_on_record_with_its_reason_and_corroborates_nothing() -> None:
    _world, id_ = await one(filed.DOCUMENT, EXPERT)
    document = (await seen(id_)).evidence[0]
    await void_evidence(evidence=document.id, reason="与本案无关", by=SECOND, at=FILED)
    detail = await seen(id_)
    assert [item.name for item in detail.evidence] == [EXPERT.name]
    assert [(item.name, item.void_reason) for item in detail.voided] == [(filed.DOCUMENT.name, "与本案无关")]
    async with transaction() as connection:
        kinds = [EvidenceKind(row["kind"]) for row in await connection.fetch(STANDING_KINDS, id_)]
    assert not corroborated(kinds)
    entry = (await journal.history(object_type="finding", object_id=id_))[-1].entry
    assert (entry.kind, entry.note) == ("finding.evidence_voided", "与本案无关")


async def test_voiding_takes_a_reason_and_happens_once() -> None:
    _world, id_ = await one()
    (document,) = (await seen(id_)).evidence
    with pytest.raises(Invalid):
        await void_evidence(evidence=document.id, reason=" ", by=SECOND, at=FILED)
    await void_evidence(evidence=document.id, reason="重复", by=SECOND, at=FILED)
    with pytest.raises(Conflict):
        await void_evidence(evidence=document.id, reason="重复", by=SECOND, at=FILED)


async def test_vendors_add_and_void_nothing_by_themselves() -> None:
    world, id_ = await one()
    other = await filed.rival(world)
    (document,) = (await seen(id_)).evidence
    for by, refused in ((world.clerk, Forbidden), (other.clerk, NotFound), (LEADER, Forbidden)):
        with pytest.raises(refused):
            await add_evidence(finding=id_, evidence=SCENE, by=by, at=FILED)
        with pytest.raises(refused):
            await void_evidence(evidence=document.id, reason="无", by=by, at=FILED)


async def test_after_the_determination_the_file_is_closed() -> None:
    _world, id_ = await one()
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_finding SET state = 'upheld' WHERE id = $1", id_)
    with pytest.raises(Conflict, match="不能再更改"):
        await add_evidence(finding=id_, evidence=SCENE, by=FIRST, at=FILED)
