from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.registry.qualifications.rules import (
    Held,
    QualificationState,
    known_for,
    lacking,
    named,
    needs,
    packaged,
    read_requirements,
    reminder_step,
)
from vendors.registry.rules import Kind

DAY = date(2026, 7, 6)
STEPS = (90, 30, 7)
VERIFIED = QualificationState.VERIFIED


def held(
    code: str, *, until: date | None = None, since: date = date(2020, 1, 1), state: QualificationState = VERIFIED
) -> Held:
    return Held(code=code, valid_from=since, valid_until=until, state=state)


def lacks(kind: Kind, *shown: Held) -> list[str]:
    return [lack.names.zh for lack in lacking(known_for(kind, on=DAY), shown, on=DAY)]


def test_every_kind_must_show_something_and_names_its_source() -> None:
    for kind in Kind:
        assert any(need.required for need in needs(known_for(kind, on=DAY))), kind
    assert all(one.source and one.words.en for one in packaged())


def test_of_certificates_that_stand_in_for_one_another_one_is_enough() -> None:
    assert lacks(Kind.A) == ["医疗机构执业许可证或病历质控能力证明"]
    assert lacks(Kind.A, held("record_quality_proof")) == []
    assert lacks(Kind.A, held("iso27001")) == ["医疗机构执业许可证或病历质控能力证明"]


@pytest.mark.parametrize(
    ("until", "good"), [(None, True), (DAY, True), (DAY - timedelta(days=1), False), (date(2027, 1, 1), True)]
)
def test_a_certificate_counts_to_the_end_of_its_last_day(until: date | None, *, good: bool) -> None:
    assert (lacks(Kind.C, held("accounting_licence", until=until)) == []) is good


def test_a_lapsed_one_is_told_with_its_last_day_and_a_renewed_one_takes_its_place() -> None:
    old, new = held("insurance_permit", until=date(2026, 6, 30)), held("insurance_permit", until=date(2029, 6, 30))
    (lack,) = lacking(known_for(Kind.D, on=DAY), [old], on=DAY)
    assert lack.lapsed_on == date(2026, 6, 30)
    assert lacking(known_for(Kind.D, on=DAY), [old, new], on=DAY) == ()


@pytest.mark.parametrize("state", [state for state in QualificationState if state is not VERIFIED])
def test_only_a_verified_certificate_counts(state: QualificationState) -> None:
    assert lacks(Kind.C, held("accounting_licence", state=state)) == ["会计师事务所执业证书"]


def test_one_that_begins_tomorrow_does_not_count_today() -> None:
    assert lacks(Kind.C, held("accounting_licence", since=DAY + timedelta(days=1)))


def test_a_requirement_holds_between_its_days() -> None:
    row = """
    [[qualification]]
    kind = "C"
    code = "x"
    need = "x"
    zh = "新证"
    en = "New"
    required = true
    source = "s"
    from = 2026-08-01
    to = 2027-07-31
    """
    (one,) = read_requirements(row)
    days = (date(2026, 7, 31), date(2026, 8, 1), date(2027, 7, 31), date(2027, 8, 1))
    assert [one.holds_on(day) for day in days] == [False, True, True, False]


def test_a_certificate_is_named_for_its_kind_alone() -> None:
    assert named(Kind.C, "insurance_permit") is None
    assert named(Kind.D, "insurance_permit")


@pytest.mark.parametrize(
    ("left", "step"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0), (-400, 0)]
)
def test_reminders_go_out_at_ninety_thirty_and_seven_days_and_when_it_has_lapsed(left: int, step: int | None) -> None:
    assert reminder_step(left, STEPS) == step


@given(st.integers(-1000, 1000))
def test_a_reminder_never_steps_back_as_the_day_comes_nearer(left: int) -> None:
    now, later = reminder_step(left, STEPS), reminder_step(left - 1, STEPS)
    assert later is not None or now is None
    if now is not None and later is not None:
        assert later <= now
