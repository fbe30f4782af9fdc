"""From a determined finding to where its money went."""

import pytest

from server.findings.pages import HANDLERS
from server.recoveries.pages import HANDLERS as RECOVERIES
from server.web import clock
from server.web.house import House
from tests.support import decided, filed
from tests.support.rooms import visit
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def test_a_determined_finding_leads_to_its_money_and_no_other_does(house: House) -> None:
    case = await decided.decision(10_800)
    (waiting,) = await filed.stored(case.world, filed.case(case.world.visits[1]))
    ruled = case.findings[0]
    link = f'href="/recoveries/trace/{ruled}"'
    with clock.everywhere_at(decided.AT):
        reviewer = visit(house, filed.FIRST, (*HANDLERS, *RECOVERIES))
        assert link in (await reviewer.get(f"/review/{ruled}")).text
        assert link in (await reviewer.get(f"/review/{ruled}", headers={"HX-Request": "true"})).text
        assert "/recoveries/trace/" not in (await reviewer.get(f"/review/{waiting}")).text
        assert (await reviewer.get(f"/recoveries/trace/{ruled}")).status_code == 200
        with seeing(case.world.vendor):
            theirs = (await visit(house, case.world.clerk, (*HANDLERS, *RECOVERIES)).get(f"/review/{ruled}")).text
    assert "/recoveries/trace/" not in theirs
