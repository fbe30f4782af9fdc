from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.registry.rules import Kind, Standing, check_transition, must_be_bureau
from vendors.registry.uscc import normalise, problem

_INSERT = """
INSERT INTO vendors_vendor
  (code, name, short_name, kind, legal_representative, contact, status, note, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (code) DO NOTHING RETURNING id
"""


async def register_vendor(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: Kind,
    legal_representative: str,
    by: Actor,
    at: datetime,
    contact: str = "",
    note: str = "",
) -> int:
    """Enter a vendor into the register (入库); returns its id.

    Raises Invalid for a 统一社会信用代码 that is wrong or registered already, or an empty field.
    """
    must_be_bureau(by)
    code = normalise(code)
    texts = {
        "name": name.strip(),
        "short_name": short_name.strip(),
        "legal_representative": legal_representative.strip(),
    }
    _check_registration(code, texts)
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval(
            _INSERT,
            code,
            texts["name"],
            texts["short_name"],
            kind.value,
            texts["legal_representative"],
            contact.strip(),
            Standing.REGISTERED.value,
            note.strip(),
            at,
        )
        if vendor is None:
            words = Words(f"统一社会信用代码 {code} 已登记，不能重复登记。", f"Code {code} is registered already.")
            raise Invalid({"code": words})
        after = {"code": code, "kind": kind.value, "status": Standing.REGISTERED.value, **texts}
        deed.note("vendor.registered", "vendor", vendor, vendor=vendor, after=after)
    return int(vendor)


def _check_registration(code: str, texts: dict[str, str]) -> None:
    fields = {name: Words("不能为空。", "Must not be empty.") for name, text in texts.items() if not text}
    wrong = problem(code)
    if wrong:
        fields["code"] = wrong
    if fields:
        raise Invalid(fields)


async def change_standing(
    *, vendor: int, to: Standing, reason: str, by: Actor, at: datetime, banned_until: date | None = None
) -> None:
    """Move a vendor's standing; a ban needs the day it ends.

    Raises NotFound, Conflict when the state machine has no such step, Invalid without a reason or an end of the ban.
    """
    must_be_bureau(by)
    today = local_date(at)
    _check_change(to, reason, banned_until, today)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(
            "SELECT status, banned_until FROM vendors_vendor WHERE id = $1 FOR UPDATE", vendor
        )
        if row is None:
            raise NotFound
        check_transition(Standing(row["status"]), to, banned_until=row["banned_until"], on=today)
        await deed.connection.execute(
            "UPDATE vendors_vendor SET status = $2, banned_until = $3 WHERE id = $1", vendor, to.value, banned_until
        )
        after = {"status": to.value, "banned_until": banned_until and banned_until.isoformat()}
        before = {"status": row["status"], "banned_until": row["banned_until"] and row["banned_until"].isoformat()}
        deed.note("vendor.standing_changed", "vendor", vendor, vendor=vendor, before=before, after=after, note=reason)


def _check_change(to: Standing, reason: str, banned_until: date | None, today: date) -> None:
    fields = {}
    if not reason.strip():
        fields["reason"] = Words("请写明理由。", "Give a reason.")
    if (to is Standing.BANNED) != (banned_until is not None):
        fields["banned_until"] = Words("禁入须写明截止日期，其他状态不填。", "A ban, and only a ban, has a last day.")
    elif banned_until and banned_until <= today:
        fields["banned_until"] = Words("禁入截止日期须晚于今天。", "The ban must end after today.")
    if fields:
        raise Invalid(fields)
