"""What became of a violation code since the day of the finding."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.findings.dossier import named, since
from server.web import i18n
from vendors.policy.codes import ViolationType, violation_type

TODAY = date(2026, 9, 25)
LAST = date(2026, 3, 31)


def entry(**changes: object) -> ViolationType:
    found = violation_type("0202", TODAY)
    assert found is not None
    return replace(found, **changes)  # type: ignore[arg-type]


def test_a_type_that_holds_says_nothing_more() -> None:
    assert since(entry(), TODAY) == ""
    assert since(entry(until=TODAY), TODAY) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "超标准计费"}, "2026-03-31 后更名为“超标准收费”"),
        ({"code": "0299", "successor": "0201"}, "2026-03-31 后停用，改用 0201 重复收费"),
        ({"code": "0299"}, "2026-03-31 后停用"),
    ],
)
def test_a_type_that_ended_says_what_took_its_place(changes: dict[str, str], said: str) -> None:
    assert since(entry(until=LAST, **changes), TODAY) == said
    assert since(entry(until=LAST, **changes), LAST) == ""
    assert since(entry(until=LAST, **changes), LAST + timedelta(days=1)) == said


def test_an_english_page_has_the_official_name_first() -> None:
    i18n.speak("en")
    try:
        assert named(entry()) == "超标准收费 (charge above the standard)"
        assert named(entry(name="超标准计费", until=LAST)) == "超标准计费"
    finally:
        i18n.speak("zh")
