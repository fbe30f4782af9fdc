"""What was asked at each return stands beside what was answered."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.support import filed
from vendors.findings.rounds import RETURNS, rounds
from vendors.findings.rules import Act
from vendors.findings.steps import Step

WAYS = st.lists(st.sampled_from([Act.FIRST_PASS, Act.FIRST_RETURN, Act.SECOND_RETURN, Act.ANSWER]), max_size=12)


def step(act: Act, hours: int = 0) -> Step:
    return Step(at=filed.FILED + timedelta(hours=hours), who="", act=act, note=act.zh)


def test_an_answer_stands_beside_its_return_and_an_open_return_alone() -> None:
    way = [step(act) for act in (Act.FIRST_RETURN, Act.ANSWER, Act.FIRST_PASS, Act.SECOND_RETURN)]
    found = rounds(way)
    assert [(one.asked.act, one.answered and one.answered.act) for one in found] == [
        (Act.FIRST_RETURN, Act.ANSWER), (Act.SECOND_RETURN, None),
    ]  # fmt: skip


def test_an_answer_to_a_return_that_is_kept_from_the_reader_begins_no_round() -> None:
    sealed = Step(at=filed.FILED, who="", act=None, note="", sealed=True)
    assert rounds([sealed, step(Act.ANSWER)]) == ()


@given(way=WAYS)
def test_every_round_begins_with_a_return_and_its_answer_is_later(way: list[Act]) -> None:
    found = rounds([step(act, hours) for hours, act in enumerate(way)])
    assert all(one.asked.act in RETURNS for one in found)
    assert all(one.answered is None or one.asked.at < one.answered.at for one in found)
    assert sum(one.answered is None for one in found) <= 1
