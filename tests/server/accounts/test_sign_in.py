import asyncio
from datetime import datetime, timedelta

import pytest

from server.accounts import actions, queries, sign_in
from server.accounts.errors import AccountDisabled, AccountLocked, SignInRefused, TooManyTries, WrongPassword
from server.accounts.passwords import Passwords
from server.accounts.rules import ABSOLUTE, IDLE, TRIES_PER_ADDRESS
from server.accounts.sign_in import Opened, Visit
from server.accounts.tables import Person, Session
from server.database.addresses import Addresses
from tests.support import a
from tests.support.accounts import OTHER_PHRASE, PASSWORDS, PHRASE, account, kinds
from vendors.actors import Actor, Role
from vendors.errors import Conflict, Invalid, NotFound
from vendors.journal.queries import page
from vendors.scope import seeing

pytestmark = pytest.mark.anyio

HOME = Visit(address="10.1.2.3", agent="Firefox", request="r-7")
ADMIN = Actor(id=900, name="管理员", roles=frozenset({Role.SYSTEM_ADMIN}))
WRONG = "not the password at all"


async def enter(
    password: str = PHRASE, *, username: str = "zhoumin", visit: Visit = HOME, at: datetime = a.AT
) -> Opened:
    return await sign_in.sign_in(username=username, password=password, visit=visit, passwords=PASSWORDS, at=at)


async def fail(times: int, *, at: datetime = a.AT, username: str = "zhoumin") -> list[type[SignInRefused]]:
    met = []
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            await enter(WRONG, username=username, at=at)
        met.append(refused.type)
    return met


async def test_a_session_is_kept_only_as_a_hash_and_never_told(database: Addresses) -> None:
    person = await account()
    opened = await enter()
    stored = await Session.select()
    assert len(opened.token) >= 43
    assert opened.token not in str(stored)
    assert opened.token not in repr(opened)
    found = await queries.visitor(token=opened.token, at=a.AT)
    assert found is not None
    assert (found.person, found.name, found.roles) == (person, "周敏", frozenset({Role.CONTRACT_MANAGER}))


async def test_every_sign_in_makes_a_new_token_and_ends_the_browsers_old_session(database: Addresses) -> None:
    await account()
    first = await enter()
    second = await enter(visit=Visit(address="10.1.2.3", token=first.token))
    assert first.token != second.token
    assert await queries.visitor(token=first.token, at=a.AT) is None
    assert await queries.visitor(token=second.token, at=a.AT) is not None


async def test_an_idle_session_is_over_after_half_an_hour(database: Addresses) -> None:
    await account()
    token = (await enter()).token
    assert await queries.visitor(token=token, at=a.AT + IDLE - timedelta(seconds=1)) is not None
    assert await queries.visitor(token=token, at=a.AT + IDLE) is None


async def test_a_used_session_is_over_after_twelve_hours(database: Addresses) -> None:
    await account()
    opened, at = await enter(), a.AT
    while at < a.AT + ABSOLUTE - timedelta(minutes=20):
        at += timedelta(minutes=20)
        found = await queries.visitor(token=opened.token, at=at)
        assert found is not None
        await sign_in.seen(session=found.session, at=at)
    assert await queries.visitor(token=opened.token, at=a.AT + ABSOLUTE) is None


async def test_five_wrong_tries_lock_even_the_right_password_out_for_half_an_hour(database: Addresses) -> None:
    await account()
    assert await fail(5) == [WrongPassword] * 5
    with pytest.raises(AccountLocked):
        await enter(at=a.AT + timedelta(minutes=29, seconds=59))
    assert await enter(at=a.AT + timedelta(minutes=30))
    assert await kinds("session.") == ["session.refused"] * 6 + ["session.opened"]


async def test_a_right_password_starts_the_count_afresh(database: Addresses) -> None:
    await account()
    await fail(4)
    await enter()
    assert await fail(4) == [WrongPassword] * 4
    assert await enter()


async def test_an_unknown_name_is_answered_word_for_word_like_a_known_one(database: Addresses) -> None:
    await account()
    known, unknown = await fail(6), await fail(6, username="nobody")
    assert known == unknown
    entries = [link.entry for link in await page(kind="session.refused")]
    assert {entry.object_id for entry in entries if "nobody" in str(entry)} == set()
    assert PHRASE not in str(entries)


