"""`hengjian user add`: the only way to a first account; there is no default one."""

import sys
from collections.abc import Collection
from datetime import datetime
from getpass import getpass
from typing import Final

from server.accounts.actions import add_person
from server.accounts.passwords import Passwords
from vendors.actors import SYSTEM, Role
from vendors.errors import Invalid, NotFound, Words
from vendors.organisation.queries import unit_by_code
from vendors.registry.queries import vendors
from vendors.scope import seeing

ROLES: Final = tuple(role.value for role in Role if role is not Role.SYSTEM)
"""What `--role` takes; it may be given several times."""


def ask_password(*, from_stdin: bool) -> str:
    """Typed twice without echo, or the first line of standard input. Raises Invalid when the two differ."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("密码 / Password: ")
    if first != getpass("再次输入 / Again: "):
        raise Invalid({"password": Words("两次输入的密码不一致。", "The two passwords differ.")})
    return first


async def add_user(
    *,
    username: str,
    name: str,
    roles: Collection[str],
    password: str,
    passwords: Passwords,
    at: datetime,
    vendor_code: str = "",
    staff_no: str = "",
    unit_code: str = "",
) -> int:
    """The new account's id. `vendor_code` is the vendor's 统一社会信用代码, empty for the bureau's people; `unit_code`
    is the bureau person's unit: one in a county sees that county's records only.

    Raises Invalid, and NotFound when no vendor or unit has that code.
    """
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise Invalid({"roles": Words(f"没有这个角色：{unknown[0]}", f"There is no such role: {unknown[0]}")})
    with seeing(None):
        return await add_person(
            username=username,
            name=name,
            staff_no=staff_no,
            roles={Role(role) for role in roles},
            vendor=await _vendor(vendor_code) if vendor_code else None,
            unit=(await unit_by_code(unit_code)).id if unit_code else None,
            password=password,
            passwords=passwords,
            by=SYSTEM,
            at=at,
        )


async def _vendor(code: str) -> int:
    found = next((one.id for one in await vendors(for_=SYSTEM) if one.code == code), None)
    if found is None:
        raise NotFound("没有该统一社会信用代码的第三方机构。", "No vendor has this unified social credit code.")
    return found
