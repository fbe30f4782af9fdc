import re
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from server.web import clock
from tests.server.cooperation.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send, token_on
from vendors.actors import SYSTEM, Actor, Role
from vendors.handoffs.queries import handoffs
from vendors.handoffs.rules import Answer, HandoffState
from vendors.periods import at_local
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.registry.rules import Kind

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.AUDITOR}))
SLIP = {
    "to_group": "audit",
    "subject": "耗材数量与手术不符",
    "facts": "骨科三例，螺钉多计 6 枚",
    "institution": "",
    "task": "",
}


async def serving(kind: Kind, name: str) -> int:
    vendor = await a.vendor(kind=kind, name=name)
    await a.contract(vendor=vendor)
    return vendor


async def pair() -> tuple[int, int]:
    return await serving(Kind.A, "陇上病历质控有限公司"), await serving(Kind.C, "河西会计师事务所")


async def handed(client: httpx.AsyncClient, **changes: str) -> str:
    """A slip sent from the page with a file; its address."""
    answer = await rooms.attach(client, "/handoffs/new", b"%PDF-1.7", name="线索.pdf", **{**SLIP, **changes})
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    return str(answer.headers["location"])


async def test_a_slip_goes_from_vendor_to_vendor_and_back(visit: Visit) -> None:
    one, two = await pair()
    sender, receiver = visit(a.clerk_of(one)), visit(a.clerk_of(two, name="祁小麦"))
    path = await handed(sender)
    page = (await receiver.get(path)).text
    for word in ("耗材数量与手术不符", "螺钉多计 6 枚", "病历审核小组", "接收"):
        assert word in page, word
    await send(receiver, f"{path}/received", on=path)
    late = await send(receiver, f"{path}/answer", on=path, answer="adopted", text="")
    assert (late.status_code, 'id="e-text"' in late.text) == (422, True)
    await rooms.attach(receiver, f"{path}/answer", b"%PDF-1.7 2", on=path, name="a.pdf", answer="adopted", text="已核")
    page = (await sender.get(path)).text
    assert "已核" in page
    assert page.count("/attachments/") == 2
    await send(sender, f"{path}/closed", on=path)
    (found,) = await handoffs(for_=SYSTEM)
    assert (found.state, found.answer) == (HandoffState.CLOSED, Answer.ADOPTED)


async def test_the_other_side_reads_the_slip_and_nothing_else_of_the_sender(visit: Visit) -> None:
    one, two = await pair()
    task = await a.draft(contract=await a.contract(vendor=one))
    path = await handed(visit(KEEPER), from_group="record_review", task=str(task), contributor=str(one))
    page = (await visit(a.clerk_of(two, name="祁小麦")).get(path)).text
    for word in ("陇上病历", "RW-2026", "苏禾"):
        assert word not in page, word
    assert "RW-2026" in (await visit(READER).get(path)).text


async def test_an_outsider_finds_neither_slip_nor_file(visit: Visit) -> None:
    one, _ = await pair()
    path = await handed(visit(a.clerk_of(one)))
    link = re.search(r"/attachments/\d+", (await visit(a.clerk_of(one)).get(path)).text)
    assert link
    outsider = visit(a.clerk_of(await serving(Kind.B, "祁连数据技术有限公司")))
    for address in (path, link[0]):
        assert (await outsider.get(address)).status_code == 404
    assert "还没有流转单" in (await outsider.get("/handoffs")).text
    token = await token_on(outsider, "/handoffs/new")
    for act in ("received", "answer", "forwarded", "withdrawn", "closed"):
        typed = {"_csrf": token, "answer": "adopted", "text": "x", "to_group": "audit", "reason": "x"}
        wanted = {"received": (), "answer": ("answer", "text"), "forwarded": ("to_group", "text"), "closed": ()}
        kept = {name: typed[name] for name in ("_csrf", *wanted.get(act, ("reason",)))}
        assert (await outsider.post(f"{path}/{act}", data=kept)).status_code == 404, act


