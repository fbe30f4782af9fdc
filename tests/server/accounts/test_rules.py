from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.rules import (
    LOCK,
    Standing,
    faults,
    local_path,
    needs_secure_cookies,
    network_of,
    one_more,
    plain_username,
)
from tests.support.a import AT
from vendors.actors import VENDOR_ROLES, Role


@pytest.mark.parametrize("path", ["/", "/vendors", "/vendors/3?tab=people", "/tasks#x", "/journal?next=//evil"])
def test_a_path_of_this_site_is_followed(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "vendors", "/\t/evil",
     "/a\r\nSet-Cookie: x=1", "/login?next=/", "/logout", "\\\\evil"],
)  # fmt: skip
def test_any_other_address_is_not(path: str) -> None:
    assert local_path(path) == "/"


@given(st.text(max_size=40))
def test_no_text_leads_to_another_site(text: str) -> None:
    found = local_path(text)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


@given(st.lists(st.integers(0, 40), max_size=40), st.integers(1, 6))
def test_five_tries_in_a_row_lock_for_half_an_hour_and_no_longer(minutes: list[int], limit: int) -> None:
    standing, at, taken = Standing(), AT, 0
    for gap in minutes:
        at += timedelta(minutes=gap)
        if standing.locked_until is not None and at < standing.locked_until:
            continue
        before, standing = standing, one_more(standing, limit=limit, at=at)
        fresh = before.locked_until is not None or before.last_at is None or at - before.last_at >= LOCK
        taken = 1 if fresh else taken + 1
        assert standing.failed == taken <= limit
        assert standing.locked_until == (at + LOCK if taken == limit else None)


@pytest.mark.parametrize("role", sorted(VENDOR_ROLES))
def test_a_vendors_role_needs_a_vendor(role: Role) -> None:
    assert "roles" in faults(username="wang", name="王芳", roles={role}, vendor=None)
    assert not faults(username="wang", name="王芳", roles={role}, vendor=1)


def test_a_vendors_person_never_holds_a_bureau_role() -> None:
    assert "roles" in faults(username="wang", name="王芳", roles={Role.VENDOR_CLERK, Role.LEADER}, vendor=1)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_holds_no_other_role(role: Role) -> None:
    assert not faults(username="wang", name="王芳", roles={role}, vendor=None)
    assert "roles" in faults(username="wang", name="王芳", roles={role, Role.LEADER}, vendor=None)


@pytest.mark.parametrize("role", [Role.SECOND_REVIEWER, Role.LEADER, Role.ACCOUNTANT, Role.EXPERT])
def test_an_auditor_reads_all_and_so_acts_on_nothing(role: Role) -> None:
    assert not faults(username="wang", name="王芳", roles={Role.AUDITOR}, vendor=None)
    said = faults(username="wang", name="王芳", roles={Role.AUDITOR, role}, vendor=None)["roles"]
    assert said.zh == "纪检/审计人员只读，须由专人担任，不得兼任其他角色。"


def test_every_fault_is_named_at_once() -> None:
    assert set(faults(username="W", name=" ", roles=(), vendor=None)) == {"username", "name", "roles"}


def test_full_width_and_capital_letters_name_the_same_account() -> None:
    assert plain_username(" Ｚhou.Min ") == "zhou.min"


def test_an_ipv6_guesser_owns_a_whole_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:0:1::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("odd") == "odd"


def test_plain_cookies_are_for_http_on_loopback_alone() -> None:
    plain = [host for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.8", "hengjian.example")  # noqa: S104
             if not needs_secure_cookies(https=False, host=host)]  # fmt: skip
    assert plain == ["127.0.0.1", "::1", "localhost"]
    assert needs_secure_cookies(https=True, host="127.0.0.1")
