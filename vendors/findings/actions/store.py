from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from asyncpg import UniqueViolationError

from vendors.actors import Actor
from vendors.copying import Row, as_json, copy_in
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.findings.rules import Certainty, EvidenceKind, FindingState
from vendors.journal.actions import act
from vendors.numbering import FINDINGS, allot
from vendors.periods import local_date

if TYPE_CHECKING:
    from asyncpg.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """One entry of 证据清单: kind, name, page."""

    kind: EvidenceKind
    name: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One 违规明细 and its place in the vendor's file; `cells` are (header, text as it stood), in the file's order."""

    amount_fen: int
    fund_loss_fen: int = 0
    item_code: str = ""
    item_name: str = ""
    fee_on: date | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    wrong_quantity: Decimal | None = None
    deduction: str = ""
    due_price: Decimal | None = None
    sheet: str
    row: int
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """A case with its lines; the case's amounts are the sums of theirs and are not given."""

    institution: str
    visit_id: str
    patient_masked: str = ""
    violation: str
    certainty: Certainty
    basis: str
    description: str
    auditor: str
    checker: str
    audited_on: date
    evidence: Sequence[NewEvidence]
    lines: Sequence[NewLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one batch became."""

    findings: int
    lines: int
    amount_fen: int
    first: str
    last: str


async def store_findings(*, task: int, batch: int, cases: Sequence[NewFinding], by: Actor, at: datetime) -> Stored:
    """Store a checked batch, all or nothing, as 待初审.

    Raises NotFound (no such task, or another vendor's), Invalid (empty, no lines, negative money, one
    institution + visit + violation twice, unknown institution) and Conflict (the batch is stored already).
    """
    _refuse_malformed(cases)
    async with act(by=by, at=at) as deed:
        vendor = await deed.connection.fetchval("SELECT vendor FROM vendors_task WHERE id = $1", task)
        if vendor is None or (not by.at_bureau and by.vendor != vendor):
            raise NotFound
        origin = {"vendor": vendor, "task": task, "batch": batch, "uploaded_by": by.id, "created_at": at}
        numbers = await allot(deed.connection, FINDINGS, year=local_date(at).year, count=len(cases))
        try:
            await _copy_all(deed.connection, origin, numbers, cases)
        except UniqueViolationError as broken:
            raise Conflict("该批次的疑点已经入库。", "The findings of this batch are stored already.") from broken
        stored = Stored(
            findings=len(cases),
            lines=sum(len(case.lines) for case in cases),
            amount_fen=sum(line.amount_fen for case in cases for line in case.lines),
            first=numbers[0],
            last=numbers[-1],
        )
        after = {"task": task, "findings": stored.findings, "lines": stored.lines, "amount_fen": stored.amount_fen}
        deed.note(
            "findings.stored",
            "batch",
            batch,
            vendor=vendor,
            after={**after, "first": stored.first, "last": stored.last},
        )
    return stored


def _refuse_malformed(cases: Sequence[NewFinding]) -> None:
    keys = {(case.institution, case.visit_id, case.violation) for case in cases}
    if not cases or not all(case.lines for case in cases):
        raise Invalid({"lines": Words("没有可入库的疑点或明细。", "There is no finding, or one without lines.")})
    if len(keys) != len(cases):
        raise Invalid({"cases": Words("同一机构、就诊、违规类型出现两次。", "A case and violation appears twice.")})
    if any(line.amount_fen < 0 or line.fund_loss_fen < 0 for case in cases for line in case.lines):
        raise Invalid({"amount_fen": Words("金额不能为负。", "Amounts cannot be negative.")})


async def _copy_all(connection: "Connection", origin: Row, numbers: Sequence[str], cases: Sequence[NewFinding]) -> None:
    institutions = await _institutions(connection, {case.institution for case in cases})
    visits = await _visits(connection, {case.visit_id for case in cases})
    sequence = "SELECT nextval(pg_get_serial_sequence('vendors_finding', 'id')) AS id FROM generate_series(1, $1)"
    ids = [row["id"] for row in await connection.fetch(sequence, len(cases))]
    findings, lines, evidence = [], [], []
    for id_, number, case in zip(ids, numbers, cases, strict=True):
        institution = institutions[case.institution]
        settled, masked = visits.get((case.visit_id, institution), (None, ""))
        places = {"id": id_, "number": number, "institution": institution, "case": settled}
        findings.append({**origin, **places, **_finding(case), "patient_masked": case.patient_masked or masked})
        lines += [_line(line, id_, origin, position) for position, line in enumerate(case.lines, 1)]
        evidence += [(id_, entry) for entry in case.evidence]
    await copy_in(connection, "vendors_finding", findings)
    await copy_in(connection, "vendors_finding_line", lines)
    await add_evidence(connection, vendor=origin["vendor"], evidence=evidence)


async def add_evidence(
    connection: "Connection", *, vendor: object, evidence: Sequence[tuple[int, NewEvidence]]
) -> None:
    """Add (finding, evidence) pairs; for this room's actions."""
    rows = [
        {"finding": finding, "vendor": vendor, "kind": entry.kind.value, "name": entry.name, "page": entry.page}
        for finding, entry in evidence
    ]
    await copy_in(connection, "vendors_evidence", rows)


async def _institutions(connection: "Connection", codes: set[str]) -> Mapping[str, int]:
    found = await connection.fetch("SELECT code, id FROM vendors_institution WHERE code = ANY($1)", list(codes))
    known = {row["code"]: row["id"] for row in found}
    unknown = sorted(codes - known.keys())
    if unknown:
        text = ", ".join(unknown[:5])
        raise Invalid({"institution": Words(f"机构编码不存在：{text}", f"Unknown institution codes: {text}")})
    return known


async def _visits(connection: "Connection", ids: set[str]) -> Mapping[tuple[str, int], tuple[int, str]]:
    """The settled case and masked name of each visit, by visit and institution."""
    found = await connection.fetch(
        "SELECT visit_id, institution, id, patient_masked FROM vendors_settled_case WHERE visit_id = ANY($1)", list(ids)
    )
    return {(row["visit_id"], row["institution"]): (row["id"], row["patient_masked"]) for row in found}


def _finding(case: NewFinding) -> Row:
    return {
        "visit_id": case.visit_id,
        "violation": case.violation,
        "certainty": case.certainty.value,
        "basis": case.basis,
        "description": case.description,
        "amount_fen": sum(line.amount_fen for line in case.lines),
        "fund_loss_fen": sum(line.fund_loss_fen for line in case.lines),
        "auditor": case.auditor,
        "checker": case.checker,
        "audited_on": case.audited_on,
        "state": FindingState.AWAITING_FIRST.value,
        "version": 1,
    }


def _line(line: NewLine, finding: int, origin: Row, position: int) -> Row:
    return {
        "finding": finding,
        "vendor": origin["vendor"],
        "position": position,
        "item_code": line.item_code,
        "item_name": line.item_name,
        "fee_on": line.fee_on,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "wrong_quantity": line.wrong_quantity,
        "deduction": line.deduction,
        "due_price": line.due_price,
        "amount_fen": line.amount_fen,
        "fund_loss_fen": line.fund_loss_fen,
        "sheet": line.sheet,
        "row": line.row,
        "cells": as_json(list(line.cells)),
    }
