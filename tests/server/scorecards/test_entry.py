"""Numbers and events people enter, and the card that follows from them."""

from datetime import date
from decimal import Decimal

import pytest

from kpi.facts.entry_queries import entries, events
from tests.server.scorecards.conftest import Office
from tests.support import a, cards, rulebooks
from tests.support.accounts import send
from vendors.periods import Period
from vendors.registry.rules import Kind

pytestmark = pytest.mark.anyio


def _form(office: Office) -> str:
    return f"/assessments/facts?contract={office.contract}&period=2026Q3"


async def test_a_changed_number_makes_a_new_version_of_the_card(office: Office) -> None:
    await cards.issued(office.contract)
    manager = office.visit(a.MANAGER)
    answer = await send(manager, _form(office), **{"v-handoffs_on_time": "12", "e-handoffs_on_time": "流转台账第8页"})
    assert answer.status_code == 422
    kept = {"v-handoffs": "20", "e-handoffs": "季度评价汇总表"}
    await _save(office, {**kept, "v-handoffs_on_time": "12", "e-handoffs_on_time": "流转台账第8页"})
    assert 'value="12"' in (await manager.get(_form(office))).text
    contract = str(office.contract)
    made = await send(manager, "/assessments/issue", on="/assessments", period="2026Q3", contract=contract)
    assert "KH-2026Q3-001-v2" in (await manager.get(made.headers["location"])).text


async def _save(office: Office, changed: dict[str, str]) -> None:
    """The form as a browser sends it: everything that stood there, with the changes."""
    fields: dict[str, str] = {}
    for name, value in {**cards.COMMON, **cards.PROFESSIONAL[Kind.B]}.items():
        fields |= {f"v-{name}": value, f"e-{name}": "季度评价汇总表"}
    answer = await send(office.visit(a.MANAGER), _form(office), **(fields | changed))
    assert answer.status_code == 303, answer.text


async def test_a_ratio_is_typed_as_a_percentage(office: Office) -> None:
    await rulebooks.approved("B-2026", date(2026, 10, 1), ('"跨组流转件总数"', '"跨组流转件总数", style = "percent"'))
    client, path = office.visit(a.MANAGER), f"/assessments/facts?contract={office.contract}&period=2026Q4"
    await send(client, path, **{"v-handoffs": "65", "e-handoffs": "流转台账第8页"})
    assert 'name="v-handoffs" aria-describedby="h-v-handoffs" value="65"' in (await client.get(path)).text
    found = await entries(contract=office.contract, period=Period.parse("2026Q4"), for_=a.MANAGER)
    assert found["handoffs"].value == Decimal("0.65")


async def test_a_number_without_evidence_or_below_zero_is_named_at_its_field(office: Office) -> None:
    _vendor, fresh = await cards.contracted("祁连智审科技有限公司")
    path = f"/assessments/facts?contract={fresh}&period=2026Q3"
    answer = await send(office.visit(a.MANAGER), path, **{"v-handoffs": "-3", "e-handoffs": ""})
    assert answer.status_code == 422
    for said in ("请写明依据。", "应为不小于 0 的数。", 'href="#f-v-handoffs"', 'href="#f-e-handoffs"'):
        assert said in answer.text, said


async def test_numbers_no_quarter_can_have_are_named_at_their_fields_and_nothing_is_saved(office: Office) -> None:
    _vendor, fresh = await cards.contracted("河西会计师事务所", Kind.C)
    path = f"/assessments/facts?contract={fresh}&period=2026Q3"
    typed = {"confirmations_sent": "27", "confirmations_returned": "500", "satisfaction_bureau": "9999"}
    fields = {f"v-{name}": value for name, value in typed.items()} | {f"e-{name}": "函证台账" for name in typed}
    answer = await send(office.visit(a.MANAGER), path, **fields)
    assert answer.status_code == 422
    for said in (
        "回函数 500 不能超过 发函数 27。",
        'href="#f-v-satisfaction_bureau"',
        "医保部门评价 9999 不能超过 100。",
    ):
        assert said in answer.text, said
    assert not await entries(contract=fresh, period=Period.parse("2026Q3"), for_=a.MANAGER)


