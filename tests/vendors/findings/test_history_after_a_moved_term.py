from datetime import date

import pytest

from server.database.addresses import Addresses
from tests.support import filed
from vendors.actors import SYSTEM
from vendors.findings.queries import history
from vendors.findings.rules import Act
from vendors.journal.actions import act
from vendors.periods import at_local

pytestmark = pytest.mark.anyio


async def test_entries_that_are_no_act_of_a_person_stay_out_of_a_findings_history(database: Addresses) -> None:
    world = await filed.world()
    (finding,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.notified(finding)
    async with act(by=SYSTEM, at=at_local(date(2026, 9, 20))) as deed:
        deed.note("finding.term_moved", "finding", finding, vendor=world.vendor)
    steps = await history(id_=finding, for_=filed.LEADER, at=filed.AFTER)
    assert [step.act for step in steps[1:]] == [Act.FIRST_PASS, Act.SECOND_PASS, Act.NOTIFY]
