import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from vendors.actors import Actor
from vendors.attachments.rules import File
from vendors.copying import as_json, copy_text
from vendors.errors import NotFound
from vendors.findings.actions.admit import Stored, admit
from vendors.findings.incoming import receive
from vendors.findings.rules import Certainty, EvidenceKind, FalseKind, Source, same_thing
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg.connection import Connection

AT_ONCE = 500  # cases in one portion of COPY text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """One entry of 证据清单: kind, name, page, where it came from; a `file` goes with its `sha256` in the store."""

    kind: EvidenceKind
    name: str
    page: str = ""
    source: str = ""
    file: File | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One 违规明细 and its place in the vendor's file."""

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
    warned_on: date | None = None
    sheet: str
    row: int


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
    source: Source = Source.THIRD_PARTY
    false_kinds: tuple[FalseKind, ...] = ()
    insutype: str = ""
    doctor: str = ""
    rule: str = ""


async def store_findings(*, task: int, batch: int, cases: Sequence[NewFinding], by: Actor, at: datetime) -> Stored:
    """Store findings that come from no workbook, by the way a workbook's go: received, then admitted.

    Raises as admit does, and NotFound (no such task, or another vendor's).
    """
    async with transaction() as connection:
        vendor = await connection.fetchval("SELECT vendor FROM vendors_task WHERE id = $1", task)
        if vendor is None or (not by.at_bureau and by.vendor != vendor):
            raise NotFound
        await receive_findings(connection, batch=batch, vendor=vendor, cases=cases)
        return await admit(task=task, batch=batch, by=by, at=at)


async def receive_findings(connection: "Connection", *, batch: int, vendor: int, cases: Sequence[NewFinding]) -> None:
    """Keep findings for a batch until they are admitted."""
    await receive(connection, batch=batch, vendor=vendor, findings=_findings(cases), lines=_lines(cases))


async def _findings(cases: Sequence[NewFinding]) -> AsyncIterator[bytes]:
    """In the order of FINDING_COLUMNS."""
    for first in range(0, len(cases), AT_ONCE):
        some = enumerate(cases[first : first + AT_ONCE], first + 1)
        yield b"".join(_finding(position, case) for position, case in some)


async def _lines(cases: Sequence[NewFinding]) -> AsyncIterator[bytes]:
    """In the order of LINE_COLUMNS."""
    for first in range(0, len(cases), AT_ONCE):
        some = enumerate(cases[first : first + AT_ONCE], first + 1)
        yield b"".join(
            _line(finding, position, case, line)
            for finding, case in some
            for position, line in enumerate(case.lines, 1)
        )


def _finding(position: int, case: NewFinding) -> bytes:
    evidence = [{"kind": item.kind.value, "name": item.name, "page": item.page} for item in case.evidence]
    return copy_text(
        (
            position, case.institution, case.visit_id, case.patient_masked, case.violation, case.certainty.value,
            case.basis, case.description, case.auditor, case.checker, case.audited_on,
            sum(line.amount_fen for line in case.lines), sum(line.fund_loss_fen for line in case.lines),
            _content(case), as_json(evidence), case.source.value,
            "{" + ",".join(kind.value for kind in case.false_kinds) + "}", case.insutype, case.doctor, case.rule,
        )
    )  # fmt: skip


def _line(finding: int, position: int, case: NewFinding, line: NewLine) -> bytes:
    same = same_thing(
        institution=case.institution,
        visit=case.visit_id,
        item=line.item_code,
        fee_on=line.fee_on,
        violation=case.violation,
    )
    return copy_text(
        (
            finding, position, line.item_code, line.item_name, line.fee_on, line.quantity, line.unit_price,
            line.wrong_quantity, line.deduction, line.due_price, line.amount_fen, line.fund_loss_fen, line.sheet,
            line.row, same, line.warned_on,
        )
    )  # fmt: skip


def _content(case: NewFinding) -> str:
    """What is said, wherever in the file it stands."""
    said = [astuple(replace(line, sheet="", row=0)) for line in case.lines]
    return hashlib.blake2b(repr((astuple(replace(case, lines=())), said)).encode(), digest_size=8).hexdigest()
