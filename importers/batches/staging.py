"""A checked workbook as the record will take it: findings and visits reviewed without one, kept until confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.findings.cases import CaseFinding, CaseLine, cases
from importers.findings.checking import Checked
from vendors.copying import copy_in
from vendors.findings.actions import NewEvidence, NewFinding, NewLine, receive_findings
from vendors.findings.rules import Certainty, EvidenceKind

if TYPE_CHECKING:
    from asyncpg.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """`passed` are the visits reviewed without a finding."""

    findings: Sequence[NewFinding]
    passed: Sequence[str]


def staged(checked: Checked) -> Staged:
    """What a clean workbook says."""
    return Staged(
        findings=tuple(_finding(case) for case in cases(checked)),
        passed=tuple(row.text("mdtrt_id") for row in checked.passed),
    )


async def keep(connection: "Connection", *, batch: int, vendor: int, what: Staged) -> None:
    """Replace what is staged for a batch."""
    await connection.execute("DELETE FROM importers_staged_visit WHERE batch = $1", batch)
    await receive_findings(connection, batch=batch, vendor=vendor, cases=what.findings)
    rows = [
        {"batch": batch, "vendor": vendor, "position": position, "visit_id": visit, "sheet": "", "row": 0}
        for position, visit in enumerate(what.passed, 1)
    ]
    await copy_in(connection, "importers_staged_visit", rows)


def _finding(case: CaseFinding) -> NewFinding:
    audited_on = case.audited_on
    certainty = Certainty.from_zh(case.certainty)
    if audited_on is None or certainty is None:
        raise ValueError("a workbook without errors has both")
    return NewFinding(
        institution=case.institution_code,
        visit_id=case.visit,
        patient_masked=case.patient_masked,
        violation=case.violation,
        certainty=certainty,
        basis=case.basis,
        description=case.description,
        auditor=case.auditor,
        checker=case.checker,
        audited_on=audited_on,
        evidence=tuple(
            NewEvidence(kind=kind, name=item.name, page=item.page)
            for item in case.evidence
            if (kind := EvidenceKind.from_zh(item.kind)) is not None
        ),
        lines=tuple(_line(line) for line in case.lines),
    )


def _line(line: CaseLine) -> NewLine:
    return NewLine(
        amount_fen=line.amount_fen,
        fund_loss_fen=line.fund_loss_fen,
        item_code=line.item_code,
        item_name=line.item_name,
        fee_on=line.fee_on,
        quantity=line.quantity,
        unit_price=line.unit_price,
        wrong_quantity=line.wrong_quantity,
        deduction=line.deduction,
        due_price=line.due_price,
        sheet=line.row.sheet,
        row=line.row.number,
    )
