from dataclasses import asdict, fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.workbook.signature import Stamp, Verdict, read_stamp, sign, strays, verify

SECRET = b"a bureau's secret"
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)


def stamped(task: str = "RW-2026-0047", vendor: int = 3) -> Stamp:
    return sign(
        template="record-review",
        version="2026.1",
        kind="A",
        task=task,
        vendor=vendor,
        uscc="91620700MA0000015U",
        at=AT,
        secret=SECRET,
    )


def test_a_genuine_stamp_verifies_under_its_own_secret_only() -> None:
    assert verify(stamped(), SECRET) is Verdict.OK
    assert verify(stamped(), b"another") is Verdict.FORGED
    assert verify(None, SECRET) is Verdict.ABSENT


@given(st.sampled_from([field.name for field in fields(Stamp)]), st.text(max_size=30))
def test_no_field_can_be_changed_unnoticed(name: str, text: str) -> None:
    genuine = stamped()
    forged = Stamp(**{**asdict(genuine), name: text})
    assert verify(forged, SECRET) is (Verdict.OK if forged == genuine else Verdict.FORGED)


def test_text_cannot_slip_from_one_field_into_the_next() -> None:
    one, other = stamped(task="RW-1"), replace(stamped(task="RW-1"), task="RW-", vendor="13")
    assert verify(one, SECRET) is Verdict.OK
    assert verify(other, SECRET) is Verdict.FORGED


def test_the_sheet_alone_is_enough() -> None:
    assert read_stamp([list(row) for row in stamped().rows]) == stamped()


def test_other_rows_and_short_rows_are_passed_over() -> None:
    assert read_stamp([["x", "y"], ["alone"], [], *map(list, stamped().rows)]) == stamped()
    assert read_stamp([["x", "y"]]) is None


def test_sheet_and_properties_that_disagree_are_a_forgery() -> None:
    properties = as_properties(stamped(task="RW-2026-0048"))
    found = read_stamp([list(row) for row in stamped().rows], properties)
    assert verify(found, SECRET) is Verdict.FORGED


def as_properties(stamp: Stamp) -> bytes:
    items = "".join(
        f'<property name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>\n' for name, value in stamp.rows
    )
    return f'<Properties xmlns="p" xmlns:vt="v">{items}</Properties>'.encode()


def test_the_properties_alone_are_enough() -> None:
    assert read_stamp(properties=as_properties(stamped())) == stamped()


@pytest.mark.parametrize("broken", [b"", b"<", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe\x00"])
def test_a_broken_or_declared_part_says_nothing(broken: bytes) -> None:
    assert read_stamp(properties=broken) is None


def test_a_stamp_for_another_vendor_or_task_says_so_in_both_languages() -> None:
    assert strays(stamped(), task="RW-2026-0047", vendor=3) is None
    elsewhere = strays(stamped(), task="RW-2026-0050", vendor=3)
    assert elsewhere is not None
    assert "RW-2026-0050" in elsewhere.zh
    assert "RW-2026-0047" in elsewhere.en
    foreign = strays(stamped(), task="RW-2026-0047", vendor=4)
    assert foreign is not None
    assert "另一家" in foreign.zh


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        sign(template="t", version="1", kind="A", task="x", vendor=1, uscc="", at=datetime(2026, 1, 1), secret=SECRET)  # noqa: DTZ001
