"""告知书 over several findings: drafted, printed, served with proof, from which day the clock runs."""

from datetime import date, datetime

import pytest

from tests.support import filed
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.findings.actions import classify, recode, void_evidence
from vendors.findings.rules import Certainty, FindingState, Severity
from vendors.periods import at_local
from vendors.rulings.actions import (
    Part,
    draft_notice,
    drop_notice,
    print_notice,
    rewrite_notice,
    serve_letter,
)
from vendors.rulings.queries import letter, letter_counts, letters, ruling
from vendors.rulings.rules import NoticeMethod
from vendors.rulings.service_rules import LetterState, Service

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
AT = at_local(filed.SERVED, 10)


async def two(*, certainty: Certainty = Certainty.DEFINITE) -> tuple[int, int]:
    world = await filed.world()
    cases = [filed.case(world.visits[n], 10_800, certainty=certainty) for n in (0, 2)]
    first, second = [await filed.lead(id_) for id_ in await filed.stored(world, *cases)]
    return first, second


def part(finding: int, **changes: str) -> Part:
    whole = {"facts": "多收6日", "reasons": "与医嘱不符", "basis": "条例第三十八条"} | changes
    return Part(finding=finding, version=3, **whole)


def service(method: NoticeMethod = NoticeMethod.DIRECT, told_on: date = filed.SERVED, **more: str) -> Service:
    return Service(method=method, told_on=told_on, **more)


async def printed(*ids: int) -> int:
    made = await draft_notice(parts=[part(id_) for id_ in ids], by=filed.SECOND, at=AT)
    await print_notice(letter=made, by=filed.SECOND, at=AT)
    return made


async def test_two_findings_are_told_in_one_notice_with_one_number_and_one_clock() -> None:
    ids = await two()
    made = await printed(*ids)
    until = await serve_letter(letter=made, service=service(receiver="贺敏"), by=filed.SECOND, at=AT)
    assert (until.on, until.provisional) == (filed.LAST_DAY, False)
    notices = [(await ruling(finding=id_, for_=filed.LEGAL, at=AT)).notice for id_ in ids]
    assert {(one.number, one.letter, one.defence_until) for one in notices if one} == {
        ("GZ-2026-000001", made, filed.LAST_DAY)
    }
    found = await letter(id_=made, for_=filed.LEADER)
    assert (found.head.state, found.head.findings, found.amount_fen) == (LetterState.SERVED, 2, 21_600)


async def test_nothing_runs_before_service_and_a_draft_is_not_served() -> None:
    ids = await two()
    made = await draft_notice(parts=[part(id_) for id_ in ids], by=filed.SECOND, at=AT)
    with pytest.raises(Conflict, match="尚未制作"):
        await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT)
    assert [(await filed.head(id_)).state for id_ in ids] == [FindingState.LEAD] * 2


async def test_a_rewritten_notice_is_printed_anew_and_a_served_one_stays_as_it_is() -> None:
    first, second = await two()
    made = await printed(first, second)
    await rewrite_notice(letter=made, parts=[part(first, facts="多收5日")], by=filed.SECOND, at=AT)
    found = await letter(id_=made, for_=filed.LEADER)
    assert (found.head.state, [one.facts for one in found.parts]) == (LetterState.DRAFT, ["多收5日"])
    await print_notice(letter=made, by=filed.SECOND, at=AT)
    await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT)
    for late in (
        rewrite_notice(letter=made, parts=[part(second)], by=filed.SECOND, at=AT),
        print_notice(letter=made, by=filed.SECOND, at=AT),
        drop_notice(letter=made, reason="误", by=filed.SECOND, at=AT),
        serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT),
    ):
        with pytest.raises(Conflict):
            await late
    assert (await filed.head(second)).state is FindingState.LEAD


@pytest.mark.parametrize("change", ["recoded", "voided"])
async def test_a_notice_whose_finding_changed_after_printing_is_printed_anew_before_service(change: str) -> None:
    first, second = await two()
    made = await printed(first, second)
    if change == "recoded":
        await recode(finding=first, version=3, violation="0201", reason="核对价格", by=filed.SECOND, at=AT)
    else:
        case = await ruling(finding=first, for_=filed.LEGAL, at=AT)
        await void_evidence(evidence=case.finding.evidence[0].id, reason="系伪造", by=filed.LEGAL, at=AT)
    number = (await filed.head(first)).number
    assert (await letter(id_=made, for_=filed.LEADER)).stale == (number,)
    with pytest.raises(Conflict, match=rf"{number}.*重新制作"):
        await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT)
    await print_notice(letter=made, by=filed.SECOND, at=AT)
    assert (await letter(id_=made, for_=filed.LEADER)).stale == ()
    await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT)


