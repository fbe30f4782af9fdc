"""The machines of retention: no step but those of the tables, intensity by the switching rules, advice with reasons."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.retention.effects import STANDINGS, WORDS, way
from kpi.retention.intensity_rules import Intensity, Lot, Rules, rules_on, stand
from kpi.retention.notice_rules import Answer, Need, Stage, Told, stage
from kpi.retention.rectification_rules import NEXT, OPEN, RectificationState, Verdict, examined
from kpi.retention.renewal_rules import Advice, Record, advise
from vendors.errors import Conflict, Words
from vendors.policy.parameters import parameter
from vendors.registry.rules import ASSIGNABLE, TRANSITIONS, Standing

DAY = date(2026, 10, 13)
RULES = rules_on(DAY)
WAY = {Verdict.PASSED: RectificationState.PASSED, Verdict.FAILED: RectificationState.FAILED}


def _lots(passed: str, rules: Rules = RULES) -> list[Lot]:
    """`+` an accepted lot of a hundred, `-` a rejected one."""
    return [
        Lot(sample=place, number=f"FS-2026-{place:04d}", on=DAY + timedelta(days=place), size=100,
            hits=0 if one == "+" else 50)
        for place, one in enumerate(passed, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("passed", "intensity"),
    [
        ("", Intensity.NORMAL),
        ("-", Intensity.NORMAL),
        ("--", Intensity.TIGHTENED),
        ("-+++-", Intensity.TIGHTENED),
        ("-++++-", Intensity.NORMAL),
        ("--++++", Intensity.TIGHTENED),
        ("--+++++", Intensity.NORMAL),
        ("+" * 9, Intensity.NORMAL),
        ("+" * 10, Intensity.REDUCED),
        ("+" * 10 + "-", Intensity.NORMAL),
        ("+" * 10 + "-" + "-", Intensity.NORMAL),
        ("+" * 10 + "---", Intensity.TIGHTENED),
        ("--" + "-" * 5, Intensity.STOPPED),
        ("--" + "-+" * 5, Intensity.STOPPED),
        ("--" + "-" * 5 + "+" * 5, Intensity.TIGHTENED),
    ],
)
def test_intensity_switches_by_the_rules(passed: str, intensity: Intensity) -> None:
    assert stand(_lots(passed), RULES).intensity is intensity


def test_a_lot_is_accepted_up_to_the_edge() -> None:
    lot = Lot(sample=1, number="FS-2026-0001", on=DAY, size=20, hits=1)
    assert lot.accepted(RULES)
    assert not replace(lot, hits=2).accepted(RULES)


@given(st.lists(st.booleans(), max_size=60))
def test_a_proposed_share_is_never_below_the_least_of_the_law(passed: list[bool]) -> None:
    found = stand(_lots("".join("+" if one else "-" for one in passed)), RULES)
    assert found.ratio >= parameter("sampling_ratio_min", DAY).value
    assert found.run <= len(passed)
    assert [one.to for one in found.switches[-1:]] in ([], [found.intensity])


@given(st.sampled_from(RectificationState), st.sampled_from(Verdict), st.integers(-3, 3))
def test_the_exit_test_only_takes_steps_of_the_machine(now: RectificationState, verdict: Verdict, late: int) -> None:
    try:
        to = examined(now, verdict, due_on=DAY, on=DAY + timedelta(days=late))
    except Conflict:
        return
    assert to in NEXT[now]
    assert to is WAY.get(verdict, RectificationState.UNDER_WAY)
    assert now is RectificationState.REPORTED or (late > 0 and now in OPEN)


@given(st.sampled_from(Standing), st.sets(st.sampled_from(sorted(WORDS))))
def test_effects_only_go_where_the_registry_lets_them(standing: Standing, effects: set[str]) -> None:
    now = standing
    for step in way(standing, effects):
        assert step in TRANSITIONS[now]
        now = step
    gone = now not in ASSIGNABLE
    assert (
        gone or not effects & {"ban", "exit", "suspend"} or standing not in {Standing.IN_SERVICE, Standing.RECTIFYING}
    )


def test_every_effect_of_a_rulebook_is_known() -> None:
    assert STANDINGS.keys() <= WORDS.keys()
    assert way(Standing.IN_SERVICE, {"ban", "rectify"}) == (Standing.EXPELLED, Standing.BANNED)
    assert way(Standing.IN_SERVICE, {"suspend", "rectify"}) == (Standing.SUSPENDED,)
    assert way(Standing.SUSPENDED, {"suspend"}) == ()


NEED = Need(notice=True, hearing=True, collective=True)
TOLD = Told(answer_by=DAY, answer=None, heard=False)


@pytest.mark.parametrize(
    ("told", "days", "expected"),
    [
        (None, 0, Stage.TO_NOTIFY),
        (TOLD, 0, Stage.NOTIFIED),
        (TOLD, 1, Stage.READY),
        (replace(TOLD, answer=Answer.NOTHING), 0, Stage.READY),
        (replace(TOLD, answer=Answer.STATEMENT), 9, Stage.TO_REVIEW),
        (replace(TOLD, answer=Answer.HEARING), 9, Stage.TO_HEAR),
        (replace(TOLD, answer=Answer.HEARING, heard=True), 0, Stage.READY),
    ],
)
def test_a_proposal_stands_where_its_notice_has_come_to(told: Told | None, days: int, expected: Stage) -> None:
    on = DAY + timedelta(days=days)
    assert stage(decided=False, superseded=False, needed=NEED, told=told, on=on) is expected
    assert stage(decided=True, superseded=True, needed=NEED, told=told, on=on) is Stage.DECIDED


@pytest.mark.parametrize(
    ("mean", "against", "conditions", "advice"),
    [
        ("90", 0, 0, Advice.PREFERRED),
        ("89.99", 0, 0, Advice.RENEW),
        ("70", 0, 0, Advice.RENEW),
        ("69.99", 0, 0, Advice.AGAINST),
        ("95", 0, 1, Advice.CONDITIONAL),
        ("95", 1, 1, Advice.AGAINST),
        (None, 0, 0, Advice.UNKNOWN),
        (None, 1, 0, Advice.AGAINST),
    ],
)
def test_renewal_is_advised_by_reasons(mean: str | None, against: int, conditions: int, advice: Advice) -> None:
    reason = Words("理由", "A reason")
    found = advise(
        Record(
            mean=None if mean is None else Decimal(mean), against=[reason] * against, conditions=[reason] * conditions,
            least=parameter("renewal_score_min", DAY).value, preferred=parameter("renewal_score_preferred", DAY).value,
        )
    )  # fmt: skip
    assert found.advice is advice
    assert found.reasons
