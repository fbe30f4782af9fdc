from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.errors import Invalid, NotFound, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.credit.rules import CreditSource
from vendors.registry.qualifications.actions import Scan
from vendors.registry.rules import must_be_bureau

ATTACHED: Final = "credit_check"
"""Object type of the evidence."""
_INSERT = """
INSERT INTO vendors_credit_check (vendor, source, checked_on, on_record, note, by_name, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""


async def record_credit_check(
    *,
    vendor: int,
    source: CreditSource,
    on: date,
    on_record: bool,
    by: Actor,
    at: datetime,
    note: str = "",
    scan: Scan | None = None,
) -> int:
    """What a public list answered on a day (失信核查); returns its id. “On record” needs a note saying what.

    Raises NotFound, Invalid by field.
    """
    must_be_bureau(by)
    faults = {}
    if on > local_date(at):
        faults["checked_on"] = Words("核查日期不能晚于今天。", "The day lies after today.")
    if on_record and not note.strip():
        faults["note"] = Words("有记录的请写明记录内容。", "Say what is on record.")
    if len(note) > 300:
        faults["note"] = Words("最多 300 个字。", "At most 300 characters.")
    if faults:
        raise Invalid(faults)
    async with act(by=by, at=at) as deed:
        if await deed.connection.fetchval("SELECT id FROM vendors_vendor WHERE id = $1", vendor) is None:
            raise NotFound
        made = int(
            await deed.connection.fetchval(_INSERT, vendor, source.value, on, on_record, note.strip(), by.name, at)
        )
        after: dict[str, Json] = {"check": made, "source": source.value, "on": on.isoformat(), "on_record": on_record}
        said = f"{source.zh}：{'有记录' if on_record else '无记录'}　{note.strip()}".strip("　")
        deed.note("vendor.credit_checked", "vendor", vendor, vendor=vendor, after=after, note=said)
        if scan:
            await attach(
                deed, object_type=ATTACHED, object_id=made, vendor=vendor, title=source.zh, file=scan.file,
                sha256=scan.sha256,
            )  # fmt: skip
    return made
