import re
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.server.cooperation.conftest import Visit
from tests.support import a, rooms
from tests.support.accounts import send, token_on
from vendors.actors import SYSTEM, Actor, Role
from vendors.people.pool.actions import keep_expert
from vendors.people.pool.cards import ExpertCard, Speciality
from vendors.review_rules.queries import opinions, review_rules
from vendors.review_rules.rules import RuleState

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))
READER = Actor(id=5, name="柳青", roles=frozenset({Role.EXPERT}))
RULE = {
    "code": "GZ-017", "version": "1.0", "name": "同日重复收取床位费", "kind": "management", "contract": "",
    "description": "同一住院日出现两条及以上床位费", "basis": "医疗服务价格项目规范",
}  # fmt: skip


async def posted(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    """The form of a delivery with its file."""
    typed = {"_csrf": await token_on(client, "/review-rules/new"), **RULE, **changes}
    return await client.post("/review-rules/new", data=typed, files={"file": ("规则.pdf", b"%PDF-1.7")})


async def delivered(client: httpx.AsyncClient, **changes: str) -> str:
    """A version delivered from the page; its address."""
    answer = await posted(client, **changes)
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    return str(answer.headers["location"])


async def said(client: httpx.AsyncClient, path: str, **changes: str) -> httpx.Response:
    typed = {"expert": "", "expert_name": "孟春和", "specialty": "骨科", "opinion": "adopt", "reason": ""}
    return await send(client, f"{path}/opinions", on=path, given_on="2026-07-06", **{**typed, **changes})


async def test_a_rule_is_delivered_judged_and_adopted(visit: Visit) -> None:
    vendor, keeper = await a.vendor(), visit(KEEPER)
    path = await delivered(visit(a.clerk_of(vendor)))
    await send(keeper, f"{path}/review", on=path)
    early = await send(keeper, f"{path}/decision", on=path, to="adopted", reason="")
    assert early.status_code == 409
    assert (await said(keeper, path)).status_code == 303
    await send(keeper, f"{path}/decision", on=path, to="adopted", reason="")
    page = (await visit(a.clerk_of(vendor)).get(path)).text
    for word in ("已采纳", "孟春和", "骨科", "规则.pdf", "交付新版本"):
        assert word in page, word


async def test_an_expert_of_the_pool_is_chosen_and_not_typed(visit: Visit) -> None:
    card = ExpertCard(name="贺兰", employer="金河县第一人民医院", specialities=(Speciality.MEDICAL,))
    expert = await keep_expert(card=card, by=a.MANAGER, at=a.AT)
    path, keeper = await delivered(visit(a.clerk_of(await a.vendor()))), visit(KEEPER)
    await send(keeper, f"{path}/review", on=path)
    assert "贺兰 · 金河县第一人民医院" in (await keeper.get(path)).text
    assert (await said(keeper, path, expert="9999", expert_name="")).status_code == 422
    await said(keeper, path, expert=str(expert), expert_name="", specialty="")
    (one,) = await opinions(1, for_=SYSTEM)
    assert (one.expert, one.expert_name, one.specialty) == (expert, "贺兰", "医学")


async def test_a_returned_rule_comes_back_as_a_new_version(visit: Visit) -> None:
    clerk, keeper = visit(a.clerk_of(await a.vendor())), visit(KEEPER)
    path = await delivered(clerk)
    assert (await send(keeper, f"{path}/decision", on=path, to="returned", reason="")).status_code == 422
    await send(keeper, f"{path}/decision", on=path, to="returned", reason="请区分病区")
    form = await clerk.get("/review-rules/new", params={"after": path.rsplit("/", 1)[1]})
    assert 'value="GZ-017"' in form.text
    again = await posted(clerk)
    assert (again.status_code, 'id="e-version"' in again.text) == (422, True)
    newer = await delivered(clerk, version="1.1")
    assert "1.0" in (await clerk.get(newer)).text
    assert [one.state for one in await review_rules(for_=SYSTEM)] == [RuleState.DELIVERED, RuleState.RETURNED]


async def test_faults_of_a_delivery_and_of_an_opinion_are_named(visit: Visit) -> None:
    clerk, keeper = visit(a.clerk_of(await a.vendor())), visit(KEEPER)
    page = await send(clerk, "/review-rules/new", **{**RULE, "code": "", "kind": "x", "description": ""})
    for name in ("code", "kind", "description"):
        assert f'id="e-{name}"' in page.text, name
    path = await delivered(clerk)
    await send(keeper, f"{path}/review", on=path)
    page = await said(keeper, path, opinion="reject", expert_name="")
    assert (page.status_code, 'id="e-reason"' in page.text) == (422, True)
    assert (await send(keeper, f"{path}/decision", on=path, to="superseded", reason="x")).status_code == 422


async def test_the_register_narrows_and_is_taken_away(visit: Visit) -> None:
    clerk = visit(a.clerk_of(await a.vendor()))
    await delivered(clerk)
    await delivered(clerk, code="GZ-018", kind="medical", name="无指征使用抗菌药物")
    some = await visit(KEEPER).get("/review-rules", params={"kind": "medical"})
    assert ("GZ-018" in some.text, "GZ-017" in some.text) == (True, False)
    assert "没有符合条件的规则" in (await clerk.get("/review-rules?state=stopped")).text
    book = load_workbook(BytesIO((await clerk.get("/review-rules/export?text=GZ-017")).content))
    (row,) = book.worksheets[0].iter_rows(min_row=4, values_only=True)
    assert row[:3] == ("GZ-017", "1.0", "同日重复收取床位费")


async def test_another_vendor_finds_no_rule_and_an_expert_only_reads(visit: Visit) -> None:
    path = await delivered(visit(a.clerk_of(await a.vendor())))
    outsider = visit(a.clerk_of(await a.vendor(name="河西审计服务有限公司")))
    assert (await outsider.get(path)).status_code == 404
    assert "还没有交付的规则" in (await outsider.get("/review-rules")).text
    assert (await outsider.get(f"/review-rules/new?after={path.rsplit('/', 1)[1]}")).status_code == 404
    reader = await visit(READER).get(path)
    assert (reader.status_code, '<form method="post" action="/review-rules' in reader.text) == (200, False)
    assert (await visit(READER).get("/review-rules/new")).status_code == 403
    token = {"X-CSRF-Token": rooms.header_token(await outsider.get("/review-rules"))}
    for act in ("review", "opinions", "decision"):
        assert (await outsider.post(f"{path}/{act}", headers=token)).status_code == 403
