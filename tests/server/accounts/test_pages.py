import json
from datetime import timedelta
from pathlib import Path

import pytest

from server.accounts import queries
from server.accounts.actions import disable_person
from server.accounts.rules import ABSOLUTE, IDLE
from server.accounts.tables import Session
from server.database.addresses import Addresses
from server.web.clock import standing_at
from tests.support import a
from tests.support.accounts import OTHER_PHRASE, PHRASE, account, application, browser, enter, kinds, send, token_on
from vendors.actors import Role

pytestmark = pytest.mark.anyio

COOKIE = "__Host-hengjian"


async def test_one_signs_in_is_known_and_signs_out(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        answer = await enter(client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        known = (await client.get("/probe")).json()
        assert (known["name"], known["number"], known["organisation"]) == ("周敏", "ZM0231", "张掖市医疗保障局")
        assert len(known["request"]) == 16
        assert (await send(client, "/logout", on="/sessions")).headers["location"] == "/login"
        assert (await client.get("/probe")).json()["name"] is None
    assert await kinds("session.") == ["session.opened", "session.closed"]


async def test_the_cookie_is_pinned_to_the_host_and_hidden_from_scripts(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        answer = await enter(client)
    sent = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE))
    parts = {part.strip().lower() for part in sent.split(";")[1:]}
    assert parts == {"httponly", "secure", "samesite=lax", "path=/"}


async def test_on_loopback_http_the_cookie_has_its_plain_name(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data, secure=False), secure=False) as client:
        await enter(client)
        assert "hengjian" in client.cookies
        assert COOKIE not in client.cookies
        assert (await client.get("/probe")).json()["name"] == "周敏"


