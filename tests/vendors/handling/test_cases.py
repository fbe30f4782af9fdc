from datetime import date, timedelta
from pathlib import Path

import pytest

from server.storage.local import LocalBlobs
from tests.support import decided, filed
from tests.support.decided import AT, DAY, HANDLER, LEADER, LEGAL, approved, decision
from vendors.attachments.actions import keep
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.handling.actions import (
    NewPrecaution,
    NewTransfer,
    carry_out,
    drop_factor,
    end_precaution,
    extend_precaution,
    file_decision,
    flag_decision,
    note_factor,
    record_receipt,
    record_result,
    report_up,
    take_precaution,
    transfer_case,
)
from vendors.handling.case_rules import Direction, FlagKind, PrecautionKind, PrecautionOutcome, TransferResult
from vendors.handling.queries import (
    DecisionFilters,
    Falling,
    Stage,
    TransferFilters,
    decision_page,
    falling_due,
    handling,
    precautions,
    repeat_offences,
    stage_counts,
    transfer,
    transfers,
)
from vendors.handling.rules import MeasureKind
from vendors.scope import seeing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
PDF = File(filename="回执.pdf", content=b"%PDF-1.7\n")


async def stages(**changes: object) -> dict[Stage, int]:
    found = await stage_counts(for_=LEADER, which=DecisionFilters(**changes))  # type: ignore[arg-type]
    return {stage: n for stage, n in found.items() if n}


async def test_a_decision_comes_from_its_measures_over_its_filing_to_being_carried_out() -> None:
    case = await decision(10_800)
    assert await stages() == {Stage.TO_HANDLE: 1}
    await decided.proposed(case, MeasureKind.INTERVIEW)
    assert await stages() == {Stage.IN_APPROVAL: 1}
    other = await decision(9_000)
    measure = await approved(other, MeasureKind.INTERVIEW)
    await carry_out(measure=measure, on=DAY, by=HANDLER, at=AT)
    assert await stages(institution=other.institution, text=other.number) == {Stage.TO_FILE: 1}
    await file_decision(decision=other.id, on=DAY, document="报备〔2026〕1 号", by=HANDLER, at=AT)
    assert await stages(text=other.number) == {Stage.CARRYING_OUT: 1}
    assert (await handling(other.id, for_=LEADER, at=AT)).settled


async def test_the_filing_is_due_in_three_working_days_and_made_once() -> None:
    case = await decision()
    (row,) = await decision_page(for_=LEADER, which=DecisionFilters())
    assert (row.filing.on, row.filing_overdue(date(2026, 9, 30)), row.filing_overdue(date(2026, 10, 8))) == (
        date(2026, 9, 30),
        False,
        True,
    )
    on_time = DecisionFilters(late_on=date(2026, 9, 30))
    assert await decision_page(for_=LEADER, which=on_time) == ()
    late = DecisionFilters(late_on=date(2026, 10, 1))
    assert [one.number for one in await decision_page(for_=LEADER, which=late)] == [case.number]
    for on, document in ((DAY - timedelta(days=1), "一号"), (DAY, " "), (DAY + timedelta(days=9), "一号")):
        with pytest.raises(Invalid):
            await file_decision(decision=case.id, on=on, document=document, by=HANDLER, at=AT)
    await file_decision(decision=case.id, on=DAY, document="报备〔2026〕1 号", by=HANDLER, at=AT)
    with pytest.raises(Conflict):
        await file_decision(decision=case.id, on=DAY, document="报备〔2026〕1 号", by=HANDLER, at=AT)
    assert await decision_page(for_=LEADER, which=late) == ()


async def test_the_list_is_narrowed_by_amount_day_county_and_flag() -> None:
    small = await decision(10_800)
    big = await decision(900_000)
    await flag_decision(decision=big.id, kind=FlagKind.OPINION, note="媒体关注", by=HANDLER, at=AT)
    for which, found in (
        (DecisionFilters(least_fen=900_000), [big]),
        (DecisionFilters(most_fen=899_999), [small]),
        (DecisionFilters(since=DAY, until=DAY, region="620722"), [big, small]),
        (DecisionFilters(region="620702"), []),
        (DecisionFilters(flagged=True), [big]),
        (DecisionFilters(stage=Stage.CLOSED), []),
    ):
        assert [row.id for row in await decision_page(for_=LEADER, which=which)] == [one.id for one in found], which


