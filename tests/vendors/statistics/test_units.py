from tests.support import a
from vendors.policy.regions import regions
from vendors.statistics.campaign.columns import BY_KEY, COLUMNS
from vendors.statistics.units import unit_name, units


def test_the_units_are_the_counties_then_the_city_itself() -> None:
    known = units(a.MONDAY)
    assert [regions()[code].name for code in known.rows][-2:] == ["山丹县", "市本级"]
    assert (known.city, known.own, unit_name(known.city, a.MONDAY)) == ("620700", "620799", "合计")


def test_a_campaign_of_some_counties_has_their_rows_and_the_citys_own() -> None:
    assert units(a.MONDAY).narrowed(["620722"]) == ("620722", "620799")


def test_no_column_stands_twice() -> None:
    assert len(BY_KEY) == len(COLUMNS)
