from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.registry.qualifications.rules import QualificationState, Requirement, named
from vendors.registry.rules import Kind, must_be_bureau, must_reach

if TYPE_CHECKING:
    from asyncpg import Record

ATTACHED: Final = "qualification"
"""Object type of the scans."""
_INSERT = """
INSERT INTO vendors_qualification
  (vendor, code, number, issuer, valid_from, valid_until, status, submitted_by, submitted_at, judged_by, judged_at,
   reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
"""
_ONE = """
SELECT q.id, q.vendor, q.code, q.status, v.kind FROM vendors_qualification q JOIN vendors_vendor v ON v.id = q.vendor
WHERE q.id = $1 FOR UPDATE OF q
"""
_JUDGE = """
UPDATE vendors_qualification SET status = $2, judged_by = $3, judged_at = $4, reason = $5 WHERE id = $1
"""
_JUDGED: Final = {
    QualificationState.VERIFIED: "vendor.qualification_verified",
    QualificationState.REFUSED: "vendor.qualification_refused",
    QualificationState.REVOKED: "vendor.qualification_revoked",
}
_MISSING = Words("不能为空。", "Must not be empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scanned certificate whose bytes are in the blob store already (vendors.attachments.actions.keep)."""

    file: File
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A certificate as it reads; without `valid_until` it is 长期. `unscanned` says why the bureau has no scan."""

    code: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None
    unscanned: str = ""


async def add_qualification(*, vendor: int, shown: Shown, by: Actor, at: datetime, scan: Scan | None = None) -> int:
    """Enter a certificate; returns its id. The bureau's own entry is verified, a vendor's waits to be (待核验).

    Raises NotFound, Invalid by field (`file` too: a vendor always sends the scan).
    """
    must_reach(by, vendor)
    async with act(by=by, at=at) as deed:
        kind = await deed.connection.fetchval("SELECT kind FROM vendors_vendor WHERE id = $1", vendor)
        if kind is None:
            raise NotFound
        meant = check(shown, Kind(kind), scanned=scan is not None, by=by)
        state = QualificationState.VERIFIED if by.at_bureau else QualificationState.SUBMITTED
        judged = (by.name, at) if by.at_bureau else ("", None)
        made = await deed.connection.fetchval(
            _INSERT, vendor, shown.code, shown.number.strip(), shown.issuer.strip(), shown.valid_from,
            shown.valid_until, state.value, by.name, at, *judged, shown.unscanned.strip(),
        )  # fmt: skip
        _note(deed, vendor, int(made), shown, meant=meant, state=state)
        if scan:
            await _attach(deed, int(made), vendor, meant, scan)
    return int(made)


def check(shown: Shown, kind: Kind, *, scanned: bool, by: Actor) -> Requirement:
    """The certificate meant, when everything about it reads well. Raises Invalid by field."""
    faults: dict[str, Words] = {}
    meant = named(kind, shown.code)
    if meant is None:
        faults["code"] = Words("请从列表中选择。", "Choose from the list.")
    for name, text, longest in (("number", shown.number, 80), ("issuer", shown.issuer, 100)):
        if not text.strip():
            faults[name] = _MISSING
        elif len(text.strip()) > longest:
            faults[name] = Words(f"最多 {longest} 个字。", f"At most {longest} characters.")
    if shown.valid_until and shown.valid_until < shown.valid_from:
        faults["valid_until"] = Words("有效期止早于有效期起。", "It ends before it begins.")
    faults |= _scan_faults(shown.unscanned.strip(), scanned=scanned, by=by)
    if faults or meant is None:
        raise Invalid(faults)
    return meant


def _scan_faults(unscanned: str, *, scanned: bool, by: Actor) -> dict[str, Words]:
    """The bureau may go without a scan and say why; a vendor may not."""
    if not scanned and not by.at_bureau:
        return {"file": Words("请附上证书扫描件。", "Attach the scanned certificate.")}
    if unscanned and scanned:
        return {"unscanned": Words("已有扫描件的不填。", "Only where there is no scan.")}
    if len(unscanned) > 300:
        return {"unscanned": Words("最多 300 个字。", "At most 300 characters.")}
    return {}


async def _attach(deed: Deed, qualification: int, vendor: int, meant: Requirement, scan: Scan) -> None:
    await attach(
        deed, object_type=ATTACHED, object_id=qualification, vendor=vendor, title=meant.words.zh, file=scan.file,
        sha256=scan.sha256,
    )  # fmt: skip


def _note(deed: Deed, vendor: int, made: int, shown: Shown, *, meant: Requirement, state: QualificationState) -> None:
    after: dict[str, Json] = {
        "qualification": made, "code": shown.code, "number": shown.number.strip(), "status": state.value,
        "valid_from": shown.valid_from.isoformat(),
        "valid_until": shown.valid_until.isoformat() if shown.valid_until else None,
    }  # fmt: skip
    if shown.unscanned.strip():
        after["unscanned"] = shown.unscanned.strip()
    deed.note("vendor.qualification_added", "vendor", vendor, vendor=vendor, after=after, note=meant.words.zh)


async def add_scan(*, qualification: int, scan: Scan, by: Actor, at: datetime) -> None:
    """Attach a further page to a certificate. Raises NotFound."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        row = await _locked(deed, qualification)
        await _attach(deed, qualification, row["vendor"], _meant(row), scan)


async def judge_qualification(*, qualification: int, accepted: bool, reason: str, by: Actor, at: datetime) -> None:
    """Verify a certificate a vendor sent, or refuse it with a reason. Raises NotFound, Conflict when that was done."""
    must_be_bureau(by)
    if not accepted and not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        row = await _locked(deed, qualification)
        if row["status"] != QualificationState.SUBMITTED:
            raise Conflict("该资质已经核验过。", "This certificate has been judged already.")
        to = QualificationState.VERIFIED if accepted else QualificationState.REFUSED
        await _judge(deed, row, to, reason.strip())


async def revoke_qualification(*, qualification: int, reason: str, by: Actor, at: datetime) -> None:
    """A certificate its issuer took back (吊销) counts no more from today. Raises NotFound, Conflict, Invalid."""
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    async with act(by=by, at=at) as deed:
        row = await _locked(deed, qualification)
        if row["status"] != QualificationState.VERIFIED:
            raise Conflict("只有已核验的资质可以登记吊销。", "Only a verified certificate can be revoked.")
        await _judge(deed, row, QualificationState.REVOKED, reason.strip())


async def _locked(deed: Deed, qualification: int) -> "Record":
    row = await deed.connection.fetchrow(_ONE, qualification)
    if row is None:
        raise NotFound
    return row


def _meant(row: "Record") -> Requirement:
    found = named(Kind(row["kind"]), row["code"])
    if found is None:
        raise NotFound
    return found


async def _judge(deed: Deed, row: "Record", to: QualificationState, reason: str) -> None:
    await deed.connection.execute(_JUDGE, row["id"], to.value, deed.by.name, deed.at, reason[:300])
    note = f"{_meant(row).words.zh}　{reason}".strip("　")
    before: dict[str, Json] = {"qualification": row["id"], "status": row["status"]}
    after: dict[str, Json] = {"qualification": row["id"], "status": to.value, "on": local_date(deed.at).isoformat()}
    deed.note(
        _JUDGED[to], "vendor", row["vendor"], vendor=row["vendor"], before=before, after=after,
        note=note,
    )  # fmt: skip
