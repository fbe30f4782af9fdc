"""The file of a finding on its page: source and nature, the type with its law, evidence with files, contributors."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from server.web.house import House
from tests.server.findings.conftest import Visit
from tests.support import a, filed
from tests.support.accounts import token_on
from tests.support.bureau_side import PDF
from tests.support.filed import FILED, FIRST, LEADER, SECOND
from tests.support.rooms import fill, fill_in_drawer
from vendors.findings.actions import add_contributor, review_first
from vendors.findings.contributor_queries import contributors
from vendors.findings.queries import FindingDetail, finding
from vendors.findings.rules import FalseKind, Opinion, Part, Severity, Source
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SITE = {
    "evidence_kind": "site_record", "evidence_name": "现场检查记录", "evidence_source": "市局现场制作",
    "evidence_page": "1-3",
}  # fmt: skip


async def one() -> tuple[filed.World, int]:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 9_200))
    return world, id_


async def seen(id_: int) -> FindingDetail:
    return await finding(id_=id_, for_=LEADER, at=filed.AFTER)


async def tell(client: httpx.AsyncClient, path: str, *, on: str, **fields: str) -> httpx.Response:
    """Post a form that has no version of the finding in it."""
    return await client.post(path, data={"_csrf": await token_on(client, on), **fields})


async def send_file(client: httpx.AsyncClient, path: str, *, on: str, field: str, **fields: str) -> httpx.Response:
    token = await token_on(client, on)
    return await client.post(path, data={"_csrf": token, **fields}, files={field: ("现场检查记录.pdf", PDF)})


async def test_the_type_is_named_with_the_law_of_the_day_in_both_languages(visit: Visit) -> None:
    _world, id_ = await one()
    page = (await visit(FIRST).get(f"/review/{id_}")).text
    assert "0202 超标准收费" in page
    assert "《医疗保障基金使用监督管理条例》第三十八条第（三）项" in page
    english = (await visit(FIRST).get(f"/review/{id_}?lang=en")).text
    assert "超标准收费 (charge above the standard)" in english
    assert "Regulation on the Supervision of Medical Insurance Funds, Art. 38(3)" in english


async def test_source_nature_and_shams_are_recorded_from_the_drawer(visit: Visit) -> None:
    _world, id_ = await one()
    answer = await fill_in_drawer(
        visit(FIRST), f"/review/{id_}/classify", on=f"/review/{id_}", source="superior", severity="abuse",
        false_kinds="illness",
    )  # fmt: skip
    assert answer.status_code == 200
    assert "来源与性质已登记。" in answer.text
    head = (await seen(id_)).head
    assert (head.source, head.severity) == (Source.SUPERIOR, Severity.ABUSE)
    assert head.false_kinds == (FalseKind.ILLNESS,)


async def test_the_history_tells_what_each_class_was_and_became(visit: Visit) -> None:
    world, id_ = await one()
    on, path = f"/review/{id_}", f"/review/{id_}/classify"
    await fill(visit(FIRST), path, on=on, source="superior", severity="abuse", false_kinds="illness")
    await fill(visit(FIRST), path, on=on, source="superior", severity="fraud")
    page, english = (await visit(SECOND).get(on)).text, (await visit(SECOND).get(f"{on}?lang=en")).text
    first = "登记来源与性质：线索来源 第三方审核 → 上级交办；行为性质 无 → 滥用；三假 无 → 假病情"
    assert (first in page, "登记来源与性质：行为性质 滥用 → 欺诈；三假 假病情 → 无" in page) == (True, True)
    assert "Source and nature recorded: Nature Abuse → Fraud; The three shams Sham illness → none" in english
    with seeing(world.vendor):
        assert "登记来源与性质" not in (await visit(world.clerk).get(on)).text


async def test_a_recoded_finding_shows_both_types_and_why(visit: Visit) -> None:
    world, id_ = await one()
    said = {"violation": "0201", "recode_reason": "同日计费两次"}
    await fill(visit(FIRST), f"/review/{id_}/recode", on=f"/review/{id_}", **said)
    page = (await visit(SECOND).get(f"/review/{id_}")).text
    for text in ("0201 重复收费", "报送时为 0202 超标准收费", "重新定性", "0202 → 0201 同日计费两次", FIRST.name):
        assert text in page
    with seeing(world.vendor):
        told = (await visit(world.clerk).get(f"/review/{id_}")).text
    assert "同日计费两次" in told
    assert FIRST.name not in told


async def test_a_recoding_without_reason_comes_back_with_what_was_chosen(visit: Visit) -> None:
    _world, id_ = await one()
    answer = await fill(visit(FIRST), f"/review/{id_}/recode", on=f"/review/{id_}", violation="0201", recode_reason="")
    assert answer.status_code == 422
    assert re.search(r'<option value="0201" selected>', answer.text)


async def test_evidence_is_added_with_its_file_and_saved_by_those_who_may_see_the_finding(visit: Visit) -> None:
    world, id_ = await one()
    path = f"/review/{id_}"
    answer = await send_file(visit(FIRST), f"{path}/evidence", on=path, field="evidence_file", **SITE)
    assert answer.status_code == 303
    added = (await seen(id_)).evidence[-1]
    file = f"{path}/evidence/{added.id}/file"
    assert file in (await visit(SECOND).get(path)).text
    taken = await visit(SECOND).get(file)
    assert (taken.content, taken.headers["content-type"]) == (PDF, "application/octet-stream")
    other = a.clerk_of(await a.vendor(name="河西审计服务有限公司"))
    county = replace(FIRST, region="620799")
    for stranger in (other, world.clerk, county):
        assert (await visit(stranger).get(file)).status_code == 404


async def test_a_vendor_is_not_shown_what_the_bureau_added(visit: Visit) -> None:
    world, id_ = await one()
    await tell(visit(FIRST), f"/review/{id_}/evidence", on=f"/review/{id_}", **SITE)
    assert "现场检查记录" in (await visit(SECOND).get(f"/review/{id_}")).text
    assert "现场检查记录" not in (await visit(world.clerk).get(f"/review/{id_}")).text


async def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(visit: Visit) -> None:
    _world, id_ = await one()
    token = await token_on(visit(FIRST), f"/review/{id_}")
    answer = await visit(FIRST).post(
        f"/review/{id_}/evidence", data={"_csrf": token, **SITE}, files={"evidence_file": ("a.pdf", b"MZ")}
    )
    assert answer.status_code in {403, 422}


async def test_a_vendor_answers_a_return_with_files(visit: Visit) -> None:
    world, id_ = await one()
    await review_first(finding=id_, version=1, opinion=Opinion.RETURN, reason="缺医嘱单", by=FIRST, at=FILED)
    said = {
        "version": "2", "note": "补医嘱单", "evidence_kind_1": "document", "evidence_name_1": "长期医嘱单",
        "evidence_source_1": "病案室",
    }  # fmt: skip
    path = f"/review/{id_}"
    answer = await send_file(visit(world.clerk), f"{path}/answer", on=path, field="evidence_file_1", **said)
    assert answer.status_code == 303
    sent = (await seen(id_)).evidence[-1]
    assert (sent.name, sent.source, sent.filename) == ("长期医嘱单", "病案室", "现场检查记录.pdf")
    assert (await visit(world.clerk).get(f"{path}/evidence/{sent.id}/file")).content == PDF


async def test_voided_evidence_is_struck_with_its_reason(visit: Visit) -> None:
    _world, id_ = await one()
    (document,) = (await seen(id_)).evidence
    path, which = f"/review/{id_}/evidence/void", str(document.id)
    refused = await tell(visit(FIRST), path, on=f"/review/{id_}", evidence=which, void_reason="")
    assert refused.status_code == 422
    await tell(visit(FIRST), path, on=f"/review/{id_}", evidence=which, void_reason="复印件无法核对")
    page = (await visit(FIRST).get(f"/review/{id_}")).text
    assert "已作废" in page
    assert "作废理由：复印件无法核对" in page
    assert f"{FIRST.name} · {document.name} 复印件无法核对" in page


async def test_evidence_of_another_finding_is_not_found_under_this_one(visit: Visit) -> None:
    world = await filed.world()
    first, second = await filed.stored(world, *(filed.case(visited) for visited in world.visits[:2]))
    (document,) = (await seen(second)).evidence
    path = f"/review/{first}/evidence"
    assert (await visit(FIRST).get(f"{path}/{document.id}/file")).status_code == 404
    said = {"evidence": str(document.id), "void_reason": "无"}
    answer = await tell(visit(FIRST), f"{path}/void", on=f"/review/{first}", **said)
    assert answer.status_code == 404


async def test_the_bureau_sees_who_else_reported_it_and_each_vendor_itself_alone(visit: Visit) -> None:
    world = await filed.world()
    other = await filed.rival(world)
    (first,) = await filed.stored(world, filed.case(world.visits[0]))
    (second,) = await filed.stored(other, filed.case(world.visits[0]), at=FILED + timedelta(days=1))
    await add_contributor(finding=first, vendor=other.vendor, kind=Part.HANDOFF, note="移交", by=FIRST, at=FILED)
    page = (await visit(FIRST).get(f"/review/{first}")).text
    number = (await filed.head(second)).number
    for text in (number, f'href="/review/{second}', "佐证", "线索流转", "晚于本问题报送"):
        assert text in page
    assert "先于本问题报送" in (await visit(FIRST).get(f"/review/{second}")).text
    for mine, id_ in ((world, first), (other, second)):
        told = (await visit(mine.clerk).get(f"/review/{id_}")).text
        for text in ("佐证", "线索流转", "本问题报送", "贡献机构"):
            assert text not in told


async def test_a_part_is_noted_and_taken_back_on_the_page(visit: Visit) -> None:
    world, id_ = await one()
    other = await filed.rival(world)
    path = f"/review/{id_}"
    said = {"contributor": str(other.vendor), "part": "assisted", "part_note": "协助核对进销存"}
    await tell(visit(FIRST), f"{path}/contributors", on=path, **said)
    page = (await visit(FIRST).get(path)).text
    assert "协助核对进销存" in page
    (part,) = await contributors(finding=id_, for_=LEADER)
    gone = {"entry": str(part.noted), "remove_reason": "登记有误"}
    await tell(visit(FIRST), f"{path}/contributors/remove", on=path, **gone)
    assert await contributors(finding=id_, for_=LEADER) == ()


async def test_who_only_decides_finds_no_form_and_no_way_in(visit: Visit, house: House) -> None:
    _world, id_ = await one()
    page = (await visit(LEADER).get(f"/review/{id_}")).text
    for text in ("补充证据", "登记来源与性质", "登记贡献机构"):
        assert text not in page
    answer = await fill(visit(LEADER), f"/review/{id_}/classify", on=f"/review/{id_}", severity="fraud")
    assert answer.status_code == 403
    assert house
