from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendors.actors import Actor
from vendors.registry.ownership.rules import Certificate, HolderRole
from vendors.transaction import transaction

_HOLDERS = """
SELECT id, vendor, role, name, certificate, identity, company_code, share, since, until FROM vendors_holder
WHERE ($1::int IS NULL OR vendor = $1) AND vendor = $2
ORDER BY until IS NOT NULL, array_position(ARRAY['legal', 'shareholder', 'controller'], role::text),
  share DESC NULLS LAST, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderView:
    """One behind the company; `identity` is masked, `share` in ‱, `until` the day they left."""

    id: int
    vendor: int
    role: HolderRole
    name: str
    certificate: Certificate | None
    identity: str
    company_code: str
    share: int | None
    since: date
    until: date | None


async def holders(vendor: int, *, for_: Actor) -> Sequence[HolderView]:
    """Those who are first, those who were last. Another vendor's people see none."""
    async with transaction() as connection:
        rows = await connection.fetch(_HOLDERS, for_.vendor, vendor)
    found = []
    for row in rows:
        fields = dict(row)
        role, certificate = HolderRole(fields.pop("role")), fields.pop("certificate")
        found.append(HolderView(role=role, certificate=Certificate(certificate) if certificate else None, **fields))
    return tuple(found)
