"""Who may be given which role, how long a session lives, when a guesser must wait."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from vendors.actors import VENDOR_ROLES, Role
from vendors.errors import Words

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=1)
LOCK: Final = timedelta(minutes=30)
TRIES_PER_ACCOUNT: Final = 5
TRIES_PER_ADDRESS: Final = 100
"""A whole vendor may sit behind one address."""
ADMINS: Final = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
ALONE: Final = ADMINS | {Role.AUDITOR}
"""Roles held with no other: an auditor reads everything, and so acts on nothing."""
_USERNAME: Final = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def plain_username(typed: str) -> str:
    """Full-width letters and capitals name the same account."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def faults(
    *, username: str, name: str, roles: Collection[Role], vendor: int | None, unit: int | None = None
) -> Mapping[str, Words]:
    """What is wrong with a new person, by field; empty when nothing is.

    Vendor roles go with a vendor and with nothing else; a unit is the bureau's; each administrator stands alone
    (三员分立), and so does an auditor, who reads all and changes nothing.
    """
    found: dict[str, Words] = {}
    if not _USERNAME.fullmatch(username):
        found["username"] = Words(
            "用户名由 3–40 个小写字母、数字、点、横线组成，以字母开头。",
            "A username is 3 to 40 lower-case letters, digits, dots or dashes, beginning with a letter.",
        )
    if not 1 <= len(name.strip()) <= 40:
        found["name"] = Words("请填写姓名，最多 40 个字。", "Enter the name, at most 40 characters.")
    if vendor is not None and unit is not None:
        found["unit"] = Words(
            "第三方机构人员不属于医保部门的单位。", "A vendor's person belongs to no unit of the bureau."
        )
    fault = _role_fault(frozenset(roles), vendor)
    if fault:
        found["roles"] = fault
    return found


def _role_fault(roles: frozenset[Role], vendor: int | None) -> Words | None:
    if not roles or Role.SYSTEM in roles:
        return Words("请至少选择一个角色。", "Choose at least one role.")
    if vendor is None and roles & VENDOR_ROLES:
        return Words("第三方机构角色必须指定所属机构。", "A vendor role needs its vendor.")
    if vendor is not None and roles - VENDOR_ROLES:
        return Words("第三方机构人员只能担任第三方机构角色。", "A vendor's person may hold vendor roles only.")
    return conflict(roles)


def conflict(roles: frozenset[Role]) -> Words | None:
    """What one person may not be at once; an account made before the rule may still be it."""
    if len(roles) == 1:
        return None
    if roles & ADMINS:
        return Words(
            "系统、安全、审计管理员须由专人担任，不得兼任其他角色。",
            "The system, security and audit administrators hold no other role.",
        )
    if roles & ALONE:
        return Words(
            "纪检/审计人员只读，须由专人担任，不得兼任其他角色。",
            "An auditor reads all and changes nothing, and holds no other role.",
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Tries in a row for one key, and until when no more are taken."""

    failed: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None


def one_more(standing: Standing, *, limit: int, at: datetime) -> Standing:
    """The standing after one more try. A lock that has run out, and tries older than a lock, no longer count."""
    over = standing.locked_until is not None or standing.last_at is None or at - standing.last_at >= LOCK
    count = 1 if over else standing.failed + 1
    return Standing(failed=count, last_at=at, locked_until=at + LOCK if count >= limit else None)


def network_of(address: str) -> str:
    """What counts as one address: an IPv6 guesser owns a whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return str(parsed) if parsed.version == 4 else str(ip_network(f"{parsed}/64", strict=False))


def local_path(wanted: str, *, otherwise: str = "/") -> str:
    """Where to go after sign-in: a path of this site, or `otherwise` (never another site, never back to sign-in)."""
    if not wanted.startswith("/") or wanted.startswith("//") or re.search(r"[\\\x00-\x20\x7f]", wanted):
        return otherwise
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or parts.path in {"/login", "/logout"}:
        return otherwise
    return wanted


def needs_secure_cookies(*, https: bool, host: str) -> bool:
    """Plain cookies are for http on loopback alone."""
    if https:
        return True
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
