"""Defects of single cells and rows of the findings sheets."""

from datetime import date

from importers.findings.kinds import AUDIT_PROBLEMS, INJURY_INVESTIGATION, RECORD_REVIEW, SMART_MONITORING
from importers.findings.scene import Kind
from tests.importers.corpus.planting import Planted
from tests.support.findings_books import Cell


def _one(
    layer: str, name: str, key: str, value: Cell, code: str, *, kind: Kind = RECORD_REVIEW, at: str = ""
) -> Planted:
    """In the second row; the issue stands at the cell itself, or under another key of the row."""
    found = ((code, (1, at or key)),)
    return Planted(name=name, layer=layer, kind=kind, changes={(1, key): value}, errors=found)


def _warned(layer: str, name: str, key: str, value: Cell, code: str) -> Planted:
    return Planted(name=name, layer=layer, changes={(1, key): value}, warnings=((code, (1, key)),))


TRUTH = True
COERCION = (
    _one("coercion", "an empty required cell", "vola_evid", None, "required-missing"),
    _one("coercion", "a required cell of blanks", "dept", " \u3000", "required-missing"),
    _one("coercion", "a day that no calendar has", "audited_on", "2026-02-30", "not-a-date"),
    _one("coercion", "a two-digit year", "begndate", "26-8-3", "not-a-date"),
    _one("coercion", "day and month in an order nobody knows", "enddate", "3/5/2026", "not-a-date"),
    _one("coercion", "a date cell of 1900", "audited_on", 60, "not-a-date"),
    _one("coercion", "words for an amount", "vola_amt", "一百零八", "not-a-number"),
    _one("coercion", "an amount in thousands of a word", "vola_amt", "0.0108万", "not-a-number"),
    _one("coercion", "three decimals of an amount", "vola_amt", 108.005, "too-many-decimals"),
    _one("coercion", "a negative amount", "fund_loss", -86.4, "out-of-range"),
    _one("coercion", "a truth value for an amount", "vola_amt", TRUTH, "not-a-number"),
    _one("coercion", "half a person year", "age", 63.5, "not-whole"),
    _one("coercion", "an age nobody reaches", "age", 163, "out-of-range"),
    _one("coercion", "a visit typed as a number", "psn_no", 62070000000000123456, "long-number"),
    _one("coercion", "an institution code without its letter", "fixmedins_code", "62070299901", "code-malformed"),
    _one("coercion", "a code of no list", "vola_type", "9999", "not-in-list"),
    _one("coercion", "a word of no list", "certainty", "基本属实", "not-in-list"),
    _one("coercion", "an unmasked name", "psn_name", "张小明", "name-unmasked"),
    _one("coercion", "an identity number in a text", "memo", "患者身份证110101199003070353，已核", "id-exposed"),
    _one("coercion", "too short a description", "vola_cont", "多收费", "text-too-short"),
    _one("coercion", "too long a department", "dept", "骨" * 51, "text-too-long"),
    _one("coercion", "an error value", "vola_cont", "#REF!", "cell-error-value"),
    _one("coercion", "a formula without its result", "cnt", "=6*1", "formula-no-value"),
)
ROW = (
    _one("row", "no amount of a clear violation", "vola_amt", None, "amount-missing"),
    _one("row", "no loss of a clear violation", "fund_loss", None, "fund-loss-missing"),
    _one("row", "a loss above the amount", "fund_loss", 108.01, "fund-loss-above-amount"),
    _one("row", "an amount that does not follow", "vola_amt", 120, "amount-formula-differs"),
    _one("row", "a difference without its due price", "due_pric", None, "amount-formula-incomplete"),
    Planted(
        name="more wrong than there was",
        layer="row",
        changes={(1, "vola_cnt"): 7, (1, "vola_amt"): 126},
        errors=(("quantity-above", (1, "vola_cnt")),),
    ),
    _one("row", "the fund paid more than the fee", "hifp_pay", 8632.51, "fund-above-total"),
    Planted(
        name="an amount above the whole fee",
        layer="row",
        changes={(1, "medfee_sumamt"): 100, (1, "hifp_pay"): 90},
        errors=(("amount-above-fee", (1, "vola_amt")),),
    ),
    _one("row", "discharged before the admission", "enddate", date(2026, 8, 1), "dates-reversed"),
    _one("row", "charged after the stay", "fee_ocur_time", date(2026, 8, 13), "fee-outside-stay"),
    _one("row", "one person audits and checks", "checker", "王某", "auditor-is-checker"),
    _one("row", "audited tomorrow", "audited_on", date(2026, 10, 21), "audited-in-future"),
    _one("row", "evidence in plain words", "evidence", "长期医嘱单第3页", "evidence-malformed"),
    _one("row", "evidence of no legal kind", "evidence", "专家评审意见:张某:1", "evidence-kind-unknown"),
    _one("row", "a manual sample without its number", "sample_no", None, "sample-missing"),
    Planted(
        name="a clue without the papers to call for",
        layer="row",
        changes={(1, "certainty"): "线索", (1, "recall_docs"): None},
        errors=(("recall-missing", (1, "recall_docs")),),
    ),
    Planted(
        name="more days deducted than the stay has",
        layer="row",
        changes={(1, "deduction"): "按日", (1, "vola_cnt"): 10, (1, "cnt"): 10, (1, "vola_amt"): 180},
        errors=(("days-above-stay", (1, "vola_cnt")),),
    ),
    Planted(
        name="a warning sent without its day",
        layer="row",
        kind=SMART_MONITORING,
        changes={(1, "warned"): "是", (1, "warned_on"): None},
        errors=(("warned-on-missing", (1, "warned_on")),),
    ),
    _one("row", "an opinion without its day", "opinion_on", None, "needed-when", kind=AUDIT_PROBLEMS),
    _one("row", "two investigators, one person", "investigator2", "王某", "auditor-is-checker",
         kind=INJURY_INVESTIGATION),
    _one("row", "refused more than was claimed", "advised_refusal", 1000.01, "refusal-above-fee",
         kind=INJURY_INVESTIGATION),
    _one("row", "injured after the case came in", "injured_on", date(2026, 8, 12), "dates-reversed",
         kind=INJURY_INVESTIGATION, at="received_on"),
    _one("row", "a way of enquiry nobody knows", "methods", "病历核查、占卜", "not-of-several",
         kind=INJURY_INVESTIGATION),
    _one("row", "no share of a liable third party", "liability_share", None, "needed-when",
         kind=INJURY_INVESTIGATION),
    _one("row", "working days that do not follow", "term_days", 9, "derived-differs", kind=INJURY_INVESTIGATION),
    _warned("row", "days of stay that do not follow", "ipt_days", 9, "stay-days-differ"),
    _warned("row", "a name that is another code's", "vola_type_name", "重复收费", "violation-name-differs"),
    _warned("row", "evidence without its page", "evidence", "书证:长期医嘱单", "evidence-no-page"),
)  # fmt: skip
CODES = (
    _one("codes", "a credit code with a wrong check character", "supplier_code", "91620700MA0000015V", "uscc-wrong",
         kind=AUDIT_PROBLEMS),
    _warned("codes", "an item code of no known shape", "hilist_code", "12345", "code-format"),
    _warned("codes", "a diagnosis of no known shape", "diag_code", "M5.1202", "code-format"),
    _warned("codes", "a doctor's code of no known shape", "dr_code", "D62070299900", "code-format"),
    _warned("codes", "a kind of insurance of the province's own", "insutype", "39901", "code-local"),
    _one("codes", "an unknown sex", "gend", "3", "not-in-list"),
)  # fmt: skip
EXPOSED = (
    _one("exposed", "an identity number for a sex", "gend", "110101199003070353", "id-exposed"),
    _one("exposed", "an identity number for an amount", "vola_amt", "110101199003070353", "id-exposed"),
    _one("exposed", "an identity number in full width", "dept", "１１０１０１１９９００３０７０３５３", "id-exposed"),
    _one("exposed", "an identity number after a blank", "memo", " 证号110101199003070353", "id-exposed"),
)
