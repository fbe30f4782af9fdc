"""A vendor's list of people: kept by the vendor itself or by the bureau (双重管理, ZY-13)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.people.identities import NOBODY, Identity
from vendors.people.queries import COLUMNS, DATED, standing_of
from vendors.people.rules import Post, StaffState, check_transition, undertaking_from
from vendors.periods import local_date
from vendors.registry.rules import must_reach

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT: Final = """
INSERT INTO vendors_staff
  (vendor, name, post, certificate, certified_until, on_post_from, is_lead, registered_at, state,
   identity_kind, identity_masked, identity_print, speciality, title, former_employer, former_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id
"""
_LOCKED: Final = f"""
SELECT {COLUMNS}, s.identity_kind, s.identity_masked, s.identity_print, s.speciality, s.title, s.former_employer,
  s.former_until FROM vendors_staff s {DATED} WHERE s.id = $1 FOR UPDATE OF s
"""  # noqa: S608 constant columns
_UPDATE: Final = """
UPDATE vendors_staff SET name = $2, post = $3, certificate = $4, certified_until = $5, on_post_from = $6,
  identity_kind = $7, identity_masked = $8, identity_print = $9, speciality = $10, title = $11, former_employer = $12,
  former_until = $13, state = $14 WHERE id = $1
"""
_EMPTY: Final = Words("不能为空。", "Must not be empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What else is known of a person; `former_employer` is where a tie may come from (LZ Art.34)."""

    identity: Identity = NOBODY
    speciality: str = ""
    title: str = ""
    former_employer: str = ""
    former_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A person's row, locked for this act, and what follows from its dates."""

    row: "Record"
    standing: Post

    @property
    def vendor(self) -> int:
        return int(self.row["vendor"])


UNKNOWN: Final = Background()


async def add_staff(
    *,
    vendor: int,
    name: str,
    post: str,
    on_post_from: date,
    by: Actor,
    at: datetime,
    certificate: str = "",
    certified_until: date | None = None,
    is_lead: bool = False,
    background: Background = UNKNOWN,
) -> int:
    """Put a person on a vendor's list; returns the id. One the bureau lists is approved thereby, another waits for it.

    Raises NotFound for another vendor's person or no such vendor, Invalid for an empty name or post, Conflict for a
    second project lead.
    """
    must_reach(by, vendor)
    texts = _texts(name, post)
    state = StaffState.ON_POST if by.at_bureau else StaffState.PENDING
    async with act(by=by, at=at) as deed:
        if not await deed.connection.fetchval("SELECT 1 FROM vendors_vendor WHERE id = $1 FOR NO KEY UPDATE", vendor):
            raise NotFound
        if is_lead:
            await only_lead(deed, vendor=vendor, on=max(local_date(at), on_post_from))
        staff = await deed.connection.fetchval(
            _INSERT, vendor, texts["name"], texts["post"], certificate.strip(), certified_until, on_post_from, is_lead,
            at, state.value, *_background(background),
        )  # fmt: skip
        after: dict[str, Json] = {
            **texts, "on_post_from": on_post_from.isoformat(), "is_lead": is_lead, "state": state.value
        }  # fmt: skip
        deed.note("staff.added", "staff", staff, vendor=vendor, after=after)
    return int(staff)


async def edit_staff(
    *,
    staff: int,
    name: str,
    post: str,
    on_post_from: date,
    certificate: str,
    certified_until: date | None,
    background: Background,
    by: Actor,
    at: datetime,
) -> None:
    """Correct what is on record. Without an identity number the one kept stays; a refused person waits anew.

    The vendor may change name, post, first day, certificate and identity only until the bureau has approved them:
    Conflict afterwards. Raises NotFound and Invalid as for `add_staff`.
    """
    texts = _texts(name, post)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        old = person.row
        kept = Identity(kind=old["identity_kind"], masked=old["identity_masked"], print=old["identity_print"])
        held = background.identity if background.identity.print else kept
        hard = (texts["name"], texts["post"], certificate.strip(), certified_until, on_post_from, held.print)
        before = tuple(old[name] for name in _HARD)
        if not by.at_bureau and person.standing.state is StaffState.ON_POST and hard != before:
            raise Conflict(
                "该人员已经审核，姓名、岗位、证件和证书信息请由医保部门更正；续证请新增证书。",
                "The person is approved: the bureau corrects name, post, identity and certificate; renew by adding a"
                " certificate.",
            )
        state = person.standing.state
        if state is StaffState.REFUSED:
            state = StaffState.PENDING
        shown = (held.kind, held.masked, held.print, background.speciality.strip(), background.title.strip())
        former = (background.former_employer.strip(), background.former_until)
        await deed.connection.execute(_UPDATE, staff, *hard[:5], *shown, *former, state.value)
        deed.note(
            "staff.edited", "staff", staff, vendor=person.vendor,
            before=_said(before[:5], old["state"]), after=_said(hard[:5], state.value),
        )  # fmt: skip


_HARD: Final = ("name", "post", "certificate", "certified_until", "on_post_from", "identity_print")


async def sign_undertaking(
    *, staff: int, on: date, by: Actor, at: datetime, scan: tuple[File, str] | None = None
) -> None:
    """Record the signed confidentiality undertaking (保密承诺书); `scan` is the kept file and its SHA-256.

    Raises NotFound, Conflict when signed already, Invalid for a day to come (it would count as a pledge, K04) or one
    more than `undertaking_early_days` before the first day on post.
    """
    if on > local_date(at):
        raise Invalid({"undertaking_on": Words("签署日期不能晚于今天。", "It cannot have been signed in the future.")})
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        signed = person.standing.undertaking_signed_on
        if signed is not None:
            raise Conflict(f"保密承诺书已于 {signed} 签署。", f"The undertaking was signed on {signed}.")
        earliest = undertaking_from(person.standing.on_post_from, today=local_date(at))
        if on < earliest:
            words = Words(f"签署日期不能早于 {earliest}。", f"It cannot have been signed before {earliest}.")
            raise Invalid({"undertaking_on": words})
        await deed.connection.execute("UPDATE vendors_staff SET undertaking_signed_on = $2 WHERE id = $1", staff, on)
        after: dict[str, Json] = {"undertaking_signed_on": on.isoformat()}
        deed.note("staff.bound", "staff", staff, vendor=person.vendor, after=after)
        if scan is not None:
            await attach_to(deed, staff, person.vendor, title="保密承诺书", scan=scan)


async def leave(*, staff: int, on: date, by: Actor, at: datetime) -> None:
    """Record a person's last day on post. Raises NotFound, Conflict when gone already, Invalid before the first day."""
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        standing = person.standing
        state = StaffState.LEFT if standing.on_post_to is not None else standing.state_on(local_date(at))
        check_transition(state, StaffState.LEFT)
        if on < standing.on_post_from:
            raise Invalid({"on": Words("离岗日期早于到岗日期。", "The last day lies before the first.")})
        await deed.connection.execute("UPDATE vendors_staff SET on_post_to = $2 WHERE id = $1", staff, on)
        deed.note("staff.left", "staff", staff, vendor=person.vendor, after={"on_post_to": on.isoformat()})


async def locked(deed: Deed, staff: int) -> Locked:
    """The person, locked until the act ends. NotFound for another vendor's."""
    row = await deed.connection.fetchrow(_LOCKED, staff)
    if row is None:
        raise NotFound
    must_reach(deed.by, row["vendor"])
    return Locked(row=row, standing=standing_of(row))


async def attach_to(deed: Deed, staff: int, vendor: int, *, title: str, scan: tuple[File, str]) -> int:
    """A scan that belongs to a person; the attachment's id."""
    file, sha256 = scan
    return await attach(
        deed, object_type="staff", object_id=staff, vendor=vendor, title=title, file=file, sha256=sha256
    )


async def only_lead(deed: Deed, *, vendor: int, on: date, but: int | None = None) -> None:
    """Raise Conflict when the vendor has another lead, approved or waiting, that day."""
    other = await deed.connection.fetchval(
        "SELECT name FROM vendors_staff WHERE vendor = $1 AND is_lead AND state <> 'refused'"
        " AND (on_post_to IS NULL OR on_post_to >= $2) AND id IS DISTINCT FROM $3 LIMIT 1",
        vendor, on, but,
    )  # fmt: skip
    if other is not None:
        raise Conflict(
            f"该机构已有项目负责人{other}；更换负责人请提交更换申请，经医保部门同意后生效。",
            f"{other} is the project lead already; propose a replacement for the bureau to approve.",
        )


def _texts(name: str, post: str) -> dict[str, str]:
    texts = {"name": name.strip(), "post": post.strip()}
    fields = {key: _EMPTY for key, text in texts.items() if not text}
    if fields:
        raise Invalid(fields)
    return texts


def _background(given: Background) -> tuple[object, ...]:
    held = given.identity
    former = (given.former_employer.strip(), given.former_until)
    return (held.kind, held.masked, held.print, given.speciality.strip(), given.title.strip(), *former)


def _said(hard: tuple[object, ...], state: str) -> dict[str, Json]:
    told = {name: None if value is None else str(value) for name, value in zip(_HARD, hard, strict=False)}
    return {**told, "state": state}
