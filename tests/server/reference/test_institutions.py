import pytest

from tests.server.contracts.conftest import Visit
from tests.support import a
from vendors.actors import Actor, Role

pytestmark = pytest.mark.anyio
KEEPER = Actor(id=3, name="苏禾", roles=frozenset({Role.TASK_MANAGER}))


async def test_the_list_counts_by_county_and_narrows(visit: Visit) -> None:
    await a.hospitals()
    client = visit(KEEPER)
    assert "民乐县 1" in (await client.get("/institutions")).text
    some = await client.get("/institutions", params={"region": "620722"})
    assert "雪山镇中心卫生院" in some.text
    assert "金河县第一人民医院" not in some.text


async def test_only_the_task_manager_is_led_to_the_register_and_no_vendor_looks(visit: Visit) -> None:
    reviewer = visit(Actor(id=5, name="柳青", roles=frozenset({Role.FIRST_REVIEWER})))
    assert "/registry/institutions" not in (await reviewer.get("/institutions?region=1")).text
    assert "/registry/institutions" in (await visit(KEEPER).get("/institutions?region=1")).text
    assert (await visit(a.clerk_of(1)).get("/institutions")).status_code == 403
