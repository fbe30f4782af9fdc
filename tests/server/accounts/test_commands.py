import io

import pytest

from server.accounts import queries
from server.accounts.commands import ROLES, add_user, ask_password
from server.database.addresses import Addresses
from tests.support import a
from tests.support.accounts import PASSWORDS, PHRASE, kinds
from vendors.actors import Role
from vendors.errors import Invalid, NotFound
from vendors.organisation.actions import seed_units
from vendors.organisation.queries import county_of_unit
from vendors.transaction import transaction

pytestmark = pytest.mark.anyio


async def add(*roles: str, vendor_code: str = "", unit_code: str = "") -> int:
    return await add_user(
        username="gaoyuan", name="高原", roles=roles, password=PHRASE, passwords=PASSWORDS, at=a.AT,
        vendor_code=vendor_code, unit_code=unit_code,
    )  # fmt: skip


async def test_the_first_administrator_comes_from_the_command_line(database: Addresses) -> None:
    assert await queries.people() == ()
    made = await queries.person(await add("system_admin"))
    assert made.roles == {Role.SYSTEM_ADMIN}
    assert await kinds() == ["person.added"]


async def test_a_vendors_person_is_added_under_the_vendors_code(database: Addresses) -> None:
    vendor = await a.vendor(code_=a.code(77))
    assert (await queries.person(await add("vendor_lead", vendor_code=a.code(77)))).vendor == vendor
    with pytest.raises(NotFound):
        await add("vendor_lead", vendor_code=a.code(78))


async def test_a_person_of_a_unit_sees_that_units_county(database: Addresses) -> None:
    await seed_units(begins=a.MONDAY, by=a.MANAGER, at=a.AT)
    made = await queries.person(await add("first_reviewer", unit_code="C620722-AGENCY"))
    assert await county_of_unit(made.unit) == "620722"
    with pytest.raises(NotFound):
        await add("first_reviewer", unit_code="C620799")


async def test_a_vendors_person_belongs_to_no_unit_of_the_bureau(database: Addresses) -> None:
    await seed_units(begins=a.MONDAY, by=a.MANAGER, at=a.AT)
    await a.vendor(code_=a.code(77))
    with pytest.raises(Invalid, match="不属于医保部门"):
        await add("vendor_lead", vendor_code=a.code(77), unit_code="CITY")


async def test_a_role_there_is_not_is_named(database: Addresses) -> None:
    assert "system" not in ROLES
    with pytest.raises(Invalid, match="emperor"):
        await add("emperor")


def test_a_password_may_come_through_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PHRASE + "\n"))
    assert ask_password(from_stdin=True) == PHRASE


def test_a_typed_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PHRASE, PHRASE, PHRASE, "another"])
    monkeypatch.setattr("server.accounts.commands.getpass", lambda _: next(typed))
    assert ask_password(from_stdin=False) == PHRASE
    with pytest.raises(Invalid):
        ask_password(from_stdin=False)


async def test_accounts_from_before_the_rule_that_hold_roles_nobody_holds_together_are_named(
    database: Addresses,
) -> None:
    made = await add("auditor")
    assert await queries.conflicting() == {}
    async with transaction() as connection:
        roles = [Role.AUDITOR.value, Role.SECOND_REVIEWER.value]
        await connection.execute("UPDATE server_person SET roles = $2 WHERE id = $1", made, roles)
    found = await queries.conflicting()
    assert {name: "纪检/审计" in said.zh for name, said in found.items()} == {"gaoyuan": True}
