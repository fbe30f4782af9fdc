"""From what a checked workbook brought to the record, in SQL alone: a hundred thousand lines pass through nobody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from asyncpg import UniqueViolationError

from vendors.actors import Actor
from vendors.errors import Conflict, HengjianError, Invalid, NotFound, Words
from vendors.findings.actions.replacing import Place, Replaced, clear_the_way, take_place
from vendors.findings.funds import funds_on
from vendors.findings.incoming import UNMEASURED, discard
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import FINDINGS, allot
from vendors.periods import local_date

if TYPE_CHECKING:
    from asyncpg import Record

_FAULTS = """
SELECT (SELECT count(*) FROM vendors_incoming_finding WHERE batch = $1) AS findings,
  (SELECT count(*) FROM vendors_incoming_finding f WHERE batch = $1 AND NOT EXISTS
    (SELECT FROM vendors_incoming_line l WHERE l.batch = $1 AND l.finding = f.position)) AS bare,
  (SELECT count(*) FROM (SELECT FROM vendors_incoming_finding WHERE batch = $1
    GROUP BY institution, visit_id, violation HAVING count(*) > 1) twice) AS twice,
  (SELECT count(*) FROM vendors_incoming_line WHERE batch = $1 AND (amount_fen < 0 OR fund_loss_fen < 0)) AS negative,
  (SELECT array_agg(code ORDER BY code) FROM (SELECT DISTINCT f.institution AS code FROM vendors_incoming_finding f
    WHERE f.batch = $1 AND NOT EXISTS (SELECT FROM vendors_institution i WHERE i.code = f.institution) LIMIT 5) u
  ) AS unknown
"""
_PICK = """
CREATE TEMP TABLE admitting (position int PRIMARY KEY, finding bigint, institution int, earlier bigint, same boolean)
ON COMMIT DROP
"""
_PICKED = """
INSERT INTO admitting (position, institution, earlier, same)
SELECT n.position, i.id, f.id, coalesce(f.content = n.content AND n.content <> '', false)
FROM vendors_incoming_finding n JOIN vendors_institution i ON i.code = n.institution
LEFT JOIN vendors_finding f ON f.batch = $2 AND f.institution = i.id AND f.visit_id = n.visit_id
  AND f.violation = n.violation AND f.state <> 'superseded'
WHERE n.batch = $1
"""
_FINDINGS = """
INSERT INTO vendors_finding (vendor, task, batch, number, institution, "case", visit_id, patient_masked, violation,
  certainty, basis, description, amount_fen, fund_loss_fen, auditor, checker, audited_on, state, version,
  uploaded_by, created_at, content, supersedes, source, false_kinds, insutype, fund, doctor, rule)
SELECT $2, $3, $1, $4 || lpad(s.serial::text, greatest(6, length(s.serial::text)), '0'), a.institution, c.id,
  n.visit_id, coalesce(nullif(n.patient_masked, ''), c.patient_masked, ''), n.violation, n.certainty, n.basis,
  n.description, m.amount_fen, m.fund_loss_fen, n.auditor, n.checker, n.audited_on, 'awaiting_first', 1, $6, $7,
  n.content, a.earlier, n.source, n.false_kinds, p.insutype,
  coalesce($8::jsonb ->> p.insutype, $8::jsonb ->> left(p.insutype, 3), ''),
  coalesce(nullif(n.doctor, ''), c.doctor_code, ''), n.rule
FROM admitting a
JOIN vendors_incoming_finding n ON n.batch = $1 AND n.position = a.position
JOIN (SELECT position, $5::bigint + row_number() OVER (ORDER BY position) - 1 AS serial FROM admitting WHERE NOT same) s
  ON s.position = a.position
JOIN (SELECT finding, sum(amount_fen)::bigint AS amount_fen, sum(fund_loss_fen)::bigint AS fund_loss_fen
      FROM vendors_incoming_line WHERE batch = $1 GROUP BY finding) m ON m.finding = a.position
LEFT JOIN vendors_settled_case c ON c.visit_id = n.visit_id AND c.institution = a.institution
CROSS JOIN LATERAL (SELECT coalesce(nullif(n.insutype, ''), c.insutype, '') AS insutype) p
WHERE NOT a.same ORDER BY a.position
"""
_FOUND = """
UPDATE admitting a SET finding = f.id
FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution
JOIN vendors_incoming_finding n ON n.batch = $1 AND n.institution = i.code AND n.visit_id = f.visit_id
  AND n.violation = f.violation
WHERE f.batch = $1 AND n.position = a.position
"""
_LINES = """
INSERT INTO vendors_finding_line (finding, vendor, position, item_code, item_name, fee_on, quantity, unit_price,
  wrong_quantity, deduction, due_price, amount_fen, fund_loss_fen, sheet, "row", same, told_at, warned_on)
SELECT a.finding, $2, l.position, l.item_code, l.item_name, l.fee_on, l.quantity, l.unit_price, l.wrong_quantity,
  l.deduction, l.due_price, l.amount_fen, l.fund_loss_fen, l.sheet, l."row", l.same,
  coalesce((SELECT min(e.told_at) FROM vendors_finding_line e WHERE e.finding = a.earlier AND e.same = l.same), $3),
  l.warned_on
