"""The record sheets: their checks, what their rows become on record, and what scoring may count of them."""

from importers.findings.checks import context_checks, sheet_checks
from importers.findings.checks.record_checks import confirmation
from importers.findings.checks.rule_checks import at_most, derived, different, needed, ordered, past
from importers.findings.scene import Kind, RecordRule, RowCheck
from importers.findings.sheets import record_analysis, record_audit, record_care, record_stock
from importers.workbook.meanings import Reading
from importers.workbook.rows import Row

HEAD_ROW: tuple[RowCheck, ...] = (
    context_checks.task_number,
    context_checks.institution,
    context_checks.audited_on,
    context_checks.staff,
    context_checks.recusal,
    different("auditor", "checker"),
    derived,
)
EVERY_SHEET = (sheet_checks.Numbering, sheet_checks.Duplicates)
_PERIOD = (ordered("begin_on", "end_on"), past("end_on"))
_GAP = needed("gap_reason", lambda row: bool(record_stock.gap(row)), "差异量不为 0", "the gap is not 0")


def _stocktaken(row: Row) -> str:
    found = record_audit.surplus(row) or 0
    return record_audit.SURPLUS if found > 0 else record_audit.SHORTAGE if found < 0 else record_audit.MATCHES


def _confirmed(row: Row) -> str:
    """已回函相符, 已回函不符, 替代程序, 未回函."""
    if row.day("replied_on") is None:
        return "替代程序" if row.text("alternative") else "未回函"
    return "已回函不符" if record_audit.gap_fen(row) or record_audit.gap_units(row) else "已回函相符"


def _paid(row: Row) -> str:
    return row.text("pay_state")


