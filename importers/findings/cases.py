"""Rows become findings: one case per institution, visit and violation type, with its lines (BT-07 counts both)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from importers.findings.checking import Checked
from importers.findings.every_kind import CLEAR, CLUE, SUSPECTED
from importers.findings.evidence import EvidenceItem, parse
from importers.workbook.rows import Row
from vendors.money import Fen

_WEIGHT = {CLEAR: 2, SUSPECTED: 1, CLUE: 0}
_VISITLESS = ("mdtrt_id", "issue_no", "case_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One row of the sheet. An empty amount (a clue) counts 0 fen. `row` keeps its place and its cells."""

    row: Row
    item_code: str
    item_name: str
    fee_on: date | None
    quantity: Decimal | None
    unit_price: Decimal | None
    wrong_quantity: Decimal | None
    deduction: str
    due_price: Decimal | None
    amount_fen: Fen
    fund_loss_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFinding:
    """`visit` is the 就诊ID, or the 问题编号 of an audit without visits. Amounts are the sums over `lines`."""

    institution_code: str
    institution_name: str
    visit: str
    violation: str
    certainty: str
    basis: str
    description: str
    evidence: tuple[EvidenceItem, ...]
    patient_masked: str
    auditor: str
    checker: str
    audited_on: date | None
    lines: tuple[CaseLine, ...]

    @property
    def amount_fen(self) -> Fen:
        return Fen(sum(line.amount_fen for line in self.lines))

    @property
    def fund_loss_fen(self) -> Fen:
        return Fen(sum(line.fund_loss_fen for line in self.lines))


def cases(checked: Checked) -> tuple[CaseFinding, ...]:
    """In order of their first row. Only meaningful for a workbook without errors."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in checked.rows:
        grouped.setdefault((row.text("fixmedins_code"), _visit(row), row.text("vola_type")), []).append(row)
    return tuple(_case(key, rows) for key, rows in grouped.items())


def _visit(row: Row) -> str:
    return next((text for key in _VISITLESS if (text := row.text(key))), "")


def _case(key: tuple[str, str, str], rows: Sequence[Row]) -> CaseFinding:
    first = rows[0]
    institution, visit, violation = key
    return CaseFinding(
        institution_code=institution,
        institution_name=first.text("fixmedins_name"),
        visit=visit,
        violation=violation,
        certainty=max((row.text("certainty") for row in rows), key=lambda word: _WEIGHT.get(word, -1)),
        basis=_joined(row.text("vola_evid") for row in rows),
        description=_joined(row.text("vola_cont") for row in rows),
        evidence=tuple(dict.fromkeys(item for row in rows for item in parse(row.text("evidence")))),
        patient_masked=first.text("psn_name"),
        auditor=first.text("auditor"),
        checker=first.text("checker"),
        audited_on=max((day for row in rows if (day := row.day("audited_on"))), default=None),
        lines=tuple(_line(row) for row in rows),
    )


def _joined(texts: Iterator[str]) -> str:
    return "；".join(dict.fromkeys(part for part in texts if part))


def _line(row: Row) -> CaseLine:
    return CaseLine(
        row=row,
        item_code=row.text("hilist_code"),
        item_name=row.text("hilist_name"),
        fee_on=row.day("fee_ocur_time"),
        quantity=row.number_of("cnt"),
        unit_price=row.number_of("pric"),
        wrong_quantity=row.number_of("vola_cnt"),
        deduction=row.text("deduction"),
        due_price=row.number_of("due_pric"),
        amount_fen=Fen(row.fen("vola_amt") or 0),
        fund_loss_fen=Fen(row.fen("fund_loss") or 0),
    )
