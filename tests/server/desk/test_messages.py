"""Messages: told once, to those they are meant for, read by each reader alone."""

import pytest

from server.desk.actions import read_all, read_message, tell
from server.desk.queries import counts, inbox
from server.desk.rules import Audience, Letter, MessageKind, at_bureau, at_vendor, meant
from tests.server.desk.conftest import TODAY, Visit
from tests.support import a, rooms
from vendors.actors import Actor, Role
from vendors.errors import NotFound, Words
from vendors.scope import seeing

pytestmark = pytest.mark.anyio
LEADER = Actor(id=5, name="方毅", roles=frozenset({Role.LEADER}))


def letter(once: str = "certificate 1 30", *to: Audience, link: str = "/vendors") -> Letter:
    words = Words(f"证书三十天后到期（{once}）。", f"A certificate ends in thirty days ({once}).")
    return Letter(
        once=once, kind=MessageKind.EXPIRY, words=words, link=link, to=to or (at_bureau(Role.CONTRACT_MANAGER),)
    )


async def titles(who: Actor, *, unread: bool = True) -> list[str]:
    return [one.words.zh for one in await inbox(for_=who, unread=unread)]


async def test_a_matter_is_told_once_however_often_it_is_told(database: object) -> None:
    assert await tell([letter()], at=TODAY) == 1
    assert await tell([letter(), letter("certificate 1 7")], at=TODAY) == 1
    assert len(await titles(a.MANAGER)) == 2


async def test_those_told_before_are_not_told_again_and_new_ones_are(database: object) -> None:
    both = at_bureau(Role.CONTRACT_MANAGER), at_bureau(Role.LEADER)
    await tell([letter("one", both[0])], at=TODAY)
    assert await tell([letter("one", *both)], at=TODAY) == 1


async def test_a_vendor_reads_its_own_messages_and_the_bureau_its_own(database: object) -> None:
    one, other = await a.vendor(), await a.vendor(name="星槎信息科技有限公司")
    await tell([letter("x", at_vendor(one), at_bureau(Role.LEADER))], at=TODAY)
    lead, outsider = a.clerk_of(one), a.clerk_of(other)
    with seeing(one):
        assert len(await titles(lead)) == 1
    with seeing(other):
        assert await titles(outsider) == []
    assert len(await titles(LEADER)) == 1
    assert await titles(a.MANAGER) == []


async def test_another_vendors_messages_are_not_even_in_its_database(database: object) -> None:
    one, other = await a.vendor(), await a.vendor(name="星槎信息科技有限公司")
    await tell([letter("x", at_vendor(one)), letter("y", at_bureau(Role.LEADER))], at=TODAY)
    with seeing(other):
        assert await titles(a.clerk_of(one)) == []
        assert await titles(LEADER) == []


async def test_one_person_reading_leaves_it_unread_for_the_other(database: object) -> None:
    await tell([letter()], at=TODAY)
    colleague = Actor(id=31, name="林知秋", roles=frozenset({Role.CONTRACT_MANAGER}))
    (mine,) = await inbox(for_=a.MANAGER)
    assert await read_message(message=mine.id, by=a.MANAGER, at=TODAY) == "/vendors"
    await read_message(message=mine.id, by=a.MANAGER, at=TODAY)
    assert (await counts(for_=a.MANAGER)).unread == 0
    assert (await counts(for_=colleague)).unread == 1


async def test_reading_all_reads_ones_own_alone(database: object) -> None:
    await tell([letter("a"), letter("b"), letter("c", at_bureau(Role.LEADER))], at=TODAY)
    await read_all(by=a.MANAGER, at=TODAY)
    assert await titles(a.MANAGER) == []
    assert len(await titles(a.MANAGER, unread=False)) == 2
    assert (await counts(for_=LEADER)).unread == 1


async def test_the_rule_and_the_database_agree_on_whom_a_message_reaches(database: object) -> None:
    vendor = await a.vendor()
    county = Actor(id=40, name="郭苇", roles=frozenset({Role.LEADER}), region="620702")
    people = (a.MANAGER, LEADER, county, a.clerk_of(vendor))
    audiences = (
        at_bureau(Role.LEADER), at_bureau(Role.LEADER, region="620702"), at_vendor(vendor), Audience(person=5),
        Audience(vendor=vendor, person=100 + vendor), at_bureau(Role.CONTRACT_MANAGER, Role.LEADER),
    )  # fmt: skip
    for number, audience in enumerate(audiences):
        await tell([letter(str(number), audience)], at=TODAY)
    for who in people:
        found = {one.words.zh for one in await inbox(for_=who)}
        assert found == {letter(str(n)).words.zh for n, one in enumerate(audiences) if meant(one, who)}


async def test_the_page_shows_the_unread_and_opening_one_leads_on(visit: Visit) -> None:
    await tell([letter("a"), letter("b")], at=TODAY)
    client = visit(a.MANAGER)
    page = (await client.get("/messages")).text
    assert "证书三十天后到期（a）" in page
    assert 'aria-label="消息（0 条未读）"' in page
    opened = await rooms.fill(client, "/messages/1/open", on="/messages")
    assert (opened.status_code, opened.headers["location"]) == (303, "/vendors")
    assert "（a）" not in (await client.get("/messages")).text
    assert "（a）" in (await client.get("/messages?tab=all")).text
    assert (await rooms.fill(client, "/messages/read", on="/messages")).status_code == 303
    assert "没有未读消息" in (await client.get("/messages")).text


async def test_a_long_box_has_pages_and_narrows_to_a_kind(visit: Visit) -> None:
    await tell([letter(str(number)) for number in range(60)], at=TODAY)
    client = visit(a.MANAGER)
    first = (await client.get("/messages")).text
    assert "共 60 条" in first
    assert first.count("标为已读</button>") == 51
    assert (await client.get("/messages?kind=due")).text.count("标为已读</button>") == 0


async def test_an_outsider_opens_nobody_elses_message(visit: Visit) -> None:
    one, other = await a.vendor(), await a.vendor(name="星槎信息科技有限公司")
    await tell([letter("x", at_vendor(one))], at=TODAY)
    for who in (a.clerk_of(other), LEADER):
        client = visit(who)
        assert "证书三十天后到期" not in (await client.get("/messages?tab=all")).text
        for act in ("open", "read"):
            assert (await rooms.fill(client, f"/messages/1/{act}", on="/messages")).status_code == 404
    with pytest.raises(NotFound):
        await read_message(message=1, by=LEADER, at=TODAY)
    assert (await counts(for_=a.clerk_of(one))).unread == 1
