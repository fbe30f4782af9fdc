"""Regions keep their abolished codes; medical codes are known by their shape."""

from datetime import date

import pytest

from vendors.policy.codes import ended_names, ended_violations, read_taxonomy, violation_names
from vendors.policy.medical_codes import format_of
from vendors.policy.regions import ever_existed, region_in_force, regions


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("620702", date(2026, 1, 1), "甘州区"),
        ("622201", date(2002, 6, 30), "张掖市"),
        ("622201", date(2002, 7, 1), None),
        ("620702", date(2002, 6, 30), None),
        ("620799", date(2026, 1, 1), "市本级"),
        ("110101", date(2026, 1, 1), None),  # no region of the bureau's
    ],
)
def test_a_region_holds_from_a_day_to_a_day(code: str, day: date, name: str | None) -> None:
    found = region_in_force(code, day)
    assert (found.name if found else None) == name


def test_every_abolished_region_names_the_one_that_took_over() -> None:
    gone = [region for region in regions().values() if region.until]
    assert len(gone) == 8
    assert all(region.successor in regions() for region in gone)


@pytest.mark.parametrize(
    ("code", "known"),
    [("622222", True), ("110101", True), ("150200", True), ("620100", True), ("620799", False), ("629901", False)],
)
def test_a_region_of_the_country_at_any_time_is_known(code: str, known: bool) -> None:
    assert ever_existed(code) is known


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("XL02BBA326A001010102180", "西药"),
        ("ZA01AAA0001010100001", "中成药"),
        ("T001700001", "中药饮片"),
        ("003401000230600", "医疗服务项目"),
        ("001216000010100-2", "医疗服务项目"),
        ("C0101010010000100001", "医用耗材"),
        ("C01010100100001000010000001", "医用耗材"),
        ("I10.x00x002", "疾病诊断"),
        ("K29.500", "疾病诊断"),
        ("81.0800x006", "手术操作"),
        ("47.0100", "手术操作"),
        ("D620702999001", "医保医师"),
        ("N620702000001", "医保护士"),
        ("HY620702000001", "药学、技术人员"),
        ("H62070299901", "定点医药机构"),
        ("P62072599902", "定点医药机构"),
        ("XL02BBA326A00101010218", None),
        ("d620702999001", None),
        ("一级护理", None),
    ],
)
def test_a_code_is_known_by_its_shape(code: str, zh: str | None) -> None:
    found = format_of(code)
    assert (found.zh if found else None) == zh


def test_a_code_that_ended_is_understood_but_not_offered() -> None:
    text = """
    [group.02]
    name = "收费类"
    [[type]]
    code = "0202"
    name = "超标准收费"
    law = ""
    seeds = ""
    from = 2021-05-01
    until = 2026-03-31
    successor = "0209"
    """
    (entry,) = read_taxonomy(text)
    assert (entry.successor, entry.in_force(date(2026, 3, 31)), entry.in_force(date(2026, 4, 1))) == (
        "0209",
        True,
        False,
    )


def test_nothing_has_ended_yet() -> None:
    on = date(2026, 10, 1)
    assert ended_violations(on) == ended_names(on) == {}
    assert len(violation_names(on)) == 71
