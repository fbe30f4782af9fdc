from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import Gate, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.policy.parameters import NoParameterInForce, parameter
from vendors.registry.bar_rules import admission_bars
from vendors.registry.file_queries import file_of
from vendors.registry.particulars import Particulars, problems
from vendors.registry.rules import Kind, Standing, ban_ends, check_transition, must_be_bureau
from vendors.registry.uscc import normalise, problem

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_vendor
  (code, kind, status, registered_at, name, short_name, legal_representative, contact, note, parent_code, parent_name,
   capital_fen, address, former_names)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (code) DO NOTHING RETURNING id
"""
_CHANGE = """
UPDATE vendors_vendor SET name = $2, short_name = $3, legal_representative = $4, contact = $5, note = $6,
  parent_code = $7, parent_name = $8, capital_fen = $9, address = $10, former_names = $11 WHERE id = $1
"""
_PARTICULARS = """
SELECT code, name, short_name, legal_representative, contact, note, parent_code, parent_name, capital_fen, address,
  former_names FROM vendors_vendor WHERE id = $1 FOR UPDATE
"""
_STANDING = """
SELECT status, banned_until, expelled_on, admitted_on, registered_at FROM vendors_vendor WHERE id = $1 FOR UPDATE
"""
_MOVE = """
UPDATE vendors_vendor SET status = $2, banned_until = $3, expelled_on = $4, admitted_on = COALESCE($5, admitted_on)
WHERE id = $1
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
    parent_code: str = "",
    parent_name: str = "",
    capital_fen: int | None = None,
    address: str = "",
    former_names: str = "",
) -> int:
    """Enter a vendor as 待登记; returns its id. `admit_vendor` takes it into the register (入库).

    Raises Invalid for a 统一社会信用代码 that is wrong or registered already, or another field that is wrong.
    """
    must_be_bureau(by)
    code = normalise(code)
    told = Particulars(
        name=name, short_name=short_name, legal_representative=legal_representative, contact=contact, note=note,
        parent_code=parent_code, parent_name=parent_name, capital_fen=capital_fen, address=address,
        former_names=former_names,
    ).tidy()  # fmt: skip
    wrong_code = problem(code)
    faults = ({"code": wrong_code} if wrong_code else {}) | problems(told, code=code)
    if faults:
        raise Invalid(faults)
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval(_INSERT, code, kind.value, Standing.PENDING.value, at, *told.values())
        if vendor is None:
            words = Words(f"统一社会信用代码 {code} 已登记，不能重复登记。", f"Code {code} is registered already.")
            raise Invalid({"code": words})
        after: dict[str, Json] = {"code": code, "kind": kind.value, "status": Standing.PENDING.value}
        deed.note("vendor.registered", "vendor", vendor, vendor=vendor, after=after | told.told())
    return int(vendor)


async def change_vendor(*, vendor: int, particulars: Particulars, by: Actor, at: datetime) -> None:
    """Correct a vendor's particulars; a former name is kept by itself. Code and kind never change.

    Raises NotFound, Invalid naming each wrong field (`name` too when nothing has changed).
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_PARTICULARS, vendor)
        if row is None:
            raise NotFound
        before = Particulars(**{name: value for name, value in dict(row).items() if name != "code"})
        after = particulars.tidy().after_change(before)
        wrong = problems(after, code=row["code"])
        if after == before:
            wrong["name"] = Words("没有任何变更。", "Nothing has changed.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(_CHANGE, vendor, *after.values())
        was, now = before.told(), after.told()
        changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
        deed.note(
            "vendor.changed", "vendor", vendor, vendor=vendor,
            before={name: was.get(name) for name in sorted(changed)},
            after={name: now.get(name) for name in sorted(changed)},
        )  # fmt: skip


async def admit_vendor(*, vendor: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a 待登记 vendor into the register (入库).

    Raises Gate `vendor_admission` naming all that is missing: a required certificate that is verified and valid,
    with its scan or a reason why there is none, a fresh clean answer of every public list that must be asked, nobody
    behind it on the blacklist; otherwise as change_standing.
    """
    await change_standing(vendor=vendor, to=Standing.REGISTERED, reason=reason, by=by, at=at)


