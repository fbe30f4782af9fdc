"""Forms, cursors, clock, filters: the small pieces, without a server."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web import assets, clock, i18n, templating
from server.web.forms import Form, Reading
from server.web.paging import seal, unseal
from vendors.actors import Role
from vendors.errors import Invalid


def reading(**values: str) -> Reading:
    return Reading(Form(values=values))


def test_typed_values_come_out_typed() -> None:
    read = reading(name="中衡", count="12", amount="1,234.56", day="2026-10-08", role="leader")
    assert read.text("name") == "中衡"
    assert read.whole("count") == 12
    assert read.fen("amount") == 123_456
    assert read.day("day") == date(2026, 10, 8)
    assert read.choice("role", Role) is Role.LEADER
    read.finish()


def test_all_faults_are_named_at_once() -> None:
    read = reading(count="1.5", amount="0.001", day="2026-13-02", role="king", rate="NaN")
    read.text("name")
    read.whole("count")
    read.fen("amount")
    read.day("day")
    read.choice("role", Role)
    read.decimal("rate")
    with pytest.raises(Invalid) as raised:
        read.finish()
    assert list(raised.value.fields) == ["name", "count", "amount", "day", "role", "rate"]


def test_what_is_not_required_may_be_missing() -> None:
    read = reading()
    assert read.text("name", required=False) == ""
    assert read.day("day", required=False) is None
    assert read.fen("amount", required=False) is None
    assert read.choice("role", Role, required=False) is None
    assert read.whole("count", required=False) is None
    read.finish()


@given(st.text())
def test_no_typed_amount_breaks_the_reader(typed: str) -> None:
    found = reading(amount=typed).fen("amount")
    assert found is None or isinstance(found, int)


@pytest.mark.parametrize("typed", ["1e999999", "-9e999999", "Infinity", "1_000", "0x10", "1e3"])
def test_a_number_is_digits_with_a_point_and_nothing_else(typed: str) -> None:
    read = reading(amount=typed, rate=typed)
    assert (read.fen("amount"), read.decimal("rate")) == (None, None)
    with pytest.raises(Invalid):
        read.finish()


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
def test_a_day_no_clock_can_turn_into_another_zone_is_refused(typed: str) -> None:
    assert reading(day=typed).day("day") is None


@given(st.lists(st.one_of(st.none(), st.integers(), st.text())).map(tuple))
def test_a_cursor_comes_back_as_it_was(values: tuple[str | int | None, ...]) -> None:
    assert unseal(seal(*values)) == values


@given(st.text())
def test_a_strange_cursor_means_the_first_page(cursor: str) -> None:
    found = unseal(cursor)
    assert found is None or isinstance(found, tuple)


def test_the_clock_stands_where_it_is_set() -> None:
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    with clock.standing_at(at):
        assert clock.now() == at
    with clock.everywhere_at(at):
        assert clock.now() == at
    assert clock.now() > at
    with pytest.raises(ValueError, match="aware"), clock.standing_at(at.replace(tzinfo=None)):
        pass


def test_filters_round_half_up_and_show_a_dash_for_nothing() -> None:
    assert templating.percent(Decimal("0.98650")) == "98.7%"
    assert templating.score(Decimal("92.115")) == "92.12"
    assert templating.local_time(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-11-21 00:30"
    assert templating.local_day(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-11-21"
    assert {
        templating.FILTERS[name](None) for name in ("yuan", "wan", "day", "time", "percent", "score", "number")
    } == {"—"}


def test_an_unknown_icon_or_file_is_noticed() -> None:
    with pytest.raises(LookupError):
        assets.icon("no-such-icon")
    with pytest.raises(FileNotFoundError):
        assets.static("no-such-file.css")


def test_the_style_and_the_script_stay_small() -> None:
    folder = i18n.ROOMS / "web" / "static"
    assert (
        sum((folder / name).stat().st_size for name in assets.STYLES) <= 28 * 1024
    )  # about 25 KB, with room for a page
    assert (folder / "app.js").stat().st_size <= 4 * 1024
