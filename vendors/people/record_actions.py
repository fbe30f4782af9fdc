"""What a person has: certificates, stations, training."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from vendors.actors import Actor
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.money import half_up
from vendors.people.actions import attach_to, locked
from vendors.periods import local_date
from vendors.policy.codes import code_list
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau

_TENTH: Final = Decimal("0.1")
_BACKWARDS: Final = Words("结束日期早于开始日期。", "The end lies before the beginning.")
_CERTIFICATE: Final = """
INSERT INTO vendors_staff_certificate
  (vendor, staff, kind, number, valid_from, valid_until, scan, checked_by, checked_at, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
"""
_STATIONED: Final = """
SELECT 1 FROM vendors_stationing WHERE staff = $1 AND (place = $2 OR institution = $3::int)
AND begins <= coalesce($5::date, 'infinity') AND coalesce(ends, 'infinity') >= $4::date LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One session of training; `organiser` held it, `hours` it took."""

    held_on: date
    topic: str
    hours: Decimal
    organiser: str


async def add_certificate(
    *,
    staff: int,
    kind: str,
    number: str,
    valid_from: date | None,
    valid_until: date | None,
    by: Actor,
    at: datetime,
    scan: tuple[File, str] | None = None,
) -> int:
    """A certificate of a kind of `staff_certificate`; one the bureau adds is checked thereby. Returns its id.

    Raises NotFound for another vendor's person, Invalid for an unknown kind, an empty number or dates backwards.
    """
    kinds = code_list("staff_certificate", local_date(at))
    _check_certificate(kind in kinds, number, valid_from, valid_until)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        title = f"{kinds[kind]} {number.strip()}"
        file = None if scan is None else await attach_to(deed, staff, person.vendor, title=title, scan=scan)
        checked = (by.name, at) if by.at_bureau else ("", None)
        made = await deed.connection.fetchval(
            _CERTIFICATE, person.vendor, staff, kind, number.strip(), valid_from, valid_until, file, *checked, by.name,
            at,
        )  # fmt: skip
        after: dict[str, Json] = {
            "certificate": int(made), "kind": kinds[kind], "number": number.strip(), "valid_until": _day(valid_until)
        }  # fmt: skip
        deed.note("staff.certified", "staff", staff, vendor=person.vendor, after=after)
    return int(made)


async def check_certificate(*, certificate: int, by: Actor, at: datetime) -> None:
    """核验 by the bureau: from here on it counts. Raises Forbidden, NotFound, Conflict when checked already or void."""
    must_be_bureau(by)
    await _settle(certificate, "staff.certificate_checked", by=by, at=at, note="")


async def void_certificate(*, certificate: int, reason: str, by: Actor, at: datetime) -> None:
    """Strike a certificate entered by mistake or withdrawn by its issuer; it stays on record.

    The vendor may strike what the bureau has not checked: Conflict afterwards. Raises NotFound, Invalid.
    """
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    await _settle(certificate, "staff.certificate_voided", by=by, at=at, note=reason.strip())


async def _settle(certificate: int, kind: str, *, by: Actor, at: datetime, note: str) -> None:
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(
            "SELECT staff, number, checked_at, void FROM vendors_staff_certificate WHERE id = $1 FOR UPDATE",
            certificate,
        )
        if row is None:
            raise NotFound
        person = await locked(deed, row["staff"])
        checked = row["checked_at"] is not None
        if row["void"] or (checked and (not note or not by.at_bureau)):
            raise Conflict("该证书已核验或已作废。", "The certificate is checked or void already.")
        change = "void = true" if note else "checked_by = $2, checked_at = $3"
        values = () if note else (by.name, at)
        await deed.connection.execute(
            f"UPDATE vendors_staff_certificate SET {change} WHERE id = $1",  # noqa: S608 constant change
            certificate,
            *values,
        )
        after: dict[str, Json] = {"certificate": certificate, "number": row["number"]}
        deed.note(kind, "staff", row["staff"], vendor=person.vendor, after=after, note=note)


async def station(
    *, staff: int, place: str, institution: int | None, begins: date, ends: date | None, by: Actor, at: datetime
) -> None:
    """驻点 (LT-04): an institution, or an office named in words. An open one before it ends the day before.

    Raises NotFound for another vendor's person, Invalid for no place, dates backwards, or the same place already
    theirs on one of these days.
    """
    fields = {}
    if not place.strip():
        fields["place"] = Words("请填写驻点。", "Name the place.")
    if ends is not None and ends < begins:
        fields["ends"] = _BACKWARDS
    if fields:
        raise Invalid(fields)
    async with act(by=by, at=at) as deed:
        person = await locked(deed, staff)
        if await deed.connection.fetchval(_STATIONED, staff, place.strip(), institution, begins, ends):
            words = Words("该人员在这些日期已驻该处。", "The person is stationed there on these days already.")
            raise Invalid({"place": words})
        await deed.connection.execute(
            "UPDATE vendors_stationing SET ends = greatest(begins, $2::date - 1) WHERE staff = $1 AND ends IS NULL",
            staff, begins,
        )  # fmt: skip
        await deed.connection.execute(
            "INSERT INTO vendors_stationing (vendor, staff, institution, place, begins, ends)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            person.vendor, staff, institution, place.strip(), begins, ends,
        )  # fmt: skip
        after: dict[str, Json] = {"place": place.strip(), "begins": begins.isoformat(), "ends": _day(ends)}
        deed.note("staff.stationed", "staff", staff, vendor=person.vendor, after=after)


async def record_training(
    *, staff: Collection[int], lesson: Lesson, absent: Collection[int] = (), by: Actor, at: datetime
) -> None:
    """业务培训 (ZY-54) of several people at once; `absent` are those of them who were not there.

    Raises NotFound for another vendor's person, Invalid for no topic, no hours or more than `training_hours_max`, or a
    day to come.
    """
    _check_lesson(lesson, staff, local_date(at))
    async with act(by=by, at=at) as deed:
        for one in sorted(set(staff)):
            person = await locked(deed, one)
            there = one not in absent
            await deed.connection.execute(
                "INSERT INTO vendors_training (vendor, staff, held_on, topic, hours, organiser, attended)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                person.vendor, one, lesson.held_on, lesson.topic.strip(), lesson.hours, lesson.organiser.strip(), there,
            )  # fmt: skip
            after: dict[str, Json] = {
                "topic": lesson.topic.strip(), "held_on": lesson.held_on.isoformat(), "attended": there
            }  # fmt: skip
            deed.note("staff.trained", "staff", one, vendor=person.vendor, after=after)


def _check_certificate(known: bool, number: str, begins: date | None, ends: date | None) -> None:
    fields = {}
    if not known:
        fields["kind"] = Words("请从列表中选择。", "Choose from the list.")
    if not number.strip():
        fields["number"] = Words("不能为空。", "Must not be empty.")
    if begins is not None and ends is not None and ends < begins:
        fields["valid_until"] = _BACKWARDS
    if fields:
        raise Invalid(fields)


def _check_lesson(lesson: Lesson, staff: Collection[int], today: date) -> None:
    fields = {}
    if not lesson.topic.strip():
        fields["topic"] = Words("不能为空。", "Must not be empty.")
    if lesson.hours <= 0:
        fields["hours"] = Words("学时须大于 0。", "There must be some hours.")
    elif lesson.hours > (most := parameter("training_hours_max", today).whole):
        fields["hours"] = Words(f"学时不能超过 {most}。", f"At most {most} hours.")
    elif lesson.hours != half_up(lesson.hours, _TENTH):
        fields["hours"] = Words("学时最多一位小数。", "Hours have at most one decimal.")
    if lesson.held_on > today:
        fields["held_on"] = Words("培训日期不能晚于今天。", "It cannot have been held in the future.")
    if not staff:
        fields["staff"] = Words("请选择参训人员。", "Choose who was to attend.")
    if fields:
        raise Invalid(fields)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
