from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support import a
from vendors.actors import SYSTEM, Actor, Role
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.handoffs.actions import route_handoff, send_handoff, withdraw_handoff
from vendors.handoffs.answer_actions import answer_handoff, close_handoff, forward_handoff, receive_handoff
from vendors.handoffs.firming import firm_answers
from vendors.handoffs.queries import HandoffFilters, due_handoffs, handoff, handoff_counts, handoffs, responses, sides
from vendors.handoffs.rules import Answer, HandoffState, Side, Slip
from vendors.institutions.queries import institutions
from vendors.people.recusal.actions import Given, Person, note_tie
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.periods import at_local
from vendors.policy.bureau import keeping
from vendors.policy.calendar import deadline
from vendors.policy.parameters import parameter
from vendors.policy.rows import Bureau, Day, DayKind
from vendors.registry.rules import Group, Kind
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
DAYS = parameter("handoff_answer_days", a.MONDAY).whole
NOTICE_2027 = Bureau(
    version=1,
    days=tuple(Day(day=day, works=False, kind=DayKind.NOTICE) for day in (date(2027, 1, 1),)),
)
NUMBER = "11010519491231002X"
SCAN = File(filename="线索.pdf", content=b"%PDF-1.7")


async def serving(kind: Kind, name: str) -> int:
    """A vendor of a kind in service."""
    vendor = await a.vendor(kind=kind, name=name)
    await a.contract(vendor=vendor)
    return vendor


async def pair() -> tuple[int, int]:
    """A record reviewer and an accounting firm, the only ones of their groups."""
    return await serving(Kind.A, "陇上病历质控有限公司"), await serving(Kind.C, "河西会计师事务所")


def slip(**changes: object) -> Slip:
    told: dict[str, object] = {
        "to_group": Group.AUDIT,
        "subject": "耗材数量与手术不符",
        "facts": "骨科三例，螺钉多计 6 枚",
    }
    return Slip(**(told | changes))  # type: ignore[arg-type]


async def sent(sender: int, **changes: object) -> int:
    with seeing(sender):
        return await send_handoff(slip=slip(**changes), by=a.clerk_of(sender), at=a.AT)


async def test_a_slip_reaches_the_only_vendor_of_the_group_with_its_days_running() -> None:
    one, two = await pair()
    made = await sent(one)
    with seeing(two):
        found = await handoff(made, for_=a.clerk_of(two))
    due = deadline(a.MONDAY, DAYS)
    assert (found.number, found.state, found.mine) == ("XZ-2026-0001", HandoffState.SENT, Side.RECEIVER)
    assert (found.due_on, found.due_is_provisional) == (due.on, due.provisional)
    assert found.from_group is Group.RECORD_REVIEW


async def test_nobody_without_a_part_in_a_slip_sees_it_not_even_by_its_number() -> None:
    one, _ = await pair()
    made, other = await sent(one), await serving(Kind.B, "祁连数据技术有限公司")
    outsider = a.clerk_of(other)
    with seeing(other):
        assert await handoffs(for_=outsider) == ()
        assert await handoffs(for_=SYSTEM) == ()
        for act in (handoff(made, for_=outsider), receive_handoff(handoff=made, by=outsider, at=a.AT)):
            with pytest.raises(NotFound):
                await act


async def test_with_several_vendors_in_the_group_the_bureau_chooses_and_the_days_begin_then() -> None:
    one, two = await pair()
    await serving(Kind.C, "雪峰会计师事务所")
    made = await sent(one)
    assert (await handoff(made, for_=SYSTEM)).due_on is None
    with pytest.raises(Invalid):
        await route_handoff(handoff=made, vendor=one, by=a.MANAGER, at=a.AT)
    later = a.MONDAY + timedelta(days=2)
    await route_handoff(handoff=made, vendor=two, by=a.MANAGER, at=at_local(later))
    found = await handoff(made, for_=a.clerk_of(two))
    assert (found.state, found.due_on) == (HandoffState.SENT, deadline(later, DAYS).on)
    with pytest.raises(Conflict):
        await route_handoff(handoff=made, vendor=two, by=a.MANAGER, at=a.AT)


async def test_the_answer_stops_the_days_and_the_sender_closes_the_slip() -> None:
    one, two = await pair()
    made, answered = await sent(one), a.MONDAY + timedelta(days=3)
    with seeing(two):
        receiver = a.clerk_of(two)
        await receive_handoff(handoff=made, by=receiver, at=a.AT)
        with pytest.raises(Forbidden):
            await close_handoff(handoff=made, by=receiver, at=a.AT)
        await answer_handoff(handoff=made, answer=Answer.PARTLY, text="已核实两例", by=receiver, at=at_local(answered))
    with seeing(one):
        with pytest.raises(Forbidden):
            await answer_handoff(handoff=made, answer=Answer.ADOPTED, text="好", by=a.clerk_of(one), at=a.AT)
        await close_handoff(handoff=made, by=a.clerk_of(one), at=at_local(answered))
    found = await handoff(made, for_=SYSTEM)
    assert (found.state, found.answer, found.response_days) == (HandoffState.CLOSED, Answer.PARTLY, 3)