STOCK_COMPARISON = Kind(
    letter="B",
    layout=record_stock.COMPARISON,
    reading=Reading(unique=("fixmedins_code", "hilist_code", "begin_on", "end_on", "local_code")),
    row_checks=(*HEAD_ROW, context_checks.dictionary, *_PERIOD, _GAP),
    sheet_checks=(*EVERY_SHEET, sheet_checks.OneUnit),
    derived=record_stock.DERIVED,
    record=RecordRule(
        subject=("hilist_code", "generic_name", "local_code"),
        happened_on="end_on",
        amount="gap_amt",
        figures=("goods_class", "saleable_qty", "insured_qty", "gap_qty", "gap_reason", "doubt"),
        outcome=lambda row: row.text("doubt"),
    ),
)
PURCHASE_VERIFICATION = Kind(
    letter="C",
    layout=record_stock.VERIFICATION,
    reading=Reading(unique=("fixmedins_code", "hilist_code", "begin_on", "end_on", "local_code", "receipt_no")),
    row_checks=(
        *HEAD_ROW,
        context_checks.dictionary,
        *_PERIOD,
        _GAP,
        needed("invoice_no", record_stock.agreed, "票-货-款一致", "invoice, goods and payment agree"),
        needed("invoice_amt", record_stock.agreed, "票-货-款一致", "invoice, goods and payment agree"),
    ),
    sheet_checks=(*EVERY_SHEET, sheet_checks.OneUnit),
    derived=record_stock.DERIVED,
    record=RecordRule(
        subject=("hilist_code", "generic_name", "receipt_no"),
        happened_on="end_on",
        amount="gap_amt",
        figures=("goods_class", "gap_qty", "gap_reason", "doubt", "invoice_amt", "agrees"),
        outcome=lambda row: row.text("agrees"),
    ),
)
STOCKTAKE = Kind(
    letter="C",
    layout=record_audit.STOCKTAKE_SHEET,
    reading=Reading(unique=("fixmedins_code", "goods", "spec", "lot_no", "counted_on")),
    row_checks=(
        *HEAD_ROW,
        ordered("cutoff_on", "counted_on"),
        past("counted_on"),
        different("observer", "insider"),
        needed("diff_reason", lambda row: bool(record_audit.surplus(row)), "有盘盈或盘亏", "there is a difference"),
    ),
    sheet_checks=EVERY_SHEET,
    derived=record_audit.DERIVED_OF_STOCKTAKE,
    record=RecordRule(
        subject=("goods", "spec", "lot_no"),
        happened_on="counted_on",
        figures=("book_qty", "counted_qty", "rolled_qty", "diff_qty"),
        outcome=_stocktaken,
    ),
)
CONFIRMATIONS = Kind(
    letter="C",
    layout=record_audit.CONFIRMATION_SHEET,
    reading=Reading(unique=("letter_no",)),
    row_checks=(
        *HEAD_ROW,
        ordered("sent_on", "replied_on"),
        past("sent_on"),
        past("replied_on"),
        needed("reply_amt", lambda row: row.day("replied_on") is not None, "已回函", "there is a reply"),
        needed("alternative", lambda row: row.day("replied_on") is None, "未回函", "there is no reply"),
        confirmation,
    ),
    sheet_checks=EVERY_SHEET,
    derived=record_audit.DERIVED_OF_CONFIRMATION,
    record=RecordRule(
        subject=("letter_no", "supplier"),
        happened_on="sent_on",
        amount="gap_amt",
        figures=("supplier_code", "sent_by", "book_amt", "reply_amt", "gap_amt", "replied_on", "conclusion"),
        outcome=_confirmed,
    ),
)
DOCTOR_WORKLOAD = Kind(
    letter="C",
    layout=record_analysis.WORKLOAD_SHEET,
    reading=Reading(unique=("fixmedins_code", "dr_code", "month")),
    row_checks=(*HEAD_ROW, context_checks.dictionary),
    sheet_checks=EVERY_SHEET,
    derived=record_analysis.DERIVED_OF_WORKLOAD,
    record=RecordRule(
        subject=("dr_code", "month"),
        happened_on="month",
        figures=("clinic_visits", "bed_days", "operations", "prescriptions", "deviation", "impossible"),
        outcome=lambda row: "有不可能时点" if row.fen("impossible") else "无不可能时点",
    ),
)
TREATMENT_COST = Kind(
    letter="C",
    layout=record_analysis.COST_SHEET,
    reading=Reading(unique=("fixmedins_code", "item", "begin_on", "end_on")),
    row_checks=(
        *HEAD_ROW,
        *_PERIOD,
        needed("oddity", record_analysis.at_a_loss, "直接成本大于收入", "the cost is above the income"),
    ),
    sheet_checks=EVERY_SHEET,
    derived=record_analysis.DERIVED_OF_COST,
    record=RecordRule(
        subject=("item",),
        happened_on="end_on",
        amount="income",
        figures=("drug_cost", "supply_cost", "labour_cost", "gross_rate", "peer_rate"),
    ),
)
DISABILITY_ASSESSMENT = Kind(
    letter="D",
    layout=record_care.ASSESSMENT_SHEET,
    reading=Reading(unique=("apply_no", "assess_type")),
    row_checks=(
        *HEAD_ROW,
        different("assessor", "assessor2"),
        past("applied_on"),
        ordered("applied_on", "notice_from"),
        ordered("notice_from", "notice_to"),
        ordered("notice_to", "delivered_on"),
        ordered("delivered_on", "next_on"),
        needed(
            "review_level", record_care.assessed_again, "评定类型为复评或抽查", "it is a re-assessment or spot check"
        ),
    ),
    sheet_checks=EVERY_SHEET,
    derived=record_care.DERIVED_OF_ASSESSMENT,
    record=RecordRule(
        subject=("apply_no", "assess_type"),
        happened_on="delivered_on",
        figures=("assess_type", "level", "review_level", "consistent", "objection", "applied_on", "next_on"),
        outcome=lambda row: record_care.consistent(row) or "未复评",
    ),
)
CARE_QUALITY = Kind(
    letter="D",
    layout=record_care.CARE_SHEET,
    reading=Reading(unique=("agency_code", "client", "rated_on")),
    row_checks=(
        *HEAD_ROW,
        past("rated_on"),
        needed("correction", lambda row: bool(row.text("lost_points")), "有扣分项", "points were lost"),
    ),
    sheet_checks=EVERY_SHEET,
    record=RecordRule(
        subject=("agency_code", "client"),
        happened_on="rated_on",
        institution="agency_code",
        figures=("care_way", "planned_hours", "actual_hours", "clock_oddities", "satisfaction", "score"),
    ),
)
FEE_REVIEW = Kind(
    letter="D",
    layout=record_care.FEES_SHEET,
    reading=Reading(unique=("lot", "mdtrt_id", "fee_class"), not_above=(("allowed", "claimed"),)),
    row_checks=(
        *HEAD_ROW,
        at_most("allowed", "claimed"),
        past("paid_on"),
        needed("cut_reason", lambda row: bool(record_care.cut_fen(row)), "有扣减", "something was cut"),
        needed("paid_on", lambda row: _paid(row) == record_care.PAID, "支付状态为已支付", "it has been paid"),
    ),
    sheet_checks=EVERY_SHEET,
    derived=record_care.DERIVED_OF_FEES,
    record=RecordRule(
        subject=("lot", "mdtrt_id"),
        happened_on="paid_on",
        amount="allowed",
        figures=("fee_class", "claimed", "cut", "cut_reason", "pay_state", "audited_on"),
        outcome=_paid,
    ),
)
OUTREACH = Kind(
    letter="D",
    layout=record_care.OUTREACH_SHEET,
    reading=Reading(unique=("held_on", "form", "topic")),
    row_checks=(
        *HEAD_ROW,
        past("held_on"),
        ordered("held_on", "closed_on"),
        needed("closed_on", lambda row: bool(row.fen("complaints")), "有投诉", "there are complaints"),
    ),
    sheet_checks=EVERY_SHEET,
    record=RecordRule(
        subject=("form", "topic"),
        happened_on="held_on",
        figures=("sessions", "people", "complaints", "closed_on"),
        outcome=lambda row: row.text("form"),
    ),
)
RECORDS: tuple[Kind, ...] = (
    STOCK_COMPARISON,
    PURCHASE_VERIFICATION,
    STOCKTAKE,
    CONFIRMATIONS,
    DOCTOR_WORKLOAD,
    TREATMENT_COST,
    DISABILITY_ASSESSMENT,
    CARE_QUALITY,
    FEE_REVIEW,
    OUTREACH,
)
