"""Lines become cases, and nothing of their money is lost."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.findings.cases import Cases, cases
from importers.findings.checking import Verdict, check
from importers.findings.evidence import parse
from importers.findings.filing import finding_record, proof_record
from importers.findings.kinds import AUDIT_PROBLEMS, RECORD_REVIEW, SMART_MONITORING
from tests.support.examining import in_hand
from tests.support.findings_books import GOOD, ON, example_rows, findings_book, rows_of
from vendors.findings.incoming import FINDING_COLUMNS

pytestmark = pytest.mark.anyio


async def test_lines_of_one_visit_and_violation_make_one_case() -> None:
    second = {**GOOD, "seq": 2, "hilist_code": "001201000030001", "vola_cont": "另一日同样多计一级护理费用"}
    other = {**GOOD, "seq": 3, "vola_type": "0201"}
    found = cases(in_hand(findings_book([GOOD, second, other])).rows)
    assert [(case.violation, case.lines) for case in found] == [("0202", 2), ("0201", 1)]
    assert found[0].amount_fen == 21600
    assert found[0].description.count("；") == 1
    assert [item.page for item in found[0].evidence] == ["3", "7"]


async def test_the_weightiest_certainty_of_the_lines_is_the_case_s() -> None:
    clue = {**GOOD, "certainty": "线索", "vola_amt": None, "fund_loss": None, "recall_docs": "血常规"}
    second = {**GOOD, "seq": 2, "hilist_code": "001201000030001"}
    (case,) = cases(in_hand(findings_book([clue, second])).rows)
    assert (case.certainty, case.amount_fen) == ("明确违规", 10800)


async def test_cases_hold_every_row_and_every_fen() -> None:
    content = findings_book(rows_of(25))
    counts = (await check(content, "a.xlsx", on=ON)).counts
    found = cases(in_hand(content).rows)
    assert sum(case.lines for case in found) == counts.findings == 25
    assert (len(found), sum(case.amount_fen for case in found)) == (counts.cases, counts.amount_fen)
    assert sum(case.amount_fen for case in found) == 25 * 10800


def test_evidence_is_read_with_full_width_signs_and_either_half_of_the_eighth_kind() -> None:
    items = parse("书证：长期医嘱单：3；现场笔录:巡查记录:1-2\n8:勘验:4;")
    assert [(item.kind, item.page) for item in items] == [
        ("书证", "3"),
        ("勘验笔录、现场笔录", "1-2"),
        ("勘验笔录、现场笔录", "4"),
    ]


AMOUNT = st.integers(min_value=0, max_value=863_250)


@settings(max_examples=12)
@given(st.lists(st.tuples(AMOUNT, AMOUNT).map(sorted), min_size=1, max_size=30))
def test_any_valid_sheet_gives_back_its_rows_and_its_fen(amounts: list[list[int]]) -> None:
    rows = rows_of(len(amounts), deduction="按例")
    for row, (loss, amount) in zip(rows, amounts, strict=True):
        row.update(deduction="按例", vola_amt=amount / 100, fund_loss=loss / 100)
    result = in_hand(findings_book(rows))
    found = cases(result.rows)
    assert result.verdict is Verdict.CLEAN
    assert [case.amount_fen for case in found] == [amount for _, amount in amounts]
    assert sum(case.fund_loss_fen for case in found) == sum(loss for loss, _ in amounts)


@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030"])
async def test_a_csv_of_findings_says_the_same_as_the_workbook(coding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.zh for column in RECORD_REVIEW.layout.columns])
    for row in rows_of(3):
        writer.writerow([row.get(column.key) for column in RECORD_REVIEW.layout.columns])
    content = text.getvalue().encode(coding)
    result, book = in_hand(content, "a.csv"), in_hand(findings_book(rows_of(3)))
    assert (await check(content, "a.csv", on=ON)).verdict is result.verdict is Verdict.CLEAN
    assert [row.values for row in result.rows] == [row.values for row in book.rows]


def test_what_the_sheet_says_of_the_case_goes_on_the_record() -> None:
    """A record review says the shams of its lines, the insurance and the doctor; a machine says its rule as well."""
    sham = {**GOOD, "fraud_flag": "假病情", "insutype": "390"}
    second = {**GOOD, "seq": 2, "hilist_code": "001201000030001", "fraud_flag": "假票据"}
    record = said(findings_book([sham, second]))
    assert record == {
        "source": "third_party", "false_kinds": "{illness,bill}", "insutype": "390",
        "doctor": "D620702999001", "rule": "",
    }  # fmt: skip
    machine = said(findings_book(example_rows(SMART_MONITORING), SMART_MONITORING))
    assert (machine["source"], machine["rule"], machine["false_kinds"]) == ("smart_monitoring", "R01", "{}")
    assert machine["insutype"]


def test_a_kind_without_patients_says_nothing_of_insurance_or_doctor() -> None:
    record = said(findings_book(example_rows(AUDIT_PROBLEMS), AUDIT_PROBLEMS))
    assert (record["insutype"], record["doctor"], record["source"]) == ("", "", "third_party")


def said(content: bytes) -> dict[str, str]:
    """The last columns of the first case's record."""
    examined = in_hand(content)
    assert examined.kind is not None
    found = Cases()
    for row in examined.rows:
        found.take(row, "0" * 16, examined.kind.source)
    first = next(iter(found))
    record = finding_record(first, proof_record(first.evidences)).rstrip("\n").split("\t")
    assert len(record) == len(FINDING_COLUMNS)
    return dict(zip(FINDING_COLUMNS[-5:], record[-5:], strict=True))
