"""Samples, ties, experts' opinions and agreement, as people meet them."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from server.reviewing.pages import HANDLERS
from server.storage.local import LocalBlobs
from tests.support import a, blind, filed
from tests.support.rooms import fill
from vendors.actors import Actor, Role
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.findings.actions import NewEvidence, add_evidence
from vendors.findings.rules import EvidenceKind, FindingState, Opinion
from vendors.reviewing.queries.opinions import asked_of
from vendors.reviewing.queries.samples import drawn_cases, samples
from vendors.reviewing.rules import SampleKind
from vendors.tasks.list_actions import mark_reviewed
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
SUNG = blind.an_expert(901)


async def known_sex(code: str) -> None:
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_settled_case SET sex = $1, age = 44", code)


async def reviewed(*opinions: Opinion) -> filed.World:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(world.visits[n]) for n in range(len(opinions))))
    for id_, opinion in zip(ids, opinions, strict=True):
        await blind.spoken_first(id_, opinion)
    return world


async def test_a_manager_seals_then_opens_and_the_list_tells_how_far_it_is(visit: Visit) -> None:
    await reviewed(Opinion.PASS, Opinion.REJECT)
    manager = visit(blind.MANAGER)
    page = await manager.get("/review-samples/new")
    assert "2 件" in page.text
    assert "第十七条" in page.text
    sealed = await fill(
        manager, "/review-samples/new", kind="findings", title="九月盲审", method="simple_random", percent="100"
    )
    assert sealed.status_code == 303
    where = sealed.headers["location"]
    before = await manager.get(where)
    assert "种子已封存，总体尚未打开。" in before.text
    assert (await fill(manager, f"{where}/open", on=where, witnesses="顾长风、安宁")).status_code == 303
    after = await manager.get(where)
    for told in ("抽中的疑点", "YD-2026-000001", "FS-2026-0001", "下载抽样记录"):
        assert told in after.text
    listed = await manager.get("/review-samples")
    assert "九月盲审" in listed.text
    assert (await manager.get("/review-samples/export")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"percent": "4.99"}, "percent"), ({"title": ""}, "title"), ({"method": "double_random"}, "method")],
)
async def test_what_is_wrong_with_a_sample_is_told_at_its_field(
    visit: Visit, typed: dict[str, str], field: str
) -> None:
    good = {"kind": "findings", "title": "盲审", "method": "simple_random", "percent": "5"}
    refused = await fill(visit(blind.MANAGER), "/review-samples/new", **good | typed)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.text


async def test_a_sealed_sample_is_given_up_with_a_reason(visit: Visit) -> None:
    await reviewed(Opinion.PASS)
    manager = visit(blind.MANAGER)
    made = await fill(
        manager, "/review-samples/new", kind="findings", title="误建", method="simple_random", percent="5"
    )
    where = made.headers["location"]
    assert (await fill(manager, f"{where}/cancel", on=where, reason="")).status_code == 422
    assert (await fill(manager, f"{where}/cancel", on=where, reason="范围有误")).status_code == 303
    assert "已作废" in (await manager.get(where)).text


async def test_a_drawn_case_is_looked_at_and_the_next_one_opens(visit: Visit) -> None:
    world = await filed.world()
    await mark_reviewed(task=world.task, by=world.clerk, at=blind.AT)
    made = await blind.sample(SampleKind.PASSED)
    first, second, *_rest = await drawn_cases(made, for_=filed.SECOND)
    reviewer = visit(filed.SECOND)
    await known_sex("1")
    assert "男 / 44" in (await reviewer.get(f"/review-samples/cases/{first.id}")).text
    answer = await fill(reviewer, f"/review-samples/cases/{first.id}", outcome="clean", violation="", note="")
    assert answer.headers["location"] == f"/review-samples/cases/{second.id}"
    wrong = await fill(reviewer, f"/review-samples/cases/{second.id}", outcome="missed", violation="", note="")
    assert wrong.status_code == 422
    found = {"outcome": "missed", "violation": "0202", "note": "二级护理按一级计费"}
    await fill(reviewer, f"/review-samples/cases/{second.id}", **found)
    page = await reviewer.get(f"/review-samples/{made}")
    assert "发现漏检" in page.text
    assert "未发现问题" in page.text
    seen = await visit(filed.LEADER).get(f"/review-samples/cases/{second.id}")
    assert "二级护理按一级计费" in seen.text


async def tied() -> int:
    (id_,) = await blind.drawn(await filed.world(), Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    return id_


async def test_a_third_person_reads_both_side_by_side_and_decides(visit: Visit) -> None:
    id_ = await tied()
    third = visit(blind.THIRD)
    page = await third.get(f"/tie-breaks/{id_}")
    for told in ("符合条例", "病历与计费相符", "安宁", "白露", "裁定理由"):
        assert told in page.text
    assert (await fill(third, f"/tie-breaks/{id_}", opinion="pass", reason="")).status_code == 422
    done = await fill(third, f"/tie-breaks/{id_}", opinion="pass", reason="以医嘱为准")
    assert done.headers["location"] == "/review?tab=tie"
    assert (await filed.head(id_)).state is FindingState.LEAD
    assert (await third.get(f"/tie-breaks/{id_}")).status_code == 404


async def test_who_has_spoken_is_told_that_a_third_must_decide(visit: Visit) -> None:
    id_ = await tied()
    page = await visit(filed.SECOND).get(f"/tie-breaks/{id_}")
    assert "须由第三人裁定" in page.text
    assert 'name="reason"' not in page.text


async def test_the_tie_waits_in_its_tab_and_on_the_findings_page(visit: Visit) -> None:
    id_ = await tied()
    listed = await visit(blind.THIRD).get("/review?tab=tie")
    assert "待裁定 1" in listed.text
    page = await visit(blind.THIRD).get(f"/review/{id_}")
    assert f'href="/tie-breaks/{id_}"' in page.text


async def test_experts_are_asked_answer_and_are_read(visit: Visit) -> None:
    world = await reviewed(Opinion.PASS)
    expert = await blind.expert(901)
    asker = visit(filed.FIRST)
    page = await asker.get("/expert-requests/new?finding=1")
    assert "宋知远" in page.text
    asked = await fill(
        asker, "/expert-requests/new", on="/expert-requests/new?finding=1", finding="1", question="护理级别是否合理？",
        named=str(expert), named_why="护理专业", count_medical="",
    )  # fmt: skip
    assert asked.status_code == 303
    mine = (await asked_of(for_=SUNG))[0].id
    await known_sex("2")
    case = await visit(SUNG).get(f"/opinions/{mine}")
    assert "女 / 44" in case.text
    assert "护理级别是否合理？" in case.text
    assert (await filed.head(1)).vendor_name not in case.text
    assert "符合条例" not in case.text
    waiting = await asker.get(asked.headers["location"])
    assert "全部出具或期限届满后可查看意见" in waiting.text
    signed = {"conclusion": "violation", "reason": "级别与病情不符", "signed_on": "2026-09-01"}
    assert (await fill(visit(SUNG), f"/opinions/{mine}/give", on=f"/opinions/{mine}", **signed)).status_code == 303
    told = await asker.get(asked.headers["location"])
    assert "级别与病情不符" in told.text
    assert "不属《办法》第三十七条的八类证据" in told.text
    assert "级别与病情不符" not in (await visit(world.clerk).get("/opinions")).text


@pytest.mark.parametrize(
    ("act", "fields"),
    [("decline", {"reason": "不属本专业"}), ("recuse", {"kind": "kin", "reason": "配偶在该院任职"})],
)
async def test_an_expert_may_decline_or_recuse_with_a_reason(visit: Visit, act: str, fields: dict[str, str]) -> None:
    await reviewed(Opinion.PASS)
    expert = await blind.expert(901)
    await fill(
        visit(filed.FIRST), "/expert-requests/new", on="/expert-requests/new?finding=1", finding="1", question="？",
        named=str(expert), named_why="专业对口",
    )  # fmt: skip
    mine = (await asked_of(for_=SUNG))[0].id
    client = visit(SUNG)
    refused = await fill(client, f"/opinions/{mine}/{act}", on=f"/opinions/{mine}", **fields | {"reason": ""})
    assert refused.status_code == 422
    assert (await fill(client, f"/opinions/{mine}/{act}", on=f"/opinions/{mine}", **fields)).status_code == 303
    assert fields["reason"] in (await client.get(f"/opinions/{mine}")).text


async def test_agreement_tells_kappa_its_interval_and_what_is_too_little(visit: Visit) -> None:
    ids = await blind.drawn(await filed.world(), Opinion.PASS, Opinion.PASS, Opinion.REJECT, Opinion.REJECT)
    for id_, said in zip(ids, (Opinion.PASS, Opinion.REJECT, Opinion.REJECT, Opinion.REJECT), strict=True):
        await blind.second(id_, said)
    page = await visit(filed.LEADER).get("/agreement")
    for told in ("0.50", "75.0%", "样本不足", "0202"):
        assert told in page.text
    for by in ("rule", "pair", "reviewer"):
        assert (await visit(filed.LEADER).get(f"/agreement?by={by}")).status_code == 200
    behind = await visit(filed.LEADER).get("/agreement/pairs?by=pair&key=11-12")
    assert "安宁 / 白露" in behind.text
    assert behind.text.count("YD-2026-") == 4
    assert (await visit(filed.LEADER).get("/agreement/export?by=reviewer")).status_code == 200


async def test_kappa_below_nothing_is_drawn_and_told_as_it_is(visit: Visit) -> None:
    said = (Opinion.PASS, Opinion.PASS, Opinion.REJECT, Opinion.REJECT, Opinion.REJECT)
    ids = await blind.drawn(await filed.world(visits=len(said)), *said)
    seconds = (Opinion.REJECT, Opinion.REJECT, Opinion.PASS, Opinion.REJECT, Opinion.PASS)
    for id_, second in zip(ids, seconds, strict=True):
        await blind.second(id_, second)
    page = (await visit(filed.LEADER).get("/agreement")).text
    assert '<b class="">-0.67</b>' in page
    assert re.search(r"<desc[^>]*>-0\.67 \[-1, 0?\.?-?[0-9.]+\] / 0\.6<", page)


async def test_an_interval_of_no_width_is_a_dash_with_its_reason(visit: Visit) -> None:
    ids = await blind.drawn(await filed.world(), *[Opinion.PASS] * 4)
    for id_, second in zip(ids, (Opinion.PASS, Opinion.REJECT) * 2, strict=True):
        await blind.second(id_, second)
    page = (await visit(filed.LEADER).get("/agreement")).text
    assert "—（样本不足）" in page
    assert "0.00 – 0.00" not in page


async def test_an_odd_period_or_group_is_no_fault_of_the_page(visit: Visit) -> None:
    for query in ("since=x&until=0001-01-01", "by=nothing", "since=9999-12-31&until=1000-01-01"):
        assert (await visit(filed.LEADER).get(f"/agreement?{query}")).status_code == 200
    assert (await visit(filed.LEADER).get("/agreement/pairs?by=pair&key=x")).status_code == 200


async def test_no_vendor_and_no_expert_reaches_these_pages(visit: Visit) -> None:
    world = await filed.world()
    (id_,) = await blind.drawn(world, Opinion.PASS)
    await blind.second(id_, Opinion.REJECT)
    card = (await samples(for_=blind.MANAGER))[0]
    paths = [path for handler in HANDLERS for path in handler.paths if "GET" in handler.http_methods]
    assert len(paths) > 12
    for who in (world.clerk, SUNG):
        for path in paths:
            if who is SUNG and path.startswith("/opinions"):
                continue
            known = {"sample": card.id, "drawn": 1, "finding": id_, "opinion": 1, "request_id": 1, "scan": 1}
            there = path
            for name, value in known.items():
                there = there.replace(f"{{{name}:int}}", str(value))
            assert (await visit(who).get(there)).status_code in {403, 404}, there


async def test_a_countys_people_see_their_own_findings_alone(visit: Visit) -> None:
    await blind.drawn(await filed.world(), *[Opinion.PASS] * 4)
    card = (await samples(for_=blind.MANAGER))[0]
    region = a.HOSPITALS[0].region
    county = Actor(id=40, name="梁县", roles=frozenset({Role.SECOND_REVIEWER}), region=region)
    whole = (await visit(filed.SECOND).get(f"/review-samples/{card.id}")).text.count("YD-2026-")
    part = (await visit(county).get(f"/review-samples/{card.id}")).text.count("YD-2026-")
    if a.HOSPITALS[0].region != a.HOSPITALS[1].region:
        assert 0 < part < whole
    elsewhere = Actor(id=41, name="远县", roles=frozenset({Role.SECOND_REVIEWER}), region="620999")
    assert "YD-2026-" not in (await visit(elsewhere).get(f"/review-samples/{card.id}")).text


async def _with_a_file(finding: int, data: Path) -> int:
    """A scan added to the evidence; the id of its attachment."""
    scan = File(filename=f"陇上病历-{finding}.pdf", content=b"%PDF-1.7 invented")
    sha256 = await keep(scan, blobs=LocalBlobs(data / "blobs"))
    given = NewEvidence(kind=EvidenceKind.DOCUMENT, name="病程记录", file=scan, sha256=sha256)
    made = await add_evidence(finding=finding, evidence=given, by=filed.FIRST, at=blind.AT)
    (kept,) = await attachments(object_type="evidence", object_ids=[made], for_=filed.FIRST)
    return kept.id


async def test_an_expert_opens_the_files_of_the_case_asked_and_no_other(visit: Visit, data: Path) -> None:
    await reviewed(Opinion.PASS, Opinion.PASS)
    mine, other = [await _with_a_file(id_, data) for id_ in (1, 2)]
    expert = await blind.expert(901)
    await fill(
        visit(filed.FIRST), "/expert-requests/new", on="/expert-requests/new?finding=1", finding="1", question="？",
        named=str(expert), named_why="专业对口",
    )  # fmt: skip
    asked = (await asked_of(for_=SUNG))[0].id
    assert f"/opinions/{asked}/files/{mine}" in (await visit(SUNG).get(f"/opinions/{asked}")).text
    opened = await visit(SUNG).get(f"/opinions/{asked}/files/{mine}")
    assert opened.content.startswith(b"%PDF")
    assert quote("陇上") not in opened.headers["content-disposition"]
    assert (await visit(SUNG).get(f"/opinions/{asked}/files/{other}")).status_code == 404
