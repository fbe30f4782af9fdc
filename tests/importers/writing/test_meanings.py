import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.meanings import Meaning, Reading

READING = Reading(finding=("kind", "amount"), reviewed=("auditor", "on"))


@pytest.mark.parametrize(
    ("values", "meaning"),
    [
        ({"kind": "0202", "auditor": "王某", "on": "2026-10-12"}, Meaning.FINDING),
        ({"amount": 0}, Meaning.FINDING),
        ({"auditor": "王某", "on": "2026-10-12"}, Meaning.PASSED),
        ({"auditor": "王某"}, Meaning.UNTOUCHED),
        ({"auditor": "　", "on": "2026-10-12"}, Meaning.UNTOUCHED),
        ({"kind": " ", "amount": None, "visit": "1"}, Meaning.UNTOUCHED),
        ({}, Meaning.UNTOUCHED),
    ],
)
def test_what_a_row_says(values: dict[str, object], meaning: Meaning) -> None:
    assert READING.meaning(values) is meaning


@given(st.dictionaries(st.sampled_from(["kind", "amount", "auditor", "on"]), st.none() | st.text() | st.integers()))
def test_a_sheet_without_a_case_list_holds_findings_only(values: dict[str, object]) -> None:
    assert Reading(reviewed=("auditor", "on")).meaning(values) is Meaning.FINDING
