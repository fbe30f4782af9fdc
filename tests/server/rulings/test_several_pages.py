"""Several findings of one institution over HTTP: a notice for two, one hearing, one discussion, one decision."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.rulings.pages import HANDLERS
from server.web import clock
from server.web.attachments import HANDLERS as FILES
from tests.support import filed
from tests.support.accounts import token_on
from tests.support.rooms import fill, house_at
from tests.support.rooms import visit as entered
from vendors.actors import Actor, Role
from vendors.findings.actions import recode
from vendors.findings.rules import FindingState
from vendors.periods import at_local
from vendors.rulings.queries import decisions, discussions

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
PDF = b"%PDF-1.7\n% an invented paper\n"
PEOPLE = "方毅 分管局长\n邓岚 法制审核\n苗青 监管科"


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    with clock.everywhere_at(filed.AFTER):
        yield lambda who: entered(house_at(tmp_path), who, (*HANDLERS, *FILES))


async def two(*, told: bool, fen: int = 10_800) -> tuple[filed.World, tuple[int, ...]]:
    """Two findings against one institution, leads or waived."""
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(world.visits[n], fen) for n in (0, 2)))
    for id_ in ids:
        await (filed.notified(id_) if told else filed.lead(id_))
    return world, ids


def address(path: str, ids: tuple[int, ...]) -> str:
    return f"{path}?{'&'.join(f'finding={id_}' for id_ in ids)}"


async def send(client: httpx.AsyncClient, path: str, *, on: str, **fields: str | tuple[str, bytes]) -> httpx.Response:
    """Post what the form on a page would: its hidden fields, what stands in it, and what was typed; `file` is one."""
    page = (await client.get(on)).text
    kept = dict(re.findall(r'type="hidden" name="(findings|back|version)" value="([^"]*)"', page))
    kept |= dict(re.findall(r'<textarea[^>]* name="((?:facts|reasons|basis)_\d+)"[^>]*>([^<]*)<', page))
    kept |= dict(re.findall(r'name="(amount_\d+)" value="([^"]*)"', page))
    typed = {name: value for name, value in fields.items() if isinstance(value, str)}
    files = {name: value for name, value in fields.items() if isinstance(value, tuple)}
    return await client.post(path, data={"_csrf": await token_on(client, on), **kept, **typed}, files=files or None)


async def test_two_leads_are_told_in_one_notice_printed_and_served_with_proof(visit: Visit) -> None:
    _world, ids = await two(told=False)
    with clock.everywhere_at(at_local(filed.SERVED, 10)):
        browser = visit(filed.SECOND)
        on = address("/notices/new", ids)
        page = await browser.get(on)
        for text in ("YD-2026-000001", "YD-2026-000002", "医嘱二级护理，按一级护理计费6日", "共 2 个问题"):
            assert text in page.text
        made = await send(browser, "/notices", on=on, **{f"facts_{ids[0]}": "多收六日"})
        assert (made.status_code, made.headers["location"]) == (303, "/notices/1")
        early = await send(browser, "/notices/1/service", on="/notices/1", method="direct", told_on="2026-09-18")
        assert early.status_code == 409
        await send(browser, "/notices/1/print", on="/notices/1")
        left = await send(browser, "/notices/1/service", on="/notices/1", method="left", told_on="2026-09-18")
        assert left.status_code == 422
        assert "留置送达须有见证人" in left.text
        proof = ("送达回证.pdf", PDF)
        served = await send(
            browser, "/notices/1/service", on="/notices/1", file=proof, method="direct", told_on="2026-09-18",
            receiver="贺敏",
        )  # fmt: skip
        assert served.status_code == 303
        page = await browser.get("/notices/1")
    for text in ("多收六日", "已送达", "2026-09-24", "剩 5 个工作日", "送达回证.pdf", "贺敏"):
        assert text in page.text
    file = re.search(r"/attachments/\d+", page.text)
    assert file
    assert (await browser.get(file[0])).content == PDF
    assert "GZ-2026-000001" in (await browser.get("/notices?stage=served")).text


async def test_a_notice_is_rewritten_or_dropped_before_service(visit: Visit) -> None:
    _world, ids = await two(told=False)
    browser = visit(filed.LEGAL)
    await send(browser, "/notices", on=address("/notices/new", ids))
    blank = await send(browser, "/notices/1/text", on="/notices/1/text", **{f"basis_{ids[0]}": " "})
    assert blank.status_code == 422
    await send(browser, "/notices/1/text", on="/notices/1/text", **{f"basis_{ids[0]}": "服务协议第九条"})
    assert "服务协议第九条" in (await browser.get("/notices/1")).text
    assert (await send(browser, "/notices/1/drop", on="/notices/1", reason="")).status_code == 422
    await send(browser, "/notices/1/drop", on="/notices/1", reason="合并告知")
    assert "已作废" in (await browser.get("/notices/1")).text


async def test_a_notice_whose_finding_was_recoded_since_says_so_and_is_printed_anew(visit: Visit) -> None:
    _world, ids = await two(told=False)
    browser, on = visit(filed.SECOND), address("/notices/new", ids)
    texts = {f"{name}_{id_}": "说明" for id_ in ids for name in ("facts", "reasons", "basis")}
    await send(browser, "/notices", on=on, **texts)
    await send(browser, "/notices/1/print", on="/notices/1")
    version = await filed.version(ids[0])
    await recode(finding=ids[0], version=version, violation="0201", reason="同日", by=filed.SECOND, at=filed.FILED)
    assert "须重新制作" in (await browser.get("/notices/1")).text
    told = {"method": "direct", "told_on": "2026-09-18"}
    refused = await send(browser, "/notices/1/service", on="/notices/1", **told)
    assert (refused.status_code, "须重新制作" in refused.text) == (409, True)
    await send(browser, "/notices/1/print", on="/notices/1")
    assert (await send(browser, "/notices/1/service", on="/notices/1", **told)).status_code == 303


async def test_an_oral_defence_of_two_findings_is_one_transcript(visit: Visit) -> None:
    _world, ids = await two(told=True)
    browser, on = visit(filed.FIRST), address("/rulings/hearings", ids)
    said = {
        "form": "oral", "content": "问：有何意见？\n答：两日属实。", "made_on": "2026-09-24", "made_at": "23:59:59",
        "speaker": "贺敏", "capacity": "委托代理人", "asked_by": "安宁", "signed": "no",
    }  # fmt: skip
    refused = await send(browser, "/rulings/hearings", on=on, **said)
    assert refused.status_code == 422
    for text in ("笔录须写明申辩人、询问人和记录人", "拒签须注明原因", "问：有何意见？"):
        assert text in refused.text
    done = await send(
        browser, "/rulings/hearings", on=on, **said, taken_down_by="程远", unsigned_reason="须请示", file=("a.pdf", PDF)
    )
    assert done.status_code == 303
    assert [(await filed.head(id_)).state for id_ in ids] == [FindingState.DEFENDED] * 2
    shown = await browser.get(f"/rulings/{ids[1]}/defence/2")
    for text in ("YD-2026-000001、YD-2026-000002", "有何意见？", "两日属实。", "拒签：须请示", "a.pdf"):
        assert text in shown.text
    assert (await browser.get(f"/rulings/{ids[0]}/defence/2")).status_code == 404


async def test_the_discussion_gate_says_what_is_missing_and_where_to_mend_it(visit: Visit) -> None:
    _world, ids = await two(told=True, fen=2_500_000)
    browser, on = visit(filed.LEADER), address("/rulings/together", ids)
    page = (await browser.get(on)).text
    assert "须负责人集体讨论后方可认定" in page
    record = re.search(r'/discussions/new\?[^"]+', page)
    assert record
    upheld = {f"outcome_{id_}": "upheld" for id_ in ids} | {f"reason_code_{id_}": "facts_proven" for id_ in ids}
    stopped = await send(browser, "/rulings/together", on=on, **upheld)
    assert stopped.status_code == 409
    assert "缺少集体讨论记录" in stopped.text
    told = {
        "kind": "leaders",
        "held_on": "2026-09-25",
        "attendees": PEOPLE,
        "verdict": "agreed",
        "conclusion": "同意认定",
    }
    alone = await send(browser, "/discussions", on=record[0].replace("&amp;", "&"), **(told | {"attendees": "方毅"}))
    assert alone.status_code == 422
    unsaid = await send(browser, "/discussions", on=record[0].replace("&amp;", "&"), **(told | {"verdict": ""}))
    assert unsaid.status_code == 422
    kept = await send(browser, "/discussions", on=record[0].replace("&amp;", "&"), file=("记录.pdf", PDF), **told)
    assert kept.headers["location"] == f"{on}&discussion=1"
    assert "已选集体讨论记录" in (await browser.get(kept.headers["location"])).text
    done = await send(browser, "/rulings/together", on=on, discussion="1", **upheld)
    assert (done.status_code, done.headers["location"]) == (303, "/decisions/1")
    page = (await browser.get("/discussions/1")).text
    for text in ("已作为依据", "JD-2026-000001", "分管局长", "记录.pdf", "50,000.00"):
        assert text in page
    assert (await browser.get("/discussions/1/edit")).status_code == 409


async def test_the_same_form_sent_twice_decides_once(visit: Visit) -> None:
    _world, ids = await two(told=True)
    browser, on = visit(filed.LEADER), address("/rulings/together", ids)
    page = (await browser.get(on)).text
    findings = re.search(r'name="findings" value="([^"]+)"', page)
    assert findings
    form = {f"outcome_{id_}": "upheld" for id_ in ids} | {f"reason_code_{id_}": "facts_proven" for id_ in ids}
    form |= dict(re.findall(r'name="(amount_\d+)" value="([^"]*)"', page)) | {"findings": findings[1]}
    answers = []
    for _time in range(2):
        token = {"_csrf": await token_on(browser, "/rulings"), **form}
        answers.append(await browser.post("/rulings/together", data=token))
    assert {(one.status_code, one.headers["location"]) for one in answers} == {(303, "/decisions/1")}
    assert len((await decisions(for_=filed.LEADER, at=filed.AFTER)).rows) == 1
    other = {"_csrf": await token_on(browser, "/rulings"), **form, f"outcome_{ids[0]}": "not_upheld"}
    other |= {f"reason_code_{ids[0]}": "data_wrong", f"reason_{ids[0]}": "数据有误"}
    assert (await browser.post("/rulings/together", data=other)).status_code == 409


async def test_the_sum_follows_what_is_typed(visit: Visit) -> None:
    _world, ids = await two(told=True, fen=2_500_000)
    browser, on = visit(filed.LEADER), address("/rulings/together", ids)
    amounts = re.findall(r'name="(amount_\d+)"', (await browser.get(on)).text)
    for typed, said in (({amounts[0]: "24,999.99"}, "49,999.99"), ({}, "50,000.00")):
        page = await send(browser, "/rulings/sum", on=on, **typed)
        assert said in page.text
        assert ("须负责人集体讨论" in page.text) is (said == "50,000.00")
    dropped = await send(browser, "/rulings/sum", on=on, **{f"outcome_{ids[0]}": "not_upheld"})
    assert "25,000.00" in dropped.text


@pytest.mark.parametrize(
    ("kind", "whole", "carries"), [("leaders", 2, True), ("leaders", 1, False), ("department", 2, False)]
)
async def test_the_sum_counts_only_a_discussion_that_would_open_the_gate(
    visit: Visit, kind: str, whole: int, carries: bool
) -> None:
    _world, ids = await two(told=True, fen=2_500_000)
    browser, on = visit(filed.LEADER), address("/rulings/together", ids)
    told = {"kind": kind, "held_on": "2026-09-25", "attendees": PEOPLE, "verdict": "agreed", "conclusion": "同意认定"}
    await send(browser, "/discussions", on=address("/discussions/new", ids[:whole]), **told)
    page = (await send(browser, "/rulings/sum", on=on, discussion="1")).text
    assert ("已选集体讨论记录" in page, "须负责人集体讨论后方可认定" in page) == (carries, not carries)


async def test_two_decisions_that_reach_the_threshold_together_are_warned_of(visit: Visit) -> None:
    _world, ids = await two(told=True, fen=2_500_000)
    browser = visit(filed.LEADER)
    first = {f"outcome_{ids[0]}": "upheld", f"reason_code_{ids[0]}": "facts_proven"}
    await send(browser, "/rulings/together", on=address("/rulings/together", ids[:1]), **first)
    page = await browser.get(address("/rulings/together", ids[1:]))
    assert "30 日内对该机构的认定合计 50,000.00 元" in page.text
    second = {f"outcome_{ids[1]}": "upheld", f"reason_code_{ids[1]}": "facts_proven"}
    done = await send(browser, "/rulings/together", on=address("/rulings/together", ids[1:]), **second)
    assert done.status_code == 303


async def test_rechecks_of_several_call_for_a_panel_that_comes_first(visit: Visit) -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(world.visits[n]) for n in (0, 2)))
    for id_ in ids:
        await filed.defended(id_)
    on = address("/rulings/rechecks", ids)
    said = {"verdict": "partly", "opinion": "部分可采", "panel": "专业争议"}
    assert (await send(visit(filed.LEGAL), "/rulings/rechecks", on=on, **said)).status_code == 303
    leader = visit(filed.LEADER)
    page = (await leader.get(f"/rulings/{ids[0]}")).text
    assert "缺少合议意见" in page
    assert f'href="/rulings/{ids[0]}#panel"' in page
    vote = {"held_on": "2026-09-25", "conclusion": "upheld", "summary": "多数认定成立"}
    odd = await fill(leader, f"/rulings/{ids[0]}/panel", on=f"/rulings/{ids[0]}", **vote, members="方毅 同意")
    assert odd.status_code == 422
    assert "“方毅 同意”应写成" in odd.text
    voted = "方毅 成立\n邓岚 成立\n苗青 不成立 护理记录存疑"
    done = await fill(leader, f"/rulings/{ids[0]}/panel", on=f"/rulings/{ids[0]}", **vote, members=voted)
    assert done.status_code == 303
    assert "护理记录存疑" in (await leader.get(f"/rulings/{ids[0]}")).text


async def test_the_worklist_groups_sorts_filters_and_goes_away_as_a_workbook(visit: Visit) -> None:
    world = await filed.world()
    ids = await filed.stored(
        world, *(filed.case(visit_, fen) for visit_, fen in zip(world.visits, (100, 300, 200, 400), strict=True))
    )
    for id_ in ids:
        await filed.notified(id_)
    browser = visit(filed.LEADER)
    page = (await browser.get("/rulings?stage=decide")).text
    assert page.count('scope="rowgroup"') == 2
    assert 'formaction="/rulings/together"' in page
    by_amount = (await browser.get("/rulings?stage=decide&sort=amount&way=desc")).text
    order = re.findall(r"<code>(YD-2026-\d+)</code>", by_amount)
    assert order == ["YD-2026-000004", "YD-2026-000002", "YD-2026-000003", "YD-2026-000001"]
    one = re.search(r"/rulings\?stage=decide&amp;institution=\d+", page)
    assert one
    assert len(re.findall(r"<code>YD", (await browser.get(one[0].replace("&amp;", "&"))).text)) == 2
    assert "没有符合条件的问题" in (await browser.get("/rulings?stage=decide&min=5")).text
    book = await browser.get("/rulings/export?stage=decide")
    assert book.content.startswith(b"PK")


async def test_findings_of_two_institutions_are_not_taken_in_hand_together(visit: Visit) -> None:
    world = await filed.world()
    ids = await filed.stored(world, *(filed.case(world.visits[n]) for n in (0, 1)))
    for id_ in ids:
        await filed.notified(id_)
    for path in ("/rulings/together", "/discussions/new"):
        answer = await visit(filed.LEADER).get(address(path, ids))
        assert answer.status_code == 422
        assert "须属于同一机构" in answer.text
        assert (await visit(filed.LEADER).get(path)).status_code == 422


async def test_a_vendor_meets_no_notice_discussion_or_hearing(visit: Visit) -> None:
    world, ids = await two(told=True)
    clerk = replace(world.clerk, roles=frozenset({Role.VENDOR_CLERK}))
    browser = visit(clerk)
    for path in ("/notices", "/notices/1", "/discussions", "/notices/export", "/discussions/export",
                 f"/rulings/{ids[0]}/defence/1", address("/rulings/together", ids)):  # fmt: skip
        assert (await browser.get(path)).status_code == 403
    page = (await browser.get("/rulings?stage=decide")).text
    assert "data-pick" not in page
    assert (await browser.get("/rulings/export")).status_code == 200
    assert (await discussions(for_=filed.LEADER)).rows == ()
