"""Every kind of sheet and, per kind, its checks: the list is what is checked, in this order.

A family (A–D, by kind of vendor) has one findings sheet, first, and its record sheets (`record_kinds.py`).
"""

from importers.findings.checks import context_checks, record_checks, row_checks, sheet_checks
from importers.findings.checks.rule_checks import derived, different, needed, ordered, several
from importers.findings.record_kinds import RECORDS
from importers.findings.scene import Kind, RowCheck, SheetCheck
from importers.findings.sheets import kind_a, kind_b, kind_c, kind_d
from importers.findings.sheets.every_kind import SHARED_FINDING, SHARED_REVIEWED
from importers.workbook.meanings import Reading
from vendors.findings.rules import Source

EVERY_ROW: tuple[RowCheck, ...] = (
    context_checks.task_number,
    context_checks.institution,
    context_checks.audited_on,
    context_checks.staff,
    context_checks.recusal,
    context_checks.dictionary,
    row_checks.amounts,
    row_checks.violation,
    row_checks.violation_name,
    row_checks.evidence,
    different("auditor", "checker"),
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
        row_checks.days,
        row_checks.conditional,
    ),
    sheet_checks=(*EVERY_SHEET, sheet_checks.VisitSums, sheet_checks.PerCaseOnce),
)
SMART_MONITORING = Kind(
    letter="B",
    layout=kind_b.LAYOUT,
    source=Source.SMART_MONITORING,
    reading=Reading(
        unique=(*_UNIQUE, "feedetl_sn"), not_above=(_LOSS, ("hifp_pay", "medfee_sumamt"), ("vola_cnt", "cnt"))
    ),
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
    row_checks=(
        *EVERY_ROW,
        needed("opinion_on", kind_c.answered, "被审计单位已反馈意见", "the auditee has given its opinion"),
    ),
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
        ordered("injured_on", "received_on"),
        ordered("received_on", "finished_on"),
        different("investigator", "investigator2"),
        several("methods", kind_d.METHODS),
        needed("liability_share", kind_d.liable, "存在第三方责任", "a third party is liable"),
        needed("advised_refusal", kind_d.refused, "结论为不予支付或部分支付", "the fund pays nothing or a part"),
        row_checks.refusal,
        record_checks.refusal_fits,
        derived,
    ),
    sheet_checks=EVERY_SHEET,
    derived=kind_d.DERIVED,
)
_FINDINGS = (RECORD_REVIEW, SMART_MONITORING, AUDIT_PROBLEMS, INJURY_INVESTIGATION)
KINDS: tuple[Kind, ...] = tuple(
    kind for first in _FINDINGS for kind in (first, *(record for record in RECORDS if record.letter == first.letter))
)
"""Family by family, the findings sheet of each first."""


def kind_named(text: str) -> Kind | None:
    """By key (`record-review`), title, or the letter of a family (its findings sheet); None when there is none."""
    wanted = text.strip()
    return next((k for k in KINDS if wanted in {k.key, k.zh, k.layout.sheet} or wanted.upper() == k.letter), None)


def family(letter: str) -> tuple[Kind, ...]:
    """The kinds of one kind of vendor, its findings sheet first; empty for no letter of ours."""
    return tuple(kind for kind in KINDS if kind.letter == letter.upper())
