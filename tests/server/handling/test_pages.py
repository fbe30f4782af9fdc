import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.handling.conftest import Visit
from tests.support import decided, filed, rooms
from tests.support.accounts import send, token_on
from tests.support.decided import AT, HANDLER, LEADER, LEGAL, approved, decision, discussed, proposed
from vendors.actors import Actor, Role
from vendors.handling.actions import carry_out
from vendors.handling.queries import dues, handling
from vendors.handling.rules import MeasureKind
from vendors.rulings.decision_rules import DiscussionKind

pytestmark = pytest.mark.anyio
READER = Actor(id=5, name="柳青", roles=frozenset({Role.AUDITOR}))
LISTS = (
    "/decisions", "/decisions/export", "/transfers", "/transfers/export", "/sanctions", "/sanctions/export",
    "/sanctions/public", "/sanctions/precautions", "/sanctions/precautions/export",
)  # fmt: skip


def cells(answer: httpx.Response) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(min_row=4, values_only=True))


async def test_a_recovery_is_proposed_approved_and_carried_out_and_the_page_tells_what_is_left(visit: Visit) -> None:
    case = await decision(10_800, 9_200)
    page = f"/decisions/{case.id}"
    handler, first = visit(HANDLER), case.findings[0]
    form = await handler.get(f"{page}/measures/new?kind=recover")
    assert ('value="108.00"' in form.text, 'value="92.00"' in form.text) == (True, True)
    typed = {"kind": "recover", "basis": "条例第三十八条", f"part_{first}": "100.00"}
    made = await send(handler, f"{page}/measures", on=f"{page}/measures/new?kind=recover", **typed)
    assert made.status_code == 303, made.text[-800:]
    measure = str(made.headers["location"])
    assert (await send(visit(LEADER), f"{measure}/approval", on=measure)).status_code == 303
    assert [due.fen for due in await dues(case.id)] == [10_000]
    done = await handler.post(
        f"{measure}/execution", data={"on": "2026-09-25", "note": "已送达", "_csrf": await token_on(handler, measure)}
    )
    assert done.status_code == 303
    told = (await handler.get(page)).text
    for words in ("追回违规费用", "已执行", "100.00", "尚未处理", "提出处理措施 · 追回违规费用"):
        assert words in told, words


async def test_each_stream_stands_by_itself_on_the_page(visit: Visit) -> None:
    case = await decision(10_800, 9_200)
    await approved(case, MeasureKind.RECOVER, parts={case.findings[0]: 10_000})
    await approved(case, MeasureKind.REFUSE, parts={case.findings[1]: 9_100})
    told = (await visit(HANDLER).get(f"/decisions/{case.id}")).text
    assert re.findall(r"<dt>(追回基金|拒付（不予拨付、不予支付）)</dt><dd>([^<]*)</dd>", told) == [
        ("追回基金", "100.00"),
        ("拒付（不予拨付、不予支付）", "91.00"),
    ]
    assert ("191.00" in told, "拒付合计" in told, "2 种资金" in told) == (False, False, True)


async def test_a_closed_gate_names_itself_and_keeps_what_was_typed(visit: Visit) -> None:
    case = await decision()
    new = f"/decisions/{case.id}/measures/new?kind=suspend"
    long = await send(
        visit(HANDLER), f"/decisions/{case.id}/measures", on=new, kind="suspend", months="4", basis="第十九条"
    )
    assert (long.status_code, "一般情节的中止 1 至 3 个月，现为 4 个月" in long.text) == (409, True)
    assert 'value="4"' in long.text
    measure = f"/measures/{await proposed(case, MeasureKind.SUSPEND)}"
    refused = await send(visit(LEADER), f"{measure}/approval", on=measure)
    assert (refused.status_code, "须经负责人集体讨论，缺少集体讨论记录" in refused.text) == (409, True)
    short = await send(visit(HANDLER), f"/decisions/{case.id}/measures", on=new, kind="suspend", months="")
    assert (short.status_code, 'id="e-months"' in short.text) == (422, True)


