"""The taxonomy is dated data; code lists are the official ones."""

from datetime import date

import pytest

from vendors.policy.bureau import keeping
from vendors.policy.codes import (
    code_list,
    code_list_in_english,
    code_lists,
    packaged_english,
    taxonomy,
    violation_names,
    violation_type,
    violation_types,
)
from vendors.policy.rows import Bureau, Entry

ON = date(2026, 10, 1)


def test_a_violation_type_knows_its_group_and_law() -> None:
    found = violation_type("0202", ON)
    assert found is not None
    assert (found.name, found.group_name, found.law) == ("超标准收费", "收费类", "条例38(三) #13")


def test_before_the_regulation_nothing_is_in_force() -> None:
    assert violation_type("0202", date(2021, 4, 30)) is None
    assert violation_type("0202", date(2021, 5, 1)) is not None


def test_what_vendors_do_wrong_is_no_finding_against_an_institution() -> None:
    assert "2001" in violation_types(ON)
    assert "2001" not in violation_names(ON)


def test_codes_are_four_digits_of_a_known_group_and_unique_on_a_day() -> None:
    in_force = [entry for entry in taxonomy() if entry.in_force(ON)]
    assert all(entry.code.isdigit() and len(entry.code) == 4 and entry.group_name for entry in in_force)
    assert len(in_force) == len(violation_types(ON)) == 77


def test_the_eight_kinds_of_evidence_leave_expert_opinion_out() -> None:
    assert len(code_list("evidence_type")) == 8
    assert not any("专家" in words for words in code_list("evidence_type").values())


def test_every_list_has_its_title_and_source() -> None:
    assert all(listed.title and listed.title_en and listed.source and listed.codes for listed in code_lists().values())
    with pytest.raises(KeyError):
        code_list("nothing")


def test_every_packaged_code_has_its_english() -> None:
    for name, listed in code_lists().items():
        assert set(packaged_english(name)) == set(listed.codes), name
        assert all(packaged_english(name).values())


def test_the_bureaus_own_english_comes_before_the_packaged_one() -> None:
    begins = date(2026, 8, 1)
    own = tuple(
        Entry(list_name="staff_certificate", code=code, zh=zh, en=en, begins=begins, ends=None)
        for code, zh, en in (("1", "上岗证", "permit of work"), ("98", "评估员证", ""))
    )
    with keeping(Bureau(version=1, entries=own)):
        said = code_list_in_english("staff_certificate", begins)
        before = code_list_in_english("staff_certificate", date(2026, 7, 31))
    assert (said["1"], said["98"], said["2"]) == ("permit of work", "评估员证", "physician's qualification")
    assert "98" not in before
