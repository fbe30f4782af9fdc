"""What the sheets of kinds B, C and D check beyond the common columns."""

from datetime import date

import pytest

from importers.findings.checking import Verdict
from importers.findings.kinds import AUDIT_PROBLEMS, INJURY_INVESTIGATION, SMART_MONITORING
from importers.findings.scene import Kind
from tests.support.examining import in_hand
from tests.support.findings_books import GOOD, Cell, findings_book, letter

MACHINE: dict[str, Cell] = {
    **GOOD,
    "rule_id": "R01",
    "rule_name": "超限定频次",
    "rule_version": "2026.09",
    "rule_class": "管理类",
    "sev_deg": "高度可疑",
    "vola_item_type": "1",
    "feedetl_sn": "FY202609000123",
    "warned": "否",
}
AUDIT: dict[str, Cell] = {
    **GOOD,
    "issue_no": "WT-01",
    "audit_item": "购销存",
    "paper_no": "DG-03-12",
    "accountant": "周某",
    "accountant_no": "620700010001",
}
INJURY: dict[str, Cell] = {
    **GOOD,
    "case_no": "YW-0031",
    "received_on": date(2026, 8, 10),
    "injured_on": date(2026, 8, 3),
    "claimed_cause": "跌倒",
    "methods": "病历核查、现场走访",
    "investigator": "王某",
    "investigator2": "李某",
    "third_party": "无",
    "conclusion": "不予支付",
    "case_fee": 1000,
    "advised_refusal": 500,
    "finished_on": date(2026, 8, 20),
}


@pytest.mark.parametrize(
    ("kind", "row", "changes", "expected"),
    [
        (SMART_MONITORING, MACHINE, {}, None),
        (SMART_MONITORING, MACHINE, {"warned": "是"}, ("warned-on-missing", "warned_on")),
        (SMART_MONITORING, MACHINE, {"vola_item_type": "3"}, ("not-in-list", "vola_item_type")),
        (AUDIT_PROBLEMS, AUDIT, {}, None),
        (AUDIT_PROBLEMS, AUDIT, {"paper_no": None}, ("required-missing", "paper_no")),
        (AUDIT_PROBLEMS, AUDIT, {"supplier_code": "12345"}, ("uscc-wrong", "supplier_code")),
        (INJURY_INVESTIGATION, INJURY, {}, None),
        (INJURY_INVESTIGATION, INJURY, {"advised_refusal": 1001}, ("refusal-above-fee", "advised_refusal")),
        (INJURY_INVESTIGATION, INJURY, {"investigator2": "王某"}, ("auditor-is-checker", "investigator2")),
        (INJURY_INVESTIGATION, INJURY, {"received_on": date(2026, 8, 1)}, ("dates-reversed", "received_on")),
        (INJURY_INVESTIGATION, INJURY, {"finished_on": date(2026, 8, 9)}, ("dates-reversed", "finished_on")),
    ],
)
def test_each_kind_has_its_own_checks(
    kind: Kind, row: dict[str, Cell], changes: dict[str, Cell], expected: tuple[str, str] | None
) -> None:
    result = in_hand(findings_book([{**row, **changes}], kind))
    assert result.kind is kind
    if expected is None:
        assert (result.verdict, result.issues) == (Verdict.CLEAN, ())
    else:
        code, key = expected
        assert [(issue.code, issue.cell) for issue in result.issues] == [(code, f"{letter(key, kind)}4")]