async def test_a_token_chosen_by_the_client_is_never_taken_up(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        client.cookies.set(COOKIE, "chosen-by-the-attacker", domain="hengjian.test")
        assert (await client.get("/probe")).json()["name"] is None
        await enter(client)
        client.cookies.delete(COOKIE, domain="hengjian.test")
    async with browser(application(data)) as attacker:
        attacker.cookies.set(COOKIE, "chosen-by-the-attacker", domain="hengjian.test")
        assert (await attacker.get("/probe")).json()["name"] is None


async def test_signing_in_again_rotates_the_token_and_kills_the_old_one(database: Addresses, data: Path) -> None:
    await account()
    app = application(data)
    async with browser(app) as client, browser(app) as thief:
        await enter(client)
        first = client.cookies[COOKIE]
        await send(client, "/login", on="/sessions", username="zhoumin", password=PHRASE)
        assert client.cookies[COOKIE] != first
        thief.cookies.set(COOKIE, first, domain="hengjian.test")
        assert (await thief.get("/probe")).json()["name"] is None


async def test_a_write_without_the_form_token_is_refused(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        await client.get("/login")
        bare = await client.post("/login", data={"username": "zhoumin", "password": PHRASE})
        assert bare.status_code == 403
        await enter(client)
        for path in ("/logout", "/password", "/sessions/1/end"):
            assert (await client.post(path)).status_code == 403
        assert (await client.get("/probe")).json()["name"] == "周敏"


async def test_a_form_token_of_before_sign_in_is_worth_nothing_after(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        before = await token_on(client, "/login")
        await enter(client)
        assert (await client.post("/logout", data={"_csrf": before})).status_code == 403


async def test_wrong_says_how_many_tries_are_left_and_five_lock(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        met = [await enter(client, password="not the password") for _ in range(6)]
        right = await enter(client)
    assert [one.status_code for one in met] == [422] * 5 + [429]
    assert "再输错 4 次" in met[0].text
    assert 'value="zhoumin"' in met[0].text
    assert "not the password" not in met[0].text
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= 1800


async def test_an_empty_form_names_its_fields_and_costs_no_try(database: Addresses, data: Path) -> None:
    async with browser(application(data)) as client:
        answer = await enter(client, username="", password="")
    assert answer.status_code == 422
    assert 'href="#f-username"' in answer.text
    assert await kinds() == []


@pytest.mark.parametrize(
    ("wanted", "to"), [("/vendors?x=1", "/vendors?x=1"), ("//evil.example", "/"), ("https://evil.example", "/")]
)
async def test_one_lands_where_one_wanted_but_never_on_another_site(
    database: Addresses, data: Path, wanted: str, to: str
) -> None:
    await account()
    async with browser(application(data)) as client:
        shown = await client.get("/login", params={"next": wanted})
        assert f'name="next" value="{to}"' in shown.text
        assert (await enter(client, next=wanted)).headers["location"] == to
        assert (await client.get("/login", params={"next": wanted})).headers["location"] == to


async def test_pages_of_ones_own_need_a_sign_in(database: Addresses, data: Path) -> None:
    async with browser(application(data)) as client:
        for path in ("/password", "/sessions"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}")


async def test_half_an_hour_of_silence_or_twelve_hours_end_the_session(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        with standing_at(a.AT):
            await enter(client)
        at = a.AT
        while at + timedelta(minutes=25) < a.AT + ABSOLUTE:
            at += timedelta(minutes=25)
            with standing_at(at):
                assert (await client.get("/probe")).json()["name"] == "周敏"
        with standing_at(a.AT + ABSOLUTE):
            assert (await client.get("/probe")).json()["name"] is None
        with standing_at(a.AT):
            client.cookies.clear()
            await enter(client)
        with standing_at(a.AT + IDLE):
            assert (await client.get("/probe")).json()["name"] is None


async def test_use_is_written_down_once_a_minute_at_most(database: Addresses, data: Path) -> None:
    person = await account()
    async with browser(application(data)) as client:
        seen = []
        for seconds in (0, 30, 59, 60, 100):
            with standing_at(a.AT + timedelta(seconds=seconds)):
                await (enter(client) if seconds == 0 else client.get("/probe"))
            (session,) = await queries.sessions(person=person, at=a.AT)
            seen.append((session.seen_at - a.AT).seconds)
    assert seen == [0, 0, 0, 60, 60]


async def test_each_request_sees_its_own_vendors_rows_and_a_stranger_none(database: Addresses, data: Path) -> None:
    first, _second = await a.vendor(), await a.vendor(name="丝路医审有限公司")
    await account()
    await account("hexm", name="何小满", roles=frozenset({Role.VENDOR_CLERK}), vendor=first)
    app = application(data)
    async with browser(app) as stranger, browser(app) as clerk, browser(app) as manager:
        await enter(clerk, "hexm")
        await enter(manager)
        counts = [(await one.get("/probe")).json()["vendors"] for one in (stranger, clerk, manager, stranger)]
        assert counts == [0, 1, 2, 0]
        assert (await clerk.get("/probe")).json()["organisation"] == "陇上病历质控有限公司"


async def test_a_changed_password_ends_the_other_browsers(database: Addresses, data: Path) -> None:
    await account()
    app = application(data)
    async with browser(app) as here, browser(app) as there:
        await enter(here)
        await enter(there)
        fields = {"old": PHRASE, "password": OTHER_PHRASE, "again": OTHER_PHRASE}
        differ = await send(here, "/password", **(fields | {"again": "x"}))
        wrong = await send(here, "/password", **(fields | {"old": "x"}))
        assert (differ.status_code, wrong.status_code) == (422, 422)
        assert (await send(here, "/password", **fields)).headers["location"] == "/sessions"
        assert [(await one.get("/probe")).json()["name"] for one in (here, there)] == ["周敏", None]
        assert (await enter(there)).status_code == 422
        assert (await enter(there, password=OTHER_PHRASE)).status_code == 303


async def test_one_sees_ones_sessions_and_ends_another_of_them(database: Addresses, data: Path) -> None:
    await account()
    app = application(data)
    async with browser(app) as here, browser(app, address="10.1.2.3") as there:
        await enter(there)
        await enter(here)
        shown = (await here.get("/sessions")).text
        assert "10.1.2.3" in shown
        (other,) = [row["id"] for row in await Session.select().where(Session.address == "10.1.2.3")]
        assert (await send(here, f"/sessions/{other}/end", on="/sessions")).status_code == 303
        assert (await there.get("/probe")).json()["name"] is None
        assert (await send(here, "/sessions/99999/end", on="/sessions")).status_code == 404


async def test_the_last_sign_in_is_shown_after_the_next(database: Addresses, data: Path) -> None:
    await account()
    async with browser(application(data)) as client:
        with standing_at(a.AT):
            await enter(client)
        with standing_at(a.AT + timedelta(days=1)):
            client.cookies.clear()
            await enter(client)
            assert "上次登录：2026-07-06 09:00" in (await client.get("/sessions")).text


async def test_a_disabled_person_is_told_so_only_with_the_right_password(database: Addresses, data: Path) -> None:
    person = await account()
    async with browser(application(data)) as client:
        await enter(client)
        await disable_person(person=person, by=a.clerk_of(1), at=a.AT)
        assert (await client.get("/probe")).json()["name"] is None
        assert "停用" not in (await enter(client, password="not the password")).text
        assert "账号已停用" in (await enter(client)).text


def _seed(data: Path) -> None:
    one = {"username": "zhoumin", "name": "周敏", "role_zh": "合同管理员", "role_en": "Contract manager"}
    data.mkdir()
    (data / "demo-people.json").write_text(json.dumps([one | {"password": PHRASE}]), encoding="utf-8")


async def test_the_demos_people_sign_in_with_one_click_in_demo_mode_only(database: Addresses, data: Path) -> None:
    await account()
    _seed(data)
    async with browser(application(data)) as client:
        assert PHRASE not in (await client.get("/login")).text
    async with browser(application(data, demo=True)) as client:
        shown = (await client.get("/login?lang=en")).text
        assert "Contract manager" in shown
        assert f'name="password" value="{PHRASE}"' in shown
        assert (await enter(client)).status_code == 303


async def test_demo_mode_without_people_shows_the_plain_page(database: Addresses, data: Path) -> None:
    async with browser(application(data, demo=True)) as client:
        assert (await client.get("/login")).status_code == 200


async def test_an_unknown_field_is_refused(database: Addresses, data: Path) -> None:
    async with browser(application(data)) as client:
        assert (await enter(client, roles="leader")).status_code == 422
