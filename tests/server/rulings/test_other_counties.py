"""Files of notices, hearings, discussions and evidence are not there for another county's people."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.findings.pages import HANDLERS as FINDINGS
from server.rulings.pages import HANDLERS
from server.storage.local import LocalBlobs
from server.web import clock
from server.web.attachments import HANDLERS as FILES
from tests.support import filed
from tests.support.rooms import house_at, visit
from tests.vendors.rulings.test_discussions import talk
from vendors.attachments.actions import keep
from vendors.attachments.rules import File
from vendors.findings.actions import NewEvidence, Pick, add_evidence
from vendors.findings.rules import EvidenceKind
from vendors.periods import at_local
from vendors.rulings.actions import Part, draft_notice, print_notice, record_discussion, record_hearing, serve_letter
from vendors.rulings.actions.defence import NewDefence
from vendors.rulings.rules import DefenceForm, NoticeMethod
from vendors.rulings.service_rules import Service
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PAPER = File(filename="材料.pdf", content=b"%PDF-1.7\n% an invented paper\n")


async def papered(data: Path) -> tuple[int, int]:
    """A finding of the second county with a file of each kind; the finding's id and the evidence's."""
    blobs = LocalBlobs(data / "blobs")
    kept = PAPER, await keep(PAPER, blobs=blobs)
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    proof = NewEvidence(kind=EvidenceKind.SITE_RECORD, name="现场记录", source="现场", file=kept[0], sha256=kept[1])
    evidence = await add_evidence(finding=id_, evidence=proof, by=filed.FIRST, at=filed.FILED)
    await filed.lead(id_)
    part = Part(finding=id_, version=await filed.version(id_), facts="多收", reasons="不符", basis="条例")
    at = at_local(filed.SERVED, 10)
    letter = await draft_notice(parts=[part], by=filed.SECOND, at=at)
    await print_notice(letter=letter, by=filed.SECOND, at=at)
    served = Service(method=NoticeMethod.DIRECT, told_on=filed.SERVED, receiver="贺敏")
    await serve_letter(letter=letter, service=served, by=filed.SECOND, at=at, proof=kept)
    said = NewDefence(form=DefenceForm.WRITTEN, content="申辩书", made_at=filed.AFTERNOON)
    pick = Pick(finding=id_, version=await filed.version(id_))
    await record_hearing(picks=[pick], defence=said, by=filed.FIRST, at=filed.AFTER, file=kept)
    await record_discussion(discussion=await talk(id_), by=filed.LEADER, at=filed.AFTER, minutes=kept)
    return id_, evidence


async def addresses(finding: int, evidence: int) -> Mapping[str, str]:
    """Where each file is saved from, by the type of its record."""
    async with transaction() as connection:
        rows = await connection.fetch("SELECT id, object_type FROM vendors_attachment WHERE object_type <> 'evidence'")
    found = {row["object_type"]: f"/attachments/{row['id']}" for row in rows}
    return found | {"evidence": f"/review/{finding}/evidence/{evidence}/file"}


def county(data: Path, region: str) -> httpx.AsyncClient:
    """The second reviewer's colleague of a county."""
    return visit(house_at(data), replace(filed.SECOND, region=region), (*HANDLERS, *FINDINGS, *FILES))


async def test_every_file_is_saved_in_its_own_county_and_in_no_other(data: Path) -> None:
    there = await addresses(*await papered(data))
    assert set(there) == {"notice", "hearing", "discussion", "evidence"}
    own = (await filed.head(1)).institution_code[1:7]
    with clock.everywhere_at(filed.AFTER):
        for region, status in ((own, 200), ("620702", 404), ("620725", 404)):
            browser = county(data, region)
            answers = {kind: (await browser.get(path)).status_code for kind, path in there.items()}
            assert answers == dict.fromkeys(there, status), region