async def test_an_answer_says_something_and_comes_once() -> None:
    one, two = await pair()
    made, who = await sent(one), a.clerk_of(two)
    for answer, text in ((Answer.ADOPTED, "  "), (Answer.FORWARDED, "给别人")):
        with pytest.raises(Invalid):
            await answer_handoff(handoff=made, answer=answer, text=text, by=who, at=a.AT)
    await answer_handoff(handoff=made, answer=Answer.ADOPTED, text="已列入抽盘", by=who, at=a.AT)
    with pytest.raises(Conflict):
        await answer_handoff(handoff=made, answer=Answer.REJECTED, text="再想想", by=who, at=a.AT)
    assert (await handoff(made, for_=who)).received_by == who.name


async def test_a_forwarded_slip_goes_on_with_its_files_and_its_first_sender_follows_it() -> None:
    one, two = await pair()
    three = await serving(Kind.B, "祁连数据技术有限公司")
    with seeing(one):
        made = await send_handoff(slip=slip(), by=a.clerk_of(one), at=a.AT, file=SCAN, sha256="ab" * 32)
    with seeing(two):
        onward = await forward_handoff(
            handoff=made, to_group=Group.MONITORING, text="应由系统比对", by=a.clerk_of(two), at=a.AT
        )
    with seeing(three):
        found = await handoff(onward, for_=a.clerk_of(three))
        files = await attachments(object_type="handoff", object_ids=[onward], for_=a.clerk_of(three))
    assert (found.from_group, found.mine, len(files)) == (Group.AUDIT, Side.RECEIVER, 1)
    assert "转办说明：应由系统比对" in found.facts
    parts = {one.vendor: one.side for one in await sides(onward, for_=SYSTEM)}
    assert parts == {two: Side.SENDER, three: Side.RECEIVER, one: Side.CONTRIBUTOR}
    assert (await handoff(made, for_=SYSTEM)).state is HandoffState.FORWARDED


async def test_a_slip_goes_to_another_group_with_a_vendor_in_service_and_names_real_things() -> None:
    one, _ = await pair()
    for wrong, field in (
        ({"to_group": Group.RECORD_REVIEW}, "to_group"),
        ({"to_group": Group.ENTRUSTED}, "to_group"),
        ({"subject": " "}, "subject"),
        ({"facts": ""}, "facts"),
        ({"institution": "H99999999999"}, "institution"),
    ):
        with pytest.raises(Invalid) as said:
            await sent(one, **wrong)
        assert field in said.value.fields
    assert await handoffs(for_=SYSTEM) == ()


async def test_the_receiver_does_not_see_the_senders_task() -> None:
    one, two = await pair()
    contract = await a.contract(vendor=one)
    task = await a.draft(contract=contract)
    made = await send_handoff(
        slip=slip(task=task, from_group=Group.RECORD_REVIEW, contributors=(one,)), by=a.MANAGER, at=a.AT
    )
    assert (await handoff(made, for_=a.clerk_of(two))).task is None
    assert (await handoff(made, for_=a.MANAGER)).task == task
    with pytest.raises(NotFound):
        await sent(two, to_group=Group.RECORD_REVIEW, task=task)


async def test_only_what_nobody_has_received_is_withdrawn_and_by_its_sender() -> None:
    one, two = await pair()
    made = await sent(one)
    with pytest.raises(Invalid):
        await withdraw_handoff(handoff=made, reason="", by=a.clerk_of(one), at=a.AT)
    with pytest.raises(Forbidden):
        await withdraw_handoff(handoff=made, reason="不想收", by=a.clerk_of(two), at=a.AT)
    await receive_handoff(handoff=made, by=a.clerk_of(two), at=a.AT)
    with pytest.raises(Conflict):
        await withdraw_handoff(handoff=made, reason="写错了", by=a.clerk_of(one), at=a.AT)


async def test_a_county_sees_the_slips_about_its_institutions() -> None:
    await a.hospitals()
    one, _ = await pair()
    there = await sent(one, institution=a.HOSPITALS[1].code)
    await sent(one, institution=a.HOSPITALS[0].code)
    county = Actor(id=9, name="民乐县干部", roles=frozenset({Role.TASK_MANAGER}), region="620722")
    with seeing(None, "620722"):
        assert [found.id for found in await handoffs(for_=county)] == [there]
        mine = await send_handoff(
            slip=slip(from_group=Group.RECORD_REVIEW, institution=a.HOSPITALS[1].code), by=county, at=a.AT
        )
        with pytest.raises(Invalid, match="须填写涉及机构"):
            await send_handoff(slip=slip(from_group=Group.RECORD_REVIEW), by=county, at=a.AT)
    assert (await handoff(mine, for_=SYSTEM)).number == "XZ-2026-0003"


