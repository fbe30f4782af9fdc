from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.ownership.hits import blacklist_hits
from vendors.registry.ownership.rules import HolderRole, Known, Named, known, share_problem
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_holder (vendor, role, name, certificate, identity, fingerprint, company_code, share, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""
_STANDING = "SELECT id, name, share FROM vendors_holder WHERE vendor = $1 AND role = $2 AND until IS NULL ORDER BY id"


async def add_holder(
    *, vendor: int, role: HolderRole, named: Named, key: bytes, by: Actor, at: datetime, share: int | None = None
) -> int:
    """Enter somebody behind the company; returns the holder's id. `share` is in ‱, `key` the house's secret.

    A new legal representative takes the place of the old. Whom the blacklist means is let in and told in the journal:
    the bar follows. Raises NotFound, Invalid by field.
    """
    must_be_bureau(by)
    today = local_date(at)
    person = _checked(role, named, key=key, on=today)
    async with act(by=by, at=at) as deed:
        if await deed.connection.fetchval("SELECT id FROM vendors_vendor WHERE id = $1 FOR UPDATE", vendor) is None:
            raise NotFound
        there = await deed.connection.fetch(_STANDING, vendor, role.value)
        _check_share(role, share, there)
        if role is HolderRole.LEGAL:
            await _succeed(deed, vendor, person, there, today)
        made = await deed.connection.fetchval(
            _INSERT, vendor, role.value, person.name, person.certificate, person.identity, person.fingerprint,
            person.company_code, share, today,
        )  # fmt: skip
        after: dict[str, Json] = {
            "holder": int(made), "role": role.value, "name": person.name, "identity": person.identity,
            "company_code": person.company_code, "share": share,
        }  # fmt: skip
        deed.note("vendor.holder_added", "vendor", vendor, vendor=vendor, after=after, note=f"{role.zh} {person.name}")
        await _tell_hits(deed, vendor, today)
    return int(made)


def _checked(role: HolderRole, named: Named, *, key: bytes, on: date) -> Known:
    person = known(named, key=key, on=on)
    if role is HolderRole.LEGAL and person.is_company:
        raise Invalid({"company_code": Words("法定代表人应为自然人。", "A legal representative is a person.")})
    if len(person.name) > 40 and role is HolderRole.LEGAL:
        raise Invalid({"name": Words("最多 40 个字。", "At most 40 characters.")})
    return person


def _check_share(role: HolderRole, share: int | None, there: "list[Record]") -> None:
    held = sum(row["share"] or 0 for row in there)
    wrong = share_problem(share, held=held if role is HolderRole.SHAREHOLDER else 0)
    if role is HolderRole.SHAREHOLDER and share is None:
        wrong = Words("请填写持股比例。", "Give the share.")
    if wrong:
        raise Invalid({"share": wrong})


async def _succeed(deed: Deed, vendor: int, person: Known, there: "list[Record]", today: date) -> None:
    for row in there:
        await deed.connection.execute("UPDATE vendors_holder SET until = $2 WHERE id = $1", row["id"], today)
    await deed.connection.execute(
        "UPDATE vendors_vendor SET legal_representative = $2 WHERE id = $1", vendor, person.name
    )


async def _tell_hits(deed: Deed, vendor: int, today: date) -> None:
    for hit in await blacklist_hits([vendor], on=today):
        after: dict[str, Json] = {"entry": hit.entry, "sure": hit.sure}
        deed.note("vendor.blacklist_hit", "vendor", vendor, vendor=vendor, after=after, note=hit.words.zh)


async def end_holder(*, holder: int, reason: str, by: Actor, at: datetime) -> None:
    """Somebody is a shareholder or controller no more from today. Raises NotFound, Conflict, Invalid (no reason).

    A legal representative is not ended but succeeded.
    """
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow("SELECT * FROM vendors_holder WHERE id = $1 FOR UPDATE", holder)
        if row is None:
            raise NotFound
        role = HolderRole(row["role"])
        if row["until"] is not None or role is HolderRole.LEGAL:
            raise Conflict(
                "法定代表人以登记继任者的方式变更，已退出的不再变更。",
                "A legal representative is changed by entering the next one; one who left stays left.",
            )
        today = local_date(at)
        await deed.connection.execute("UPDATE vendors_holder SET until = $2 WHERE id = $1", holder, today)
        after: dict[str, Json] = {"holder": holder, "until": today.isoformat()}
        vendor, note = row["vendor"], f"{role.zh} {row['name']}　{reason.strip()}"
        deed.note("vendor.holder_ended", "vendor", vendor, vendor=vendor, after=after, note=note)
