from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.errors import NotFound, Words
from vendors.registry.qualifications.rules import Held, QualificationState, named
from vendors.registry.rules import Kind
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SELECT = """
SELECT q.*, v.kind, v.short_name AS vendor_name FROM vendors_qualification q JOIN vendors_vendor v ON v.id = q.vendor
WHERE ($1::int IS NULL OR q.vendor = $1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationView:
    """A certificate with its official name; without `valid_until` it is 长期."""

    id: int
    vendor: int
    vendor_name: str
    code: str
    words: Words
    required: bool
    source: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None
    state: QualificationState
    submitted_by: str
    submitted_at: datetime
    judged_by: str
    judged_at: datetime | None
    reason: str

    def lapsed_on(self, day: date) -> bool:
        return self.held.lapsed_on(day)

    def good_on(self, day: date) -> bool:
        return self.held.good_on(day)

    def days_left(self, day: date) -> int | None:
        """Until its last day; negative once lapsed, None for 长期."""
        return (self.valid_until - day).days if self.valid_until else None

    @property
    def held(self) -> Held:
        return Held(code=self.code, valid_from=self.valid_from, valid_until=self.valid_until, state=self.state)


def _view(row: "Record") -> QualificationView:
    fields = dict(row)
    kind, state = Kind(fields.pop("kind")), QualificationState(fields.pop("status"))
    meant = named(kind, fields["code"])
    words = meant.words if meant else Words(fields["code"], fields["code"])
    return QualificationView(
        state=state,
        words=words,
        required=bool(meant and meant.required),
        source=meant.source if meant else "",
        **fields,
    )


async def qualifications(vendor: int, *, for_: Actor) -> Sequence[QualificationView]:
    """A vendor's certificates, by code, the one that reaches farthest first. Another vendor's people see none."""
    async with transaction() as connection:
        rows = await connection.fetch(
            f"{_SELECT} AND q.vendor = $2 ORDER BY q.code, q.valid_until DESC NULLS FIRST, q.id DESC",
            for_.vendor,
            vendor,
        )
    return tuple(_view(row) for row in rows)


async def qualification(qualification_id: int, *, for_: Actor) -> QualificationView:
    """One certificate. Raises NotFound."""
    async with transaction() as connection:
        row = await connection.fetchrow(f"{_SELECT} AND q.id = $2", for_.vendor, qualification_id)
    if row is None:
        raise NotFound
    return _view(row)


async def to_verify(*, for_: Actor) -> Sequence[QualificationView]:
    """Certificates vendors sent that wait to be verified, oldest first."""
    async with transaction() as connection:
        rows = await connection.fetch(
            f"{_SELECT} AND q.status = $2 ORDER BY q.id", for_.vendor, QualificationState.SUBMITTED.value
        )
    return tuple(_view(row) for row in rows)
