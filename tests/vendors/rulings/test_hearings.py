"""陈述申辩: of several findings at once, its transcript whole, its last second, and always open."""

from datetime import date, timedelta

import pytest

from tests.support import filed
from tests.vendors.rulings.test_letters import printed, service, two
from vendors.errors import Invalid, NotFound
from vendors.findings.actions import Pick
from vendors.findings.rules import FindingState
from vendors.periods import at_local, end_of_day
from vendors.rulings.actions import NewDefence, NewNotice, record_hearing, serve_letter, serve_notice
from vendors.rulings.queries import hearing, ruling
from vendors.rulings.rules import DefenceForm, NoticeMethod
from vendors.rulings.service_rules import Exchange, Speaker

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PEOPLE = Speaker(name="贺敏", capacity="委托代理人", asked_by="安宁", taken_down_by="程远", place="机构会议室")
TALK = (Exchange(question="对告知的事实有何意见？", answer="六日中有两日确为一级护理。"),)
LAST_SECOND = end_of_day(filed.LAST_DAY).replace(microsecond=0)


def oral(**changes: object) -> NewDefence:
    whole: dict[str, object] = {
        "form": DefenceForm.ORAL, "content": "", "made_at": filed.AFTERNOON, "exchanges": TALK, "speaker": PEOPLE,
    }  # fmt: skip
    return NewDefence(**(whole | changes))  # type: ignore[arg-type]


async def told() -> tuple[int, int]:
    ids = await two()
    at = at_local(filed.SERVED, 10)
    await serve_letter(letter=await printed(*ids), service=service(), by=filed.SECOND, at=at)
    return ids


async def test_one_transcript_serves_several_findings_of_a_notice() -> None:
    ids = await told()
    picks = [Pick(finding=id_, version=4) for id_ in ids]
    states = await record_hearing(picks=picks, defence=oral(), by=filed.FIRST, at=filed.AFTER)
    assert set(states.values()) == {FindingState.DEFENDED}
    records = [(await ruling(finding=id_, for_=filed.LEGAL, at=filed.AFTER)).defences[0] for id_ in ids]
    assert len({one.hearing for one in records}) == 1
    found = await hearing(defence=records[0].id, for_=filed.LEADER)
    assert (found.exchanges, found.speaker, found.asked_by) == (TALK, "贺敏", "安宁")
    assert (found.findings, found.notices) == (("YD-2026-000001", "YD-2026-000002"), ("GZ-2026-000001",))
    with pytest.raises(NotFound):
        await hearing(defence=records[0].id, for_=(await filed.world()).clerk)


@pytest.mark.parametrize(
    ("speaker", "fault"),
    [
        (Speaker(name="贺敏", asked_by="安宁"), "taken_down_by"),
        (Speaker(asked_by="安宁", taken_down_by="程远"), "speaker"),
        (Speaker(name="贺敏", asked_by="安宁", taken_down_by="安宁"), "taken_down_by"),
        (Speaker(name="贺敏", asked_by="安宁", taken_down_by="程远", signed=False), "unsigned_reason"),
    ],
)
async def test_a_transcript_names_its_people_and_why_it_is_not_signed(speaker: Speaker, fault: str) -> None:
    first, _second = await told()
    pick = [Pick(finding=first, version=4)]
    with pytest.raises(Invalid) as caught:
        await record_hearing(picks=pick, defence=oral(speaker=speaker), by=filed.FIRST, at=filed.AFTER)
    assert fault in caught.value.fields


async def test_one_who_would_not_sign_is_recorded_with_the_reason() -> None:
    first, _second = await told()
    refused = Speaker(
        name="贺敏", asked_by="安宁", taken_down_by="程远", signed=False, unsigned_reason="称须请示负责人"
    )
    await record_hearing(
        picks=[Pick(finding=first, version=4)], defence=oral(speaker=refused), by=filed.FIRST, at=filed.AFTER
    )
    (record,) = (await ruling(finding=first, for_=filed.LEGAL, at=filed.AFTER)).defences
    found = await hearing(defence=record.id, for_=filed.LEGAL)
    assert (found.signed, found.unsigned_reason) == (False, "称须请示负责人")


async def test_the_last_second_counts_and_midnight_does_not() -> None:
    first, second = await told()
    at = filed.AFTER + timedelta(hours=9)
    for id_, made_at, timely in ((first, LAST_SECOND, True), (second, LAST_SECOND + timedelta(seconds=1), False)):
        await record_hearing(picks=[Pick(finding=id_, version=4)], defence=oral(made_at=made_at), by=filed.FIRST, at=at)
        (record,) = (await ruling(finding=id_, for_=filed.LEGAL, at=at)).defences
        assert record.in_time is timely
    assert (await filed.head(first, at=at)).state is FindingState.DEFENDED
    assert (await filed.head(second, at=at)).state is FindingState.WAIVED


async def test_findings_of_two_institutions_are_not_heard_in_one_record() -> None:
    world = await filed.world()
    ids = [await filed.notified(id_) for id_ in await filed.stored(world, *(filed.case(v) for v in world.visits[:2]))]
    picks = [Pick(finding=id_, version=4) for id_ in ids]
    with pytest.raises(Invalid):
        await record_hearing(picks=picks, defence=oral(), by=filed.FIRST, at=filed.AFTER)
    assert [(await filed.head(id_)).version for id_ in ids] == [4, 4]


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2026, 2, 13), date(2026, 2, 27)), (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 30), date(2026, 10, 13)), (date(2026, 11, 20), date(2026, 11, 27)), (date(2026, 12, 28), None),
    ],
)  # fmt: skip
async def test_the_last_day_to_be_heard_is_that_of_the_calendar(served: date, last: date | None) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]), at=at_local(date(2026, 2, 2)))
    await filed.lead(id_, at=at_local(date(2026, 2, 3)))
    notice = NewNotice(
        facts="多收", reasons="不符", basis="条例", method=NoticeMethod.DIRECT, served_on=served,
    )  # fmt: skip
    await serve_notice(finding=id_, version=3, notice=notice, by=filed.SECOND, at=at_local(served, 10))
    head = await filed.head(id_, at=at_local(served, 11))
    assert head.heard_until == last
    if last:
        assert (await filed.head(id_, at=end_of_day(last))).state is FindingState.NOTIFIED
        after = end_of_day(last) + timedelta(microseconds=1)
        assert (await filed.head(id_, at=after)).state is FindingState.WAIVED
