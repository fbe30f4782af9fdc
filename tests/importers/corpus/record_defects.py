"""Defects of the record sheets, at least one each."""

from datetime import date

from importers.findings import record_kinds as r
from importers.findings.scene import Kind
from tests.importers.corpus.planting import Planted
from tests.support.findings_books import Cell


def _one(kind: Kind, name: str, key: str, value: Cell, code: str, *, at: str = "") -> Planted:
    found = ((code, (1, at or key)),)
    return Planted(name=name, layer="record", kind=kind, changes={(1, key): value}, errors=found)


RECORDS = (
    _one(r.STOCK_COMPARISON, "a gap that does not follow", "gap_qty", 21, "derived-differs"),
    _one(r.STOCK_COMPARISON, "a gap without its reason", "gap_reason", None, "needed-when"),
    _one(r.STOCK_COMPARISON, "the period ends before it begins", "end_on", date(2026, 6, 30), "dates-reversed"),
    _one(r.STOCK_COMPARISON, "less than nothing in stock", "close_qty", -1, "out-of-range"),
    Planted(
        name="one item in two units",
        layer="record",
        kind=r.STOCK_COMPARISON,
        changes={(1, "unit"): "盒", (1, "local_code"): "Y001"},
        errors=(("units-differ", (1, "unit")),),
        warnings=(("duplicate-row", (1, "end_on")),),
    ),
    _one(r.PURCHASE_VERIFICATION, "agreement without an invoice", "invoice_no", None, "needed-when"),
    _one(r.CONFIRMATIONS, "a supplier's code one character off", "supplier_code", "91620700MA0000015V", "uscc-wrong"),
    _one(r.STOCKTAKE, "the observer is of the house", "insider", "周某", "auditor-is-checker"),
    _one(r.STOCKTAKE, "a surplus that does not follow", "diff_qty", 99, "derived-differs"),
    _one(r.STOCKTAKE, "a difference without its reason", "diff_reason", None, "needed-when"),
    _one(r.CONFIRMATIONS, "answered before it was asked", "replied_on", date(2026, 8, 31), "dates-reversed"),
    _one(r.CONFIRMATIONS, "agreement beside a gap", "conclusion", "相符", "conclusion-contradicts"),
    _one(r.DOCTOR_WORKLOAD, "a month with 32 days of clinic", "clinic_days", 32, "out-of-range"),
    _one(r.DOCTOR_WORKLOAD, "a month nobody has", "month", "2026-13", "code-malformed"),
    _one(r.TREATMENT_COST, "a gross margin that does not follow", "gross_rate", 99, "derived-differs"),
    _one(r.DISABILITY_ASSESSMENT, "one assessor twice", "assessor2", "钱某", "auditor-is-checker"),
    _one(r.DISABILITY_ASSESSMENT, "a level nobody has", "level", "6", "not-in-list"),
    _one(r.DISABILITY_ASSESSMENT, "a whole identity number", "id_tail", "110101199003070353", "id-exposed"),
    _one(r.CARE_QUALITY, "a person with the full name", "client", "张小明", "name-unmasked"),
    _one(r.CARE_QUALITY, "lost points without correction", "correction", None, "needed-when"),
    _one(r.CARE_QUALITY, "101 points of 100", "score", 101, "out-of-range"),
    _one(r.FEE_REVIEW, "a cut without its reason", "cut_reason", None, "needed-when"),
    _one(r.FEE_REVIEW, "paid without a day", "paid_on", None, "needed-when"),
    _one(r.OUTREACH, "a complaint never closed", "closed_on", None, "needed-when"),
    Planted(
        name="held next year",
        layer="record",
        kind=r.OUTREACH,
        changes={(1, "held_on"): date(2027, 1, 5), (1, "closed_on"): None, (1, "complaints"): 0},
        errors=(("date-in-future", (1, "held_on")),),
    ),
)  # fmt: skip