FROM admitting a JOIN vendors_incoming_line l ON l.batch = $1 AND l.finding = a.position
WHERE NOT a.same ORDER BY l.finding, l.position
"""
_EVIDENCE = """
INSERT INTO vendors_evidence (finding, vendor, kind, name, page)
SELECT a.finding, $2, e.kind, e.name, coalesce(e.page, '')
FROM admitting a JOIN vendors_incoming_finding n ON n.batch = $1 AND n.position = a.position
CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(n.evidence) AS (kind text, name text, page text))
  WITH ORDINALITY AS e(kind, name, page, place)
WHERE NOT a.same ORDER BY a.position, e.place
"""
_SUMS = """
SELECT count(*) AS findings, coalesce(sum(amount_fen), 0)::bigint AS amount_fen, coalesce(min(number), '') AS first,
  coalesce(max(number), '') AS last,
  (SELECT count(*) FROM vendors_incoming_line WHERE batch = $1) AS lines
FROM vendors_finding WHERE batch = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one batch became. `replaced` tells how it differs from the version whose place it took."""

    findings: int
    lines: int
    amount_fen: int
    first: str
    last: str
    replaced: Replaced | None = None


async def admit(*, task: int, batch: int, by: Actor, at: datetime, place: Place | None = None) -> Stored:
    """What was received for a batch goes on the record as 待初审, all or nothing, and is kept as received no longer.

    With a `place`, the batch takes that one's place: what it repeats stays the finding it was, with its reviews.
    Raises NotFound (no such task, or another vendor's), Invalid (nothing received, no lines, negative money, one
    institution + visit + violation twice, unknown institution) and Conflict (stored already; the place may not
    be taken).
    """
    async with act(by=by, at=at) as deed:
        await deed.connection.execute(UNMEASURED)
        vendor = await deed.connection.fetchval("SELECT vendor FROM vendors_task WHERE id = $1", task)
        if vendor is None or (not by.at_bureau and by.vendor != vendor):
            raise NotFound
        if await deed.connection.fetchval("SELECT EXISTS (SELECT FROM vendors_finding WHERE batch = $1)", batch):
            raise Conflict("该批次的疑点已经入库。", "The findings of this batch are stored already.")
        faults = await deed.connection.fetchrow(_FAULTS, batch)
        if faults["findings"] or place is None:
            _refuse_malformed(faults)
        stored = await _admitted(deed, task=task, batch=batch, vendor=vendor, place=place)
        deed.note("findings.stored", "batch", batch, vendor=vendor, after=_told(task, stored))
    return stored


async def _admitted(deed: Deed, *, task: int, batch: int, vendor: int, place: Place | None) -> Stored:
    connection = deed.connection
    await connection.execute("DROP TABLE IF EXISTS pg_temp.admitting")
    await connection.execute(_PICK)
    await connection.execute(_PICKED, batch, place and place.batch)
    await connection.execute("ANALYZE admitting")
    replaced = await clear_the_way(deed, place=place) if place else None
    try:
        await _insert(deed, task=task, batch=batch, vendor=vendor)
    except UniqueViolationError as broken:
        raise Conflict("该批次的疑点已经入库。", "The findings of this batch are stored already.") from broken
    if place:
        await take_place(connection, batch=batch)
    sums = await connection.fetchrow(_SUMS, batch)
    await connection.execute("DROP TABLE admitting")
    await discard(connection, batch=batch)
    return Stored(**dict(sums), replaced=replaced)


async def _insert(deed: Deed, *, task: int, batch: int, vendor: int) -> None:
    fresh = await deed.connection.fetchval("SELECT count(*) FROM admitting WHERE NOT same")
    if not fresh:
        return
    numbers = await allot(deed.connection, FINDINGS, year=local_date(deed.at).year, count=fresh)
    letters, _dash, serial = numbers[0].rpartition("-")
    funds = json.dumps(funds_on(local_date(deed.at)))
    await deed.connection.execute(
        _FINDINGS, batch, vendor, task, f"{letters}-", int(serial), deed.by.id, deed.at, funds
    )
    await deed.connection.execute(_FOUND, batch)
    await deed.connection.execute(_LINES, batch, vendor, deed.at)
    await deed.connection.execute(_EVIDENCE, batch, vendor)


def _refuse_malformed(faults: "Record") -> None:
    refused: HengjianError | None = None
    if not faults["findings"] or faults["bare"]:
        refused = Invalid({"lines": Words("没有可入库的疑点或明细。", "There is no finding, or one without lines.")})
    elif faults["twice"]:
        refused = Invalid({"cases": Words("同一机构、就诊、违规类型出现两次。", "A case and violation appears twice.")})
    elif faults["negative"]:
        refused = Invalid({"amount_fen": Words("金额不能为负。", "Amounts cannot be negative.")})
    elif faults["unknown"]:
        text = ", ".join(faults["unknown"])
        refused = Invalid({"institution": Words(f"机构编码不存在：{text}", f"Unknown institution codes: {text}")})
    if refused:
        raise refused


def _told(task: int, stored: Stored) -> Mapping[str, Json]:
    return {
        "task": task,
        "findings": stored.findings,
        "lines": stored.lines,
        "amount_fen": stored.amount_fen,
        "first": stored.first,
        "last": stored.last,
    }