async def test_an_urgent_case_is_reported_up_once() -> None:
    case = await decision()
    await flag_decision(decision=case.id, kind=FlagKind.MAJOR, note="金额较大", by=HANDLER, at=AT)
    with pytest.raises(Conflict):
        await flag_decision(decision=case.id, kind=FlagKind.MAJOR, note="再次", by=HANDLER, at=AT)
    (flag,) = (await handling(case.id, for_=LEADER, at=AT)).flags
    await report_up(flag=flag.id, on=DAY, to="市医保局", document="", by=HANDLER, at=AT)
    with pytest.raises(Conflict):
        await report_up(flag=flag.id, on=DAY, to="省医保局", document="", by=HANDLER, at=AT)
    assert (await handling(case.id, for_=LEADER, at=AT)).flags[0].reported_to == "市医保局"


async def test_circumstances_are_noted_with_a_reason_and_dropped() -> None:
    case = await decision()
    say = {"decision": case.id, "by": HANDLER, "at": AT}
    with pytest.raises(Invalid):
        await note_factor(direction=Direction.AGGRAVATING, code="77", note="再犯", **say)  # type: ignore[arg-type]
    await note_factor(direction=Direction.AGGRAVATING, code="1", note="半年内再犯", **say)  # type: ignore[arg-type]
    await note_factor(direction=Direction.MITIGATING, code="1", note="主动退回", **say)  # type: ignore[arg-type]
    first, second = (await handling(case.id, for_=LEADER, at=AT)).factors
    await drop_factor(factor=first.id, by=HANDLER, at=AT)
    assert (await handling(case.id, for_=LEADER, at=AT)).factors == (second,)


async def test_a_repeat_offence_within_a_year_is_found_at_both_levels() -> None:
    earlier = await decision(10_800, 9_000, violations=("0202", "0201"))
    later = await decision(7_000)
    found = (await handling(later.id, for_=LEADER, at=AT)).repeats
    assert [(one.number, one.violation, one.same) for one in found] == [
        (earlier.number, "0201", False),
        (earlier.number, "0202", True),
    ]
    asked = {"institution": later.institution, "violations": ["0202"], "for_": LEADER}
    assert len(await repeat_offences(on=date(2027, 9, 25), **asked)) == 3  # type: ignore[arg-type]
    assert await repeat_offences(on=date(2027, 9, 26), **asked) == ()  # type: ignore[arg-type]
    assert (await handling(earlier.id, for_=LEADER, at=AT)).repeats == ()


async def test_a_case_is_transferred_receipted_and_answered(data: Path) -> None:
    case = await decision(10_800, 9_200)
    new = NewTransfer(
        target="1", agency="金河县公安局", transferred_on=DAY, findings=case.findings[:1], reason="涉嫌诈骗"
    )
    with pytest.raises(Forbidden):
        await transfer_case(decision=case.id, transfer=new, by=HANDLER, at=AT)
    made = await transfer_case(decision=case.id, transfer=new, by=LEGAL, at=AT)
    view = await transfer(made, for_=LEADER)
    assert (view.number, view.amount_fen, view.receipt_overdue(date(2026, 10, 31))) == ("YS-2026-0001", 10_800, True)
    sha256 = await keep(PDF, blobs=LocalBlobs(data))
    await record_receipt(transfer=made, on=DAY, receiver="公警官", by=LEGAL, at=AT, file=PDF, sha256=sha256)
    with pytest.raises(Conflict):
        await record_receipt(transfer=made, on=DAY, receiver="公警官", by=LEGAL, at=AT)
    assert len(await attachments(object_type="transfer", object_ids=[made], for_=LEADER)) == 1
    with seeing(None, "620702"):
        assert await attachments(object_type="transfer", object_ids=[made], for_=LEADER) == ()
    waiting = TransferFilters(standing="result")
    assert len(await transfers(for_=LEADER, which=waiting)) == 1
    said = {"on": DAY, "text": "立案侦查", "by": LEGAL, "at": AT}
    await record_result(transfer=made, result=TransferResult.OPENED, **said)  # type: ignore[arg-type]
    assert await transfers(for_=LEADER, which=waiting) == ()
    assert (await transfer(made, for_=LEADER)).result is TransferResult.OPENED