async def change_standing(
    *,
    vendor: int,
    to: Standing,
    reason: str,
    by: Actor,
    at: datetime,
    rescinded_on: date | None = None,
    contracted: bool = False,
) -> None:
    """Move a vendor's standing. A ban's last day follows from the day of rescission (`rescinded_on`, else today).

    `contracted`: a contract with it is in force or signed in this very act, as only rooms above can tell; nobody comes
    into service without one. Raises NotFound, Conflict when the state machine has no such step or a ban still runs,
    Gate as admit_vendor and `vendor_contract`, Invalid without a reason or with a day of rescission before the vendor
    was admitted, still to come, or of a time no ban is known for.
    """
    must_be_bureau(by)
    today = local_date(at)
    _check_change(to, reason, rescinded_on, today)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_STANDING, vendor)
        if row is None:
            raise NotFound
        check_transition(Standing(row["status"]), to, banned_until=row["banned_until"], on=today)
        if to is Standing.REGISTERED:
            await _must_be_complete(vendor, today)
        if to is Standing.IN_SERVICE and not contracted:
            raise _uncontracted()
        if rescinded_on:
            _check_rescission(rescinded_on, since=row["admitted_on"] or local_date(row["registered_at"]))
        move = _moved(row["expelled_on"], to, rescinded_on=rescinded_on or today, today=today)
        await deed.connection.execute(_MOVE, vendor, to.value, move.banned_until, move.expelled_on, move.admitted_on)
        _note(deed, vendor, row, to, move, reason=reason.strip())


def _check_change(to: Standing, reason: str, rescinded_on: date | None, today: date) -> None:
    fields = {}
    if not reason.strip():
        fields["reason"] = Words("请写明理由。", "Give a reason.")
    if rescinded_on and to is not Standing.EXPELLED:
        fields["rescinded_on"] = Words("只有违约退出填写解除日期。", "Only an expulsion has a day of rescission.")
    elif rescinded_on and rescinded_on > today:
        fields["rescinded_on"] = Words("解除日期不能晚于今天。", "The day of rescission lies after today.")
    if fields:
        raise Invalid(fields)


def _uncontracted() -> Gate:
    return Gate(
        "vendor_contract",
        "机构没有履行中的合同，不能转为在服；签订合同后自动转为在服。",
        "Without a contract in force a vendor is not in service; signing one brings it there.",
    )


def _check_rescission(day: date, *, since: date) -> None:
    if day < since:
        words = Words(f"解除日期早于机构入库（登记）日期 {since}。", f"The vendor was only admitted on {since}.")
        raise Invalid({"rescinded_on": words})
    try:
        parameter("vendor_ban_years", day)
    except NoParameterInForce as none:
        raise Invalid({"rescinded_on": Words(none.words.zh, none.words.en)}) from none


async def _must_be_complete(vendor: int, today: date) -> None:
    missing = [bar for bar in admission_bars(await file_of(vendor, on=today)) if bar.code != "blacklist_name"]
    if missing:
        raise Gate(
            "vendor_admission",
            "不能入库：" + "".join(bar.words.zh for bar in missing),
            "The vendor cannot be admitted. " + " ".join(bar.words.en for bar in missing),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """The days a change of standing sets; `source` is the rule the ban's length comes from."""

    expelled_on: date | None
    banned_until: date | None = None
    admitted_on: date | None = None
    source: str = ""


def _moved(expelled_on: date | None, to: Standing, *, rescinded_on: date, today: date) -> _Move:
    if to is Standing.EXPELLED:
        return _Move(expelled_on=rescinded_on)
    if to is Standing.REGISTERED:
        return _Move(expelled_on=expelled_on, admitted_on=today)
    if to is not Standing.BANNED:
        return _Move(expelled_on=expelled_on)
    began = expelled_on or rescinded_on
    years = parameter("vendor_ban_years", began)
    return _Move(
        expelled_on=began, banned_until=ban_ends(began, years=years.whole), source=f"{years.source}{years.article}"
    )


def _note(deed: Deed, vendor: int, row: "Record", to: Standing, move: _Move, *, reason: str) -> None:
    after: dict[str, Json] = {"status": to.value, "banned_until": _iso(move.banned_until)}
    if move.banned_until:
        after |= {"expelled_on": _iso(move.expelled_on), "source": move.source}
    before = {"status": row["status"], "banned_until": _iso(row["banned_until"])}
    kind = "vendor.admitted" if to is Standing.REGISTERED else "vendor.standing_changed"
    deed.note(kind, "vendor", vendor, vendor=vendor, before=before, after=after, note=reason)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
