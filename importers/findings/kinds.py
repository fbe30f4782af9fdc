"""The kinds of findings workbooks and, per kind, its checks: the list is what is checked, in this order."""

from importers.findings import context_checks, kind_a, kind_b, kind_c, kind_d, row_checks, sheet_checks
from importers.findings.every_kind import SHARED_FINDING, SHARED_REVIEWED
from importers.findings.scene import Kind, RowCheck, SheetCheck
from importers.workbook.meanings import Reading

EVERY_ROW: tuple[RowCheck, ...] = (
    context_checks.task_number,
    context_checks.institution,
    context_checks.audited_on,
    context_checks.staff,
    row_checks.amounts,
    row_checks.violation_name,
    row_checks.evidence,
    row_checks.persons,
)
EVERY_SHEET: tuple[SheetCheck, ...] = (sheet_checks.Numbering, sheet_checks.Duplicates)
_ITEM = ("hilist_code", "hilist_name", "fee_ocur_time", "cnt", "pric", "vola_cnt")
_UNIQUE = ("fixmedins_code", "mdtrt_id", "hilist_code", "fee_ocur_time", "vola_type")
_LOSS = ("fund_loss", "vola_amt")

RECORD_REVIEW = Kind(
    letter="A",
    layout=kind_a.LAYOUT,
    reading=Reading(
        finding=(*SHARED_FINDING, *_ITEM, "deduction", "due_pric", "fraud_flag", "recall_docs"),
        reviewed=SHARED_REVIEWED,
        unique=_UNIQUE,
        not_above=(_LOSS, ("hifp_pay", "medfee_sumamt"), ("vola_cnt", "cnt")),
    ),
    row_checks=(
        *EVERY_ROW,
        context_checks.case,
        row_checks.stay,
        row_checks.fees,
        row_checks.quantities,
        row_checks.deduction,
        row_checks.conditional,
    ),
    sheet_checks=(*EVERY_SHEET, sheet_checks.VisitSums),
)
SMART_MONITORING = Kind(
    letter="B",
    layout=kind_b.LAYOUT,
    reading=Reading(unique=(*_UNIQUE, "feedetl_sn"), not_above=(_LOSS, ("vola_cnt", "cnt"))),
    row_checks=(
        *EVERY_ROW,
        context_checks.case,
        row_checks.stay,
        row_checks.fees,
        row_checks.quantities,
        row_checks.warning_sent,
    ),
    sheet_checks=(*EVERY_SHEET, sheet_checks.VisitSums),
)
AUDIT_PROBLEMS = Kind(
    letter="C",
    layout=kind_c.LAYOUT,
    reading=Reading(unique=("issue_no",), not_above=(_LOSS,)),
    row_checks=EVERY_ROW,
    sheet_checks=EVERY_SHEET,
)
INJURY_INVESTIGATION = Kind(
    letter="D",
    layout=kind_d.LAYOUT,
    reading=Reading(
        finding=(*SHARED_FINDING, "conclusion", "advised_refusal", "finished_on"),
        reviewed=SHARED_REVIEWED,
        unique=("case_no",),
        not_above=(_LOSS, ("advised_refusal", "case_fee")),
    ),
    row_checks=(
        *EVERY_ROW,
        context_checks.case,
        row_checks.case_dates,
        row_checks.investigators,
        row_checks.refusal,
    ),
    sheet_checks=EVERY_SHEET,
)
KINDS: tuple[Kind, ...] = (RECORD_REVIEW, SMART_MONITORING, AUDIT_PROBLEMS, INJURY_INVESTIGATION)


def kind_named(text: str) -> Kind | None:
    """By key (`record-review`), Chinese title or vendor kind letter; None when there is no such kind."""
    wanted = text.strip()
    return next((k for k in KINDS if wanted in {k.key, k.zh, k.layout.sheet} or wanted.upper() == k.letter), None)