async def test_a_pair_of_numbers_is_changed_together(office: Office) -> None:
    await cards.issued(office.contract)
    await _save(office, {"v-handoffs": "7", "v-handoffs_on_time": "5"})  # 20 and 19 before
    found = await entries(contract=office.contract, period=Period.parse("2026Q3"), for_=a.MANAGER)
    assert [found[name].value for name in ("handoffs", "handoffs_on_time")] == [7, 5]


async def test_what_the_record_counts_is_no_field_of_the_form(office: Office) -> None:
    answer = await send(office.visit(a.MANAGER), _form(office), **{"v-findings_upheld": "99"})
    assert answer.status_code == 422
    assert "v-findings_upheld" not in (await office.visit(a.MANAGER).get(_form(office))).text


async def test_a_veto_event_is_recorded_and_fails_the_card(office: Office) -> None:
    manager = office.visit(a.MANAGER)
    path = f"/assessments/conduct?contract={office.contract}&period=2026Q3"
    event = {"kind": "data_leak", "happened_on": "2026-08-03", "count": "1", "basis": "检查记录第3号"}
    assert (await send(manager, path, on=_form(office), **event)).status_code == 303
    assert "检查记录第3号" in (await manager.get(_form(office))).text
    contract = str(office.contract)
    made = await send(manager, "/assessments/issue", on="/assessments", period="2026Q3", contract=contract)
    assert "一票否决" in (await manager.get(made.headers["location"])).text


async def test_an_event_of_tomorrow_is_refused_at_its_field(office: Office) -> None:
    path = f"/assessments/conduct?contract={office.contract}&period=2026Q3"
    event = {"kind": "data_leak", "happened_on": "2026-12-03", "count": "1", "basis": "检查记录第3号"}
    answer = await send(office.visit(a.MANAGER), path, on=_form(office), **event)
    assert answer.status_code == 422
    assert "不能晚于今天" in answer.text


async def test_an_event_of_the_last_century_is_refused_at_its_field(office: Office) -> None:
    path = f"/assessments/conduct?contract={office.contract}&period=2026Q3"
    event = {"kind": "data_leak", "happened_on": "1999-08-03", "count": "1", "basis": "检查记录第3号"}
    answer = await send(office.visit(a.MANAGER), path, on=_form(office), **event)
    assert (answer.status_code, "当天没有生效的考核规则。" in answer.text) == (422, True)


async def test_an_event_is_withdrawn_with_a_reason_and_stays_struck_through(office: Office) -> None:
    manager, query = office.visit(a.MANAGER), f"contract={office.contract}&period=2026Q3"
    event = {"kind": "data_leak", "happened_on": "2026-08-03", "count": "1", "basis": "检查记录第3号"}
    await send(manager, f"/assessments/conduct?{query}", on=_form(office), **event)
    assert (await send(manager, f"/assessments/conduct?{query}", on=_form(office), **event)).status_code == 409
    (made,) = await events(contract=office.contract, period=Period.parse("2026Q3"), for_=a.MANAGER)
    path, told = f"/assessments/conduct/withdraw?{query}", {"event": str(made.id)}
    answer = await send(manager, path, on=_form(office), **told, reason="")
    assert (answer.status_code, 'href="#f-reason"' in answer.text) == (422, True)
    assert (await send(manager, path, on=_form(office), **told, reason="登记错了机构")).status_code == 303
    page = (await manager.get(_form(office))).text
    assert "<s>" in page
    assert "作废：登记错了机构" in page
    assert path.split("?", maxsplit=1)[0] not in page  # nothing is left to withdraw


async def test_the_page_asks_for_a_contract_first(office: Office) -> None:
    assert "请选择合同和季度" in (await office.visit(a.MANAGER).get("/assessments/facts")).text