async def test_more_than_was_determined_is_refused_beside_its_amount(visit: Visit) -> None:
    case = await decision(10_800)
    new = f"/decisions/{case.id}/measures/new?kind=refuse"
    part = f"part_{case.findings[0]}"
    answer = await send(visit(HANDLER), f"/decisions/{case.id}/measures", on=new, kind="refuse", **{part: "108.01"})
    assert (answer.status_code, "尚可处理 108.00 元，不能为 108.01 元" in answer.text) == (422, True)
    assert 'aria-invalid="true"' in answer.text


async def test_a_rescission_goes_through_three_peoples_hands(visit: Visit) -> None:
    case = await decision()
    measure = f"/measures/{await proposed(case, MeasureKind.RESCIND)}"
    handler, legal = visit(HANDLER), visit(LEGAL)
    early = await send(legal, f"{measure}/legality", on=measure, verdict="pass", opinion="合法")
    assert (early.status_code, "科室集体意见" in early.text) == (409, True)
    opinion = await discussed(case, DiscussionKind.DEPARTMENT)
    await send(handler, f"{measure}/discussion", on=measure, discussion=str(opinion))
    passed = await send(legal, f"{measure}/legality", on=measure, verdict="pass", opinion="程序合法、依据充分")
    assert passed.status_code == 303
    assert "负责人集体讨论" in (await send(visit(LEADER), f"{measure}/approval", on=measure)).text
    assert "程序合法、依据充分" in (await handler.get(measure, headers={"HX-Request": "true"})).text


async def test_filing_flags_and_circumstances_are_kept_from_the_case_page(visit: Visit) -> None:
    case = await decision()
    page, client = f"/decisions/{case.id}", visit(HANDLER)
    for path, typed, fault in (
        ("filing", {"filed_on": "", "document": "一号"}, "filed_on"),
        ("flags", {"flag": "major", "flag_note": ""}, "flag_note"),
        ("factors", {"factor": "x:1", "factor_note": "再犯"}, "factor"),
    ):
        answer = await send(client, f"{page}/{path}", on=page, **typed)
        assert (answer.status_code, f'id="e-{fault}"' in answer.text) == (422, True), path
    await send(client, f"{page}/filing", on=page, filed_on="2026-09-25", document="报备〔2026〕1 号")
    await send(client, f"{page}/flags", on=page, flag="opinion", flag_note="媒体报道")
    await send(client, f"{page}/factors", on=page, factor="aggravating:1", factor_note="半年内再犯")
    case_now = await handling(case.id, for_=LEADER, at=AT)
    report = f"{page}/flags/{case_now.flags[0].id}/report"
    await send(client, report, on=page, reported_on="2026-09-25", reported_to="市医保局", document="")
    told = (await client.get(page)).text
    for words in ("报备〔2026〕1 号", "媒体报道", "2026-09-25 上报市医保局", "一年内两次以上同一性质违规"):
        assert words in told, words
    await send(client, f"{page}/factors/{case_now.factors[0].id}/dropped", on=page)
    assert (await handling(case.id, for_=LEADER, at=AT)).factors == ()


async def test_a_transfer_with_its_receipt_scanned_and_its_result(visit: Visit) -> None:
    case = await decision(10_800, 9_200)
    legal, page = visit(LEGAL), f"/decisions/{case.id}"
    new, box = f"{page}/transfers/new", f"finding_{case.findings[0]}"
    typed = {"target": "1", "agency": "雪山县公安局", "transferred_on": "2026-09-25", "reason": "涉嫌诈骗", box: "1"}
    assert (await send(legal, f"{page}/transfers", on=new, **{**typed, "reason": ""})).status_code == 422
    path = str((await send(legal, f"{page}/transfers", on=new, **typed)).headers["location"])
    sent = await rooms.attach(
        legal, f"{path}/receipt", b"%PDF-1.7", on=path, name="回执.pdf", receipt_on="2026-09-25", receipt_by="公警官"
    )
    assert sent.status_code == 303
    await send(legal, f"{path}/result", on=path, result="opened", result_on="2026-09-25", result_text="立案侦查")
    told = (await legal.get(path)).text
    for words in ("YS-2026-0001", "公警官", "立案侦查", "108.00"):
        assert words in told, words
    link = re.search(r"/attachments/\d+", told)
    assert link
    assert (await legal.get(link[0])).status_code == 200
    assert (await visit(case.world.clerk).get(link[0])).status_code == 404
    (row,) = [row for row in cells(await legal.get("/transfers/export")) if row[0]]
    assert (row[0], row[4], row[7]) == ("YS-2026-0001", "公安", 108)


