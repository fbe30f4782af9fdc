"""Who signs in: one person per role at the bureau, three at the first vendor, one at each other."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from server.accounts import queries
from server.accounts.actions import add_person
from server.accounts.demo import FILE, DemoPerson
from server.accounts.passwords import Passwords
from vendors.actors import SYSTEM, Actor, Role
from vendors.organisation.queries import unit_by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`vendor` is a key of server.demo.parties.houses, empty at the bureau, `unit` the code of the bureau's unit.

    Without a password nobody can sign in.
    """

    username: str
    name: str
    roles: tuple[Role, ...]
    password: str = ""
    vendor: str = ""
    staff_no: str = ""
    unit: str = ""


def _bureau(username: str, name: str, role: Role, password: str, number: int, unit: str = "CITY") -> Account:  # noqa: PLR0917 a row of the table below
    return Account(
        username=username, name=name, roles=(role,), password=password, staff_no=f"YB{number:04d}", unit=unit
    )


def _hired(username: str, name: str, vendor: str, *roles: Role, password: str = "") -> Account:
    return Account(username=username, name=name, roles=roles, password=password, vendor=vendor)


BUREAU: Final = (
    _bureau("hetong", "林知秋", Role.CONTRACT_MANAGER, "amber-barley-under-snow", 1),
    _bureau("renwu", "顾长风", Role.TASK_MANAGER, "nine-camels-go-west", 2),
    _bureau("chushen", "安宁", Role.FIRST_REVIEWER, "first-light-on-poplars", 3),
    _bureau("fushen", "白露", Role.SECOND_REVIEWER, "second-cup-of-green-tea", 4),
    _bureau("lingdao", "方致远", Role.LEADER, "the-river-bends-north", 5),
    _bureau("fazhi", "邓岚", Role.LEGAL, "weigh-it-twice-say-it-once", 6),
    _bureau("kuaiji", "金满堂", Role.ACCOUNTANT, "every-fen-finds-its-row", 7),
    _bureau("shenji", "严守正", Role.AUDITOR, "read-all-change-nothing", 8),
    _bureau("xitong", "陶然", Role.SYSTEM_ADMIN, "keep-the-lamp-burning", 9),
    _bureau("anquan", "石坚", Role.SECURITY_ADMIN, "three-locks-one-gate", 10),
    _bureau("rizhi", "温如言", Role.AUDIT_ADMIN, "the-chain-holds-fast", 11),
    _bureau("ganzhou", "冯晓棠", Role.FIRST_REVIEWER, "one-county-seen-whole", 12, unit="C620702"),
    _bureau("zhuanjia", "苏问津", Role.EXPERT, "old-books-know-the-pulse", 13),
)
HIRED: Final = (
    _hired("qinghe.admin", "沈青禾", "A1", Role.VENDOR_ADMIN, password="wheat-rises-by-the-well"),  # noqa: S106 shown on the demo's sign-in page
    _hired("qinghe.lead", "何小满", "A1", Role.VENDOR_LEAD, password="grain-full-not-yet-ripe"),  # noqa: S106 likewise
    _hired("qinghe.clerk", "石磊", "A1", Role.VENDOR_CLERK, password="four-stones-in-a-row"),  # noqa: S106 likewise
    _hired("yunling.clerk", "云开", "A2", Role.VENDOR_LEAD, Role.VENDOR_CLERK, password="clouds-part-over-ridge"),  # noqa: S106 likewise
    _hired("shuofeng.lead", "朔月", "B1", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
    _hired("xingcha.admin", "楚天舒", "B2", Role.VENDOR_ADMIN),
    _hired("xingcha.lead", "楚槎", "B2", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
    _hired("hengzhun.lead", "周衡", "C1", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
    _hired("lishi.lead", "砺青", "C2", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
    _hired("anlan.lead", "安澜生", "D1", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
    _hired("tuoling.lead", "凌驼", "D2", Role.VENDOR_LEAD, Role.VENDOR_CLERK),
)


async def open_account(account: Account, *, vendor: int | None, passwords: Passwords, at: datetime) -> Actor:
    """The person as an actor. One without a demo password gets an unguessable one that nobody learns."""
    person = await add_person(
        username=account.username,
        name=account.name,
        roles=account.roles,
        vendor=vendor,
        password=account.password or secrets.token_urlsafe(24),
        passwords=passwords,
        by=SYSTEM,
        at=at,
        staff_no=account.staff_no,
        unit=(await unit_by_code(account.unit)).id if account.unit else None,
    )
    return (await queries.person(person)).acting()


def listed(short_names: Mapping[str, str]) -> tuple[DemoPerson, ...]:
    """Those who can sign in, with their passwords."""
    return tuple(
        DemoPerson(
            username=one.username,
            name=one.name,
            role_zh="、".join(role.zh for role in one.roles),
            role_en=", ".join(role.en for role in one.roles),
            password=one.password,
            vendor=short_names.get(one.vendor, ""),
        )
        for one in (*BUREAU, *HIRED)
        if one.password
    )


def write_down(people: tuple[DemoPerson, ...], *, data: Path) -> None:
    """Leave the list for the sign-in page: whole or not at all. Its being there says that seeding was finished."""
    text = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2)
    fresh = data / f"{FILE}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    fresh.rename(data / FILE)
