import pytest

from kpi.scorecards.missing_queries import uncarded
from tests.support import a, cards
from vendors.contracts.actions import draft_contract
from vendors.periods import Period

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Q3 = Period.parse("2026Q3")


async def test_contracts_that_ran_without_a_card_are_counted_by_vendor_and_drafts_are_not() -> None:
    first, contract = await cards.contracted("河西数据技术有限公司")
    await a.contract(vendor=first)
    second = await a.vendor()
    await draft_contract(terms=a.terms(second), by=a.MANAGER, at=a.AT)
    assert [(one.vendor_name, one.contracts) for one in await uncarded(for_=a.MANAGER, period=Q3)] == [
        ("河西数据技术有限公司", 2)
    ]
    await cards.facts(contract)
    await cards.issued(contract)
    assert [one.contracts for one in await uncarded(for_=a.MANAGER, period=Q3)] == [1]
    assert await uncarded(for_=a.MANAGER, period=Period.parse("2025Q3")) == ()
    assert await uncarded(for_=a.clerk_of(second), period=Q3) == ()