async def test_with_two_vendors_in_the_group_the_bureau_gives_it_to_one(visit: Visit) -> None:
    one, two = await pair()
    await serving(Kind.C, "雪峰会计师事务所")
    path, keeper = await handed(visit(a.clerk_of(one))), visit(KEEPER)
    assert "雪峰会计师事务所" in (await keeper.get(path)).text
    missing = await send(keeper, f"{path}/receiver", on=path, to_vendor="")
    assert missing.status_code == 422
    await send(keeper, f"{path}/receiver", on=path, to_vendor=str(two))
    assert (await visit(a.clerk_of(two)).get(path)).status_code == 200


async def test_a_slip_is_forwarded_or_withdrawn_with_words(visit: Visit) -> None:
    one, two = await pair()
    await serving(Kind.B, "祁连数据技术有限公司")
    sender, receiver = visit(a.clerk_of(one)), visit(a.clerk_of(two))
    first, second = await handed(sender), await handed(sender)
    assert (await send(receiver, f"{first}/forwarded", on=first, to_group="monitoring", text="")).status_code == 422
    await send(receiver, f"{first}/forwarded", on=first, to_group="monitoring", text="应由系统比对")
    assert (await send(sender, f"{second}/withdrawn", on=second, reason="")).status_code == 422
    await send(sender, f"{second}/withdrawn", on=second, reason="写错机构")
    states = [found.state for found in await handoffs(for_=SYSTEM)]
    assert states == [HandoffState.SENT, HandoffState.WITHDRAWN, HandoffState.FORWARDED]


async def test_the_form_names_what_is_missing_and_keeps_what_was_typed(visit: Visit) -> None:
    await pair()
    page = await send(visit(KEEPER), "/handoffs/new", **{**SLIP, "subject": "", "to_group": "entrusted"})
    assert page.status_code == 422
    for name in ("from_group", "subject"):
        assert f'id="e-{name}"' in page.text, name
    assert "螺钉多计 6 枚" in page.text


async def test_the_list_tells_what_is_late_and_how_the_groups_answer(visit: Visit) -> None:
    one, two = await pair()
    path = await handed(visit(a.clerk_of(one)))
    await handed(visit(a.clerk_of(one)), subject="第二张")
    await send(visit(a.clerk_of(two)), f"{path}/answer", on=path, answer="rejected", text="数量相符")
    due = deadline(a.MONDAY, parameter("handoff_answer_days", a.MONDAY).whole).on
    with clock.everywhere_at(at_local(due + timedelta(days=1))):
        keeper = visit(KEEPER)
        late = await keeper.get("/handoffs", params={"late": "1"})
        assert "第二张" in late.text
        assert "耗材数量与手术不符" not in late.text
        every = await keeper.get("/handoffs")
        assert every.text.count('class="chart bar"') == 2
        assert "50.0%" in every.text
        assert "各小组答复情况" not in (await visit(a.clerk_of(one)).get("/handoffs")).text
    assert "没有符合条件的流转单" in (await keeper.get("/handoffs?text=没有这张")).text


async def test_the_list_is_taken_away_with_the_same_filter(visit: Visit) -> None:
    one, _ = await pair()
    await handed(visit(a.clerk_of(one)))
    await handed(visit(a.clerk_of(one)), subject="第二张")
    answer = await visit(a.clerk_of(one)).get("/handoffs/export", params={"text": "第二"})
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(min_row=4, values_only=True))
    assert [row[1] for row in rows] == ["第二张"]


async def test_the_drawer_is_a_part_of_the_page_and_the_auditor_only_reads(visit: Visit) -> None:
    one, _ = await pair()
    path = await handed(visit(a.clerk_of(one)))
    reader = visit(READER)
    part = await reader.get(path, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "<form" not in part.text
    assert (await reader.get("/handoffs/new")).status_code == 403