async def test_registers_and_the_list_for_publication(visit: Visit) -> None:
    case = await decision(minutes=decided.MINUTES)
    minutes = (await handling(case.id, for_=LEADER, at=AT)).discussion
    measure = await approved(case, MeasureKind.SUSPEND, discussion=minutes)
    await carry_out(measure=measure, on=decided.DAY, by=HANDLER, at=AT)
    client = visit(READER)
    page = (await client.get("/sanctions")).text
    assert ("雪山镇中心卫生院" in page, "2026-11-25" in page) == (True, True)
    assert "名册为空" in (await client.get("/sanctions?register=rescissions")).text
    assert "没有符合条件的记录" in (await client.get("/sanctions?standing=ended")).text
    (row,) = [row for row in cells(await client.get("/sanctions/export?register=suspensions")) if row[0]]
    assert (row[3], row[8], row[11]) == ("中止协议", 2, "执行中")
    assert cells(await client.get("/sanctions/public")) == []


async def test_a_precaution_is_kept_and_ended(visit: Visit) -> None:
    await decision()
    client, new = visit(HANDLER), "/sanctions/precautions/new"
    typed = {"institution": "H62072200002", "kind": "preserve", "matter": "病历 32 册", "taken_on": "2026-09-25"}
    wrong = await send(client, new, **{**typed, "institution": "H00000000000"})
    assert (wrong.status_code, 'id="e-institution"' in wrong.text) == (422, True)
    path = str((await send(client, new, **typed)).headers["location"])
    assert "2026-10-02" in (await client.get("/sanctions/precautions")).text
    ended = {"outcome": "returned", "outcome_on": "2026-09-25", "outcome_text": "已返还"}
    assert (await send(client, f"{path}/ended", on=path, **{**ended, "outcome_text": ""})).status_code == 422
    assert (await send(client, f"{path}/ended", on=path, **ended)).status_code == 303
    assert "已返还" in (await client.get(path)).text


async def test_the_list_is_narrowed_and_taken_away_with_the_same_filter(visit: Visit) -> None:
    await decision(10_800)
    big = await decision(900_000)
    client = visit(READER)
    page = (await client.get("/decisions", params={"least": "9,000.00", "region": "620722"})).text
    assert (page.count("<code>JD-"), big.number in page) == (1, True)
    (row,) = [row for row in cells(await client.get("/decisions/export", params={"least": "9000"})) if row[0]]
    assert (row[0], row[6], row[9]) == (big.number, 9000, "待处理")
    assert "没有符合条件的处理决定" in (await client.get("/decisions?stage=closed")).text
    assert (await client.get("/decisions?least=一百&since=x&institution=y")).status_code == 200


async def test_the_auditor_reads_everything_and_acts_on_nothing(visit: Visit) -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.REMIND)
    client = visit(READER)
    for path in (*LISTS, f"/decisions/{case.id}", f"/measures/{measure}"):
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert set(re.findall(r'method="post" action="([^"]+)"', answer.text)) <= {"/logout"}, path
    for path in (f"/decisions/{case.id}/measures/new?kind=remind", "/sanctions/precautions/new"):
        assert (await client.get(path)).status_code == 403
    assert (await visit(filed.FIRST).get(f"/decisions/{case.id}/transfers/new")).status_code == 403


async def test_a_vendor_reaches_none_of_it(visit: Visit) -> None:
    case = await decision()
    measure = await proposed(case, MeasureKind.REMIND)
    client = visit(case.world.clerk)
    for path in (*LISTS, f"/decisions/{case.id}", f"/measures/{measure}", "/transfers/1", "/sanctions/precautions/1"):
        assert (await client.get(path)).status_code in {403, 404}, path


async def test_what_is_not_there_is_not_found(visit: Visit) -> None:
    case = await decision()
    client = visit(LEADER)
    for path in ("/decisions/99", "/measures/99", "/transfers/99", "/sanctions/precautions/99"):
        assert (await client.get(path)).status_code == 404, path
    handler = visit(HANDLER)
    assert (await handler.get(f"/decisions/{case.id}/measures/new?kind=none")).status_code == 404