async def test_a_served_notice_says_what_was_printed_whatever_its_finding_became() -> None:
    first, second = await two()
    made = await printed(first, second)
    await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT)
    await classify(finding=first, version=4, severity=Severity.FRAUD, by=filed.SECOND, at=AT)
    kept = (await letter(id_=made, for_=filed.LEADER)).parts[0].printed
    assert kept
    assert (kept.version, kept.amount_fen, len(kept.items)) == (3, 10_800, 1)


async def test_a_finding_is_in_one_open_notice_at_a_time() -> None:
    first, second = await two()
    made = await draft_notice(parts=[part(first)], by=filed.SECOND, at=AT)
    with pytest.raises(Conflict, match="GZ-2026-000001"):
        await draft_notice(parts=[part(first), part(second)], by=filed.LEGAL, at=AT)
    await drop_notice(letter=made, reason="合写", by=filed.SECOND, at=AT)
    assert await draft_notice(parts=[part(first), part(second)], by=filed.LEGAL, at=AT) > made
    assert (await letter_counts())[LetterState.VOID] == 1


async def test_a_notice_is_to_one_institution_tells_all_of_it_and_not_of_clues() -> None:
    world = await filed.world()
    apart = [await filed.lead(id_) for id_ in await filed.stored(world, *(filed.case(v) for v in world.visits[:2]))]
    for parts in ([part(id_) for id_ in apart], [part(apart[0], basis=" ")], []):
        with pytest.raises(Invalid):
            await draft_notice(parts=parts, by=filed.SECOND, at=AT)
    clue, _other = await two(certainty=Certainty.CLUE)
    with pytest.raises(Gate) as gate:
        await draft_notice(parts=[part(clue)], by=filed.SECOND, at=AT)
    assert gate.value.gate == "clue_unverified"


async def test_left_at_the_premises_needs_a_witness_and_the_refusal() -> None:
    made = await printed(*await two())
    with pytest.raises(Invalid) as caught:
        await serve_letter(letter=made, service=service(NoticeMethod.LEFT), by=filed.SECOND, at=AT)
    assert set(caught.value.fields) == {"witness", "refusal"}
    left = service(NoticeMethod.LEFT, witness="社区干部何某", refusal="负责人拒绝签收")
    await serve_letter(letter=made, service=left, by=filed.SECOND, at=AT)
    head = (await letter(id_=made, for_=filed.LEADER)).head
    assert (head.witness, head.refusal) == ("社区干部何某", "负责人拒绝签收")


async def test_a_public_notice_counts_when_its_days_have_passed() -> None:
    first, second = await two()
    made = await printed(first, second)
    until = await serve_letter(letter=made, service=service(NoticeMethod.PUBLIC), by=filed.SECOND, at=AT)
    head = (await letter(id_=made, for_=filed.LEADER)).head
    assert (head.told_on, head.served_on) == (filed.SERVED, date(2026, 10, 18))
    assert until.on == date(2026, 10, 23)
    assert (await filed.head(first, at=at_local(date(2026, 10, 23), 23, 59))).state is FindingState.NOTIFIED


async def test_the_proof_of_service_is_kept_with_the_notice() -> None:
    made = await printed(*await two())
    proof = File(filename="送达回证.pdf", content=b"%PDF-1.7"), "ab" * 32
    await serve_letter(letter=made, service=service(), by=filed.SECOND, at=AT, proof=proof)
    (kept,) = await attachments(object_type="notice", object_ids=[made], for_=filed.LEADER)
    assert (kept.title, kept.filename, kept.vendor) == ("送达回证", "送达回证.pdf", None)


async def test_only_those_who_serve_notices_write_them_and_no_vendor_sees_one() -> None:
    first, second = await two()
    world = await filed.world()
    for by in (filed.FIRST, filed.LEADER):
        with pytest.raises(Forbidden):
            await draft_notice(parts=[part(first)], by=by, at=AT)
    made = await printed(first, second)
    with pytest.raises(NotFound):
        await letter(id_=made, for_=world.clerk)
    with pytest.raises(Forbidden):
        await letters(for_=world.clerk)


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        (date(2026, 11, 20), date(2026, 11, 27)),
        (date(2026, 12, 28), None),
    ],
)
async def test_the_deadlines_of_the_calendar_hold_for_a_whole_notice(served: date, last: date | None) -> None:
    made = await printed(*await two())
    at: datetime = at_local(served, 17)
    until = await serve_letter(letter=made, service=service(told_on=served), by=filed.SECOND, at=at)
    assert (None if until.provisional else until.on) == last
