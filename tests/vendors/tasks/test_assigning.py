from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vendors.bars import Bar
from vendors.errors import Words
from vendors.tasks.assignment.proposing import Candidate, propose

UNSCORED = Decimal(70)
NEVER = Bar(code="standing_suspended", words=Words("暂停派单", "Suspended"), rule="r")
MAYBE = Bar(code="capacity.open_tasks", words=Words("在办过多", "Too many in hand"), rule="r", waivable=True)


def one(contract: int, **known: object) -> Candidate:
    told: dict[str, object] = {
        "vendor": contract, "name": f"机构{contract}", "contract": contract, "contract_number": f"HT-{contract}",
        "in_hand": 0, "capacity": 30, "lately": 0, "last_on": None, "score": Decimal(80),
    }  # fmt: skip
    return Candidate(**(told | known))  # type: ignore[arg-type]


def order(*candidates: Candidate) -> list[int]:
    return [each.candidate.contract for each in propose(candidates, unscored=UNSCORED).placed]


def test_whoever_is_furthest_below_its_fair_share_comes_first() -> None:
    assert order(one(1, lately=9), one(2, lately=1)) == [2, 1]


def test_a_better_score_means_a_greater_share() -> None:
    assert order(one(1, lately=5, score=Decimal(70)), one(2, lately=5, score=Decimal(95))) == [2, 1]


def test_with_equal_shares_whoever_has_less_in_hand_comes_first_then_who_has_waited_longest() -> None:
    assert order(one(1, in_hand=3), one(2, in_hand=1)) == [2, 1]
    assert order(one(1, last_on=date(2026, 7, 1)), one(2, last_on=date(2026, 3, 1))) == [2, 1]


def test_a_vendor_without_a_score_is_reckoned_at_the_parameter() -> None:
    (placed,) = propose([one(1, score=None)], unscored=UNSCORED).placed
    assert placed.reasons[0].zh == "尚无考核得分，按 70 分计"
    assert placed.fair == 1


def test_whoever_a_bar_stands_against_is_listed_apart_with_the_sentence() -> None:
    found = propose([one(1, bars=(NEVER,)), one(2)], unscored=UNSCORED)
    assert [each.candidate.contract for each in found.placed] == [2]
    assert [bar.words.zh for each in found.barred for bar in each.bars] == ["暂停派单"]


def test_a_bar_that_may_be_set_aside_only_sends_to_the_back() -> None:
    found = propose([one(1, bars=(MAYBE,)), one(2, lately=20)], unscored=UNSCORED)
    assert [each.candidate.contract for each in found.placed] == [2, 1]
    assert MAYBE.words in found.placed[1].reasons


def test_nobody_to_propose_is_an_empty_proposal() -> None:
    assert propose([], unscored=UNSCORED).placed == ()


candidates = st.lists(
    st.builds(
        one,
        st.integers(1, 9),
        lately=st.integers(0, 20),
        in_hand=st.integers(0, 30),
        score=st.none() | st.decimals(0, 100, places=2),
        bars=st.sampled_from([(), (NEVER,), (MAYBE,), (NEVER, MAYBE)]),
    ),
    unique_by=lambda each: each.contract,
    max_size=6,
)


@given(candidates)
def test_everybody_is_either_placed_or_barred_and_fair_shares_add_up(known: list[Candidate]) -> None:
    found = propose(known, unscored=UNSCORED)
    assert {each.candidate.contract for each in found.placed} | {each.contract for each in found.barred} == {
        each.contract for each in known
    }
    assert not found.placed or abs(sum((each.fair for each in found.placed), Decimal(-1))) < Decimal("0.0001")
    assert all(not bar.waivable or len(each.bars) > 1 for each in found.barred for bar in each.bars)


@given(candidates)
def test_the_order_does_not_hang_on_the_order_asked(known: list[Candidate]) -> None:
    assert order(*known) == order(*reversed(known)) == order(*(replace(each) for each in known))