async def test_a_transfer_names_an_agency_findings_and_a_reason() -> None:
    case = await decision()
    other = await decision()
    for target, findings, reason, field in (
        ("9", case.findings, "涉税", "agency"),
        ("77", case.findings, "涉税", "target"),
        ("7", other.findings, "涉税", "findings"),
        ("7", (), "涉税", "findings"),
        ("7", case.findings, " ", "reason"),
    ):
        new = NewTransfer(target=target, agency="", transferred_on=DAY, findings=findings, reason=reason)
        with pytest.raises(Invalid) as invalid:
            await transfer_case(decision=case.id, transfer=new, by=LEGAL, at=AT)
        assert list(invalid.value.fields) == [field]


async def test_what_was_preserved_is_decided_on_within_seven_days_and_a_sealing_goes_on_once() -> None:
    case = await decision()

    async def take(kind: PrecautionKind, **changes: object) -> int:
        new = NewPrecaution(institution=case.institution, kind=kind, matter="病历 32 册", taken_on=DAY, **changes)  # type: ignore[arg-type]
        return await take_precaution(precaution=new, by=HANDLER, at=AT)

    kept = await take(PrecautionKind.PRESERVE)
    sealed = await take(PrecautionKind.SEAL)
    with pytest.raises(Invalid):
        await take(PrecautionKind.HOLD)
    await take(PrecautionKind.HOLD, release_on=date(2026, 10, 31))
    due = {one.id: one.due_on for one in await precautions(for_=LEADER)}
    assert (due[kept], due[sealed]) == (date(2026, 10, 2), date(2026, 10, 25))
    assert await extend_precaution(precaution=sealed, reason="案情复杂", by=HANDLER, at=AT) == date(2026, 11, 24)
    with pytest.raises(Conflict):
        await extend_precaution(precaution=sealed, reason="再延", by=HANDLER, at=AT)
    with pytest.raises(Conflict):
        await extend_precaution(precaution=kept, reason="延长", by=HANDLER, at=AT)
    end = {"precaution": kept, "on": DAY, "by": HANDLER, "at": AT}
    await end_precaution(outcome=PrecautionOutcome.RETURNED, text="已返还", **end)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await end_precaution(outcome=PrecautionOutcome.RETURNED, text="已返还", **end)  # type: ignore[arg-type]


async def test_what_falls_due_is_told_in_order() -> None:
    case = await decision()
    new = NewTransfer(target="4", agency="", transferred_on=DAY, findings=case.findings, reason="诊疗行为")
    await transfer_case(decision=case.id, transfer=new, by=LEGAL, at=AT)
    hold = await approved(case, MeasureKind.HOLD_SETTLEMENT, ends_on=date(2026, 10, 9))
    await carry_out(measure=hold, on=DAY, by=HANDLER, at=AT)
    told = [(one.what, one.due_on) for one in await falling_due(for_=LEADER, on=date(2026, 10, 30))]
    assert told[:2] == [(Falling.FILING, date(2026, 9, 30)), (Falling.RELEASE, date(2026, 10, 9))]
    assert told[2][0] is Falling.RECEIPT
    assert await falling_due(for_=LEADER, on=date(2026, 9, 26)) == ()


async def test_vendors_find_no_transfer_no_precaution_and_no_list() -> None:
    case = await decision()
    new = NewTransfer(target="4", agency="", transferred_on=DAY, findings=case.findings, reason="诊疗行为")
    made = await transfer_case(decision=case.id, transfer=new, by=LEGAL, at=AT)
    clerk = case.world.clerk
    with seeing(case.world.vendor):
        for query in (
            transfer(made, for_=clerk),
            precautions(for_=clerk),
            decision_page(for_=clerk, which=DecisionFilters()),
            repeat_offences(institution=1, violations=["0202"], on=DAY, for_=clerk),
            falling_due(for_=clerk, on=DAY),
        ):
            with pytest.raises(NotFound):
                await query
        with pytest.raises(NotFound):
            await transfer(made, for_=filed.LEADER)