async def test_guesses_sent_at_once_get_no_more_chances(database: Addresses) -> None:
    await account()
    done = await asyncio.gather(*(enter(WRONG) for _ in range(12)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["AccountLocked"] * 7 + ["WrongPassword"] * 5


async def test_one_address_may_not_guess_at_everybody(database: Addresses) -> None:
    await account()
    for number in range(TRIES_PER_ADDRESS // 5):
        await fail(5, username=f"guess{number}")
    with pytest.raises(TooManyTries):
        await enter()
    assert await enter(visit=Visit(address="10.9.9.9"))


async def test_a_disabled_person_is_out_at_once_and_stays_out(database: Addresses) -> None:
    person = await account()
    token = (await enter()).token
    await actions.disable_person(person=person, by=ADMIN, at=a.AT)
    assert await queries.visitor(token=token, at=a.AT) is None
    with pytest.raises(AccountDisabled):
        await enter()
    with pytest.raises(Conflict):
        await actions.disable_person(person=person, by=ADMIN, at=a.AT)
    assert (await queries.person(person)).disabled


async def test_a_flag_set_elsewhere_shuts_a_live_session_too(database: Addresses) -> None:
    await account()
    token = (await enter()).token
    await Person.update({Person.disabled: True}, force=True)
    assert await queries.visitor(token=token, at=a.AT) is None


async def test_a_new_password_ends_every_session_and_opens_one(database: Addresses) -> None:
    await account()
    old = [(await enter()).token for _ in range(2)]
    new = await sign_in.change_password(
        username="zhoumin", old=PHRASE, new=OTHER_PHRASE, visit=HOME, passwords=PASSWORDS, at=a.AT
    )
    assert [await queries.visitor(token=token, at=a.AT) for token in old] == [None, None]
    assert await queries.visitor(token=new, at=a.AT) is not None
    assert await enter(OTHER_PHRASE)
    assert "person.password_changed" in await kinds()


@pytest.mark.parametrize("new", [PHRASE, "too short", "zhoumin lives by the river"])
async def test_a_new_password_must_be_new_long_and_not_ones_name(database: Addresses, new: str) -> None:
    await account()
    with pytest.raises(Invalid):
        await sign_in.change_password(username="zhoumin", old=PHRASE, new=new, visit=HOME, passwords=PASSWORDS, at=a.AT)


async def test_a_stronger_hash_is_written_when_the_parameters_change(database: Addresses) -> None:
    await account()
    dearer = Passwords(time_cost=2, memory_kib=64, lanes=1)
    await sign_in.sign_in(username="zhoumin", password=PHRASE, visit=HOME, passwords=dearer, at=a.AT)
    found = await queries.credentials("zhoumin")
    assert found is not None
    assert not dearer.outdated(found.password)
    assert found.password not in repr(found)


async def test_one_ends_ones_own_sessions_and_nobody_elses(database: Addresses) -> None:
    mine, other = await account(), await account("lina", name="李娜")
    await enter()
    (session,) = await queries.sessions(person=mine, at=a.AT)
    with pytest.raises(NotFound):
        await actions.end_session(session=session.id, by=(await queries.person(other)).acting(), at=a.AT)
    await actions.end_session(session=session.id, by=(await queries.person(mine)).acting(), at=a.AT)
    assert await queries.sessions(person=mine, at=a.AT) == ()


async def test_a_vendors_person_signs_in_while_nobodys_rows_are_seen(database: Addresses) -> None:
    vendor = await a.vendor()
    await account("hexm", name="何小满", roles=frozenset({Role.VENDOR_CLERK}), vendor=vendor)
    with seeing(-1):
        opened = await enter(username="hexm")
        found = await queries.visitor(token=opened.token, at=a.AT)
    assert found is not None
    assert (found.vendor, found.organisation) == (vendor, "陇上病历质控有限公司")
    assert [one.username for one in await queries.people(vendor=vendor)] == ["hexm"]


async def test_a_name_is_taken_once(database: Addresses) -> None:
    await account()
    with pytest.raises(Invalid) as refused:
        await account("ZhouMin")
    assert set(refused.value.fields) == {"username"}


async def test_nobody_disables_themselves(database: Addresses) -> None:
    person = await account()
    with pytest.raises(Conflict):
        await actions.disable_person(person=person, by=Actor(id=person, name="周敏", roles=frozenset()), at=a.AT)