async def test_the_groups_answers_are_counted_by_median_and_in_time() -> None:
    one, two = await pair()
    for days in (1, 2, 9):
        made = await sent(one)
        day = a.MONDAY + timedelta(days=days)
        await answer_handoff(handoff=made, answer=Answer.ADOPTED, text="已核", by=a.clerk_of(two), at=at_local(day))
    await sent(one)
    told = {found.group: found for found in await responses(for_=SYSTEM, on=date(2026, 8, 3))}
    audit = told[Group.AUDIT]
    assert (audit.given, audit.answered, audit.on_time, audit.late) == (4, 3, 2, 1)
    assert (audit.median, audit.share) == (Decimal(2), Decimal(2) / 4)
    assert told[Group.ENTRUSTED].share is None
    assert (await handoff_counts(for_=SYSTEM))[HandoffState.ANSWERED] == 3
    late = HandoffFilters(late_on=date(2026, 8, 3))
    assert len(await handoffs(for_=SYSTEM, which=late)) == 1


async def test_answers_are_reminded_of_to_their_receiver() -> None:
    one, two = await pair()
    made = await sent(one)
    due = deadline(a.MONDAY, DAYS).on
    ahead = timedelta(days=parameter("handoff_reminder_days", due).whole)
    assert await due_handoffs(on=due - ahead - timedelta(days=1)) == ()
    (told,) = await due_handoffs(on=due - ahead)
    assert (told.id, told.vendor, told.overdue) == (made, two, False)
    assert (await due_handoffs(on=due + timedelta(days=1)))[0].overdue


async def test_an_answer_due_over_new_year_is_provisional_until_the_calendar_is_known() -> None:
    one, _ = await pair()
    with seeing(one):
        made = await send_handoff(slip=slip(), by=a.clerk_of(one), at=at_local(date(2026, 12, 30)))
    before = await handoff(made, for_=SYSTEM)
    assert before.due_on
    assert before.due_is_provisional
    with keeping(NOTICE_2027):
        assert await firm_answers(at=at_local(date(2026, 12, 31))) == 1
        assert await firm_answers(at=at_local(date(2026, 12, 31))) == 0
    firm = await handoff(made, for_=SYSTEM)
    assert (firm.due_on, firm.due_is_provisional) == (before.due_on + timedelta(days=1), False)


@pytest.mark.parametrize("field", ["subject", "facts"])
async def test_no_slip_tells_a_full_identity_number(field: str) -> None:
    one, _ = await pair()
    for number in (NUMBER, "110105-19491231-002X", "１１０１０５１９４９１２３１００２Ｘ"):
        with pytest.raises(Invalid, match="身份证号") as caught:
            await sent(one, **{field: f"张*明（{number}）多计 6 枚"})
        assert set(caught.value.fields) == {field}


async def test_no_answer_or_withdrawal_tells_one_and_an_older_slip_that_does_goes_no_further() -> None:
    one, two = await pair()
    made, who = await sent(one), a.clerk_of(two)
    with pytest.raises(Invalid, match="身份证号"):
        await withdraw_handoff(handoff=made, reason=NUMBER, by=a.clerk_of(one), at=a.AT)
    with pytest.raises(Invalid, match="身份证号"):
        await answer_handoff(handoff=made, answer=Answer.ADOPTED, text=f"系 {NUMBER}", by=who, at=a.AT)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_handoff SET facts = $1", f"患者 {NUMBER}")
    with pytest.raises(Invalid, match="不能转办"):
        await forward_handoff(handoff=made, to_group=Group.MONITORING, text="请比对", by=who, at=a.AT)
    await answer_handoff(handoff=made, answer=Answer.REJECTED, text="请脱敏后重发", by=who, at=a.AT)


async def test_a_company_tied_to_a_slip_s_institution_does_not_get_it_and_another_does() -> None:
    one, two = await pair()
    await a.hospitals()
    place = (await institutions())[0]
    company, tie = Person(type=PersonType.VENDOR, id=two), Given(institution=place.id, kind=TieKind.SHARES)
    await note_tie(person=company, tie=tie, by=a.MANAGER, at=a.AT)
    made = await sent(one, institution=place.code)
    assert (await handoff(made, for_=SYSTEM)).state is HandoffState.PENDING
    with pytest.raises(Gate, match="须回避") as caught:
        await route_handoff(handoff=made, vendor=two, by=a.MANAGER, at=a.AT)
    assert caught.value.gate == "handoff_recusal"
    chosen = slip(institution=place.code, from_group=Group.RECORD_REVIEW, to_vendor=two)
    with pytest.raises(Gate, match=place.name):
        await send_handoff(slip=chosen, by=a.MANAGER, at=a.AT)
    other = await serving(Kind.C, "雪峰会计师事务所")
    await route_handoff(handoff=made, vendor=other, by=a.MANAGER, at=a.AT)
