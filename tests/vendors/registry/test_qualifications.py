from datetime import date, timedelta

import pytest

from tests.support import a
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import change_standing
from vendors.registry.bars import vendor_bars
from vendors.registry.qualifications.actions import (
    ATTACHED,
    Scan,
    Shown,
    add_qualification,
    add_scan,
    judge_qualification,
    revoke_qualification,
)
from vendors.registry.qualifications.expiring import expiring_qualifications
from vendors.registry.qualifications.queries import qualification, qualifications, to_verify
from vendors.registry.qualifications.rules import QualificationState
from vendors.registry.rules import Kind, Standing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
SCAN = Scan(file=File(filename="许可证.pdf", content=b"%PDF-1.7"), sha256="0" * 64)
LICENCE = Shown(
    code="accounting_licence", number="62000001", issuer="省财政厅（演示）", valid_from=date(2026, 7, 1),
    valid_until=date(2029, 6, 30),
)  # fmt: skip


async def codes(vendor: int, on: date = a.MONDAY) -> set[str]:
    return {bar.code for bar in await vendor_bars(vendor, on=on)}


async def test_what_the_bureau_enters_is_verified_and_reads_back_with_its_scan() -> None:
    vendor = await a.applicant(kind=Kind.C)
    made = await add_qualification(vendor=vendor, shown=LICENCE, scan=SCAN, by=a.MANAGER, at=a.AT)
    (found,) = await qualifications(vendor, for_=a.MANAGER)
    assert (found.id, found.state, found.judged_by, found.words.zh) == (
        made, QualificationState.VERIFIED, "周启明", "会计师事务所执业证书",
    )  # fmt: skip
    (file,) = await attachments(object_type=ATTACHED, object_ids=[made], for_=a.clerk_of(vendor))
    assert (file.filename, file.vendor) == ("许可证.pdf", vendor)
    kinds = [link.entry.kind for link in await history(object_type="vendor", object_id=vendor)]
    assert kinds == ["vendor.registered", "vendor.qualification_added"]


async def test_what_a_vendor_sends_in_counts_only_once_the_bureau_has_verified_it() -> None:
    vendor = await a.applicant(kind=Kind.C)
    made = await add_qualification(vendor=vendor, shown=LICENCE, scan=SCAN, by=a.clerk_of(vendor), at=a.AT)
    assert "qualification_missing" in await codes(vendor)
    assert [one.id for one in await to_verify(for_=a.MANAGER)] == [made]
    await judge_qualification(qualification=made, accepted=True, reason="", by=a.MANAGER, at=a.AT)
    assert "qualification_missing" not in await codes(vendor)
    with pytest.raises(Conflict, match="核验过"):
        await judge_qualification(qualification=made, accepted=False, reason="看错了", by=a.MANAGER, at=a.AT)


async def test_a_refusal_and_a_revocation_need_their_reason_and_the_certificate_counts_no_more() -> None:
    vendor = await a.vendor(kind=Kind.C)
    (held,) = await qualifications(vendor, for_=a.MANAGER)
    sent = await add_qualification(vendor=vendor, shown=LICENCE, scan=SCAN, by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Invalid):
        await judge_qualification(qualification=sent, accepted=False, reason=" ", by=a.MANAGER, at=a.AT)
    await judge_qualification(qualification=sent, accepted=False, reason="扫描件不清", by=a.MANAGER, at=a.AT)
    assert (await qualification(sent, for_=a.MANAGER)).reason == "扫描件不清"
    with pytest.raises(Invalid):
        await revoke_qualification(qualification=held.id, reason="", by=a.MANAGER, at=a.AT)
    await revoke_qualification(qualification=held.id, reason="财政部门公告吊销", by=a.MANAGER, at=a.AT)
    assert "qualification_missing" in await codes(vendor)
    with pytest.raises(Conflict):
        await revoke_qualification(qualification=held.id, reason="再次", by=a.MANAGER, at=a.AT)


async def test_every_wrong_field_of_a_certificate_is_named_and_a_vendor_sends_the_scan_too() -> None:
    vendor = await a.applicant(kind=Kind.C)
    wrong = Shown(code="insurance_permit", number=" ", issuer="长" * 101, valid_from=a.MONDAY,
                  valid_until=a.MONDAY - timedelta(days=1))  # fmt: skip
    with pytest.raises(Invalid) as caught:
        await add_qualification(vendor=vendor, shown=wrong, by=a.clerk_of(vendor), at=a.AT)
    assert set(caught.value.fields) == {"code", "number", "issuer", "valid_until", "file"}


async def test_charlie_sends_reads_and_judges_nothing_of_another_vendor() -> None:
    ours, theirs = await a.vendor(kind=Kind.C), await a.vendor(kind=Kind.C)
    charlie = a.clerk_of(theirs)
    (held,) = await qualifications(ours, for_=a.MANAGER)
    with pytest.raises(NotFound):
        await add_qualification(vendor=ours, shown=LICENCE, scan=SCAN, by=charlie, at=a.AT)
    with pytest.raises(NotFound):
        await qualification(held.id, for_=charlie)
    assert await qualifications(ours, for_=charlie) == ()
    for judged in (judge_qualification(qualification=held.id, accepted=True, reason="", by=charlie, at=a.AT),
                   revoke_qualification(qualification=held.id, reason="x", by=charlie, at=a.AT),
                   add_scan(qualification=held.id, scan=SCAN, by=charlie, at=a.AT)):  # fmt: skip
        with pytest.raises(Forbidden):
            await judged


async def test_a_lapsed_required_certificate_bars_from_the_day_after_and_says_which() -> None:
    vendor = await a.applicant(kind=Kind.D)
    await a.papers(vendor, kind=Kind.D, until=date(2026, 7, 31))
    assert not await codes(vendor, date(2026, 7, 31)) & {"qualification_lapsed"}
    (bar,) = [one for one in await vendor_bars(vendor, on=date(2026, 8, 1)) if one.code == "qualification_lapsed"]
    assert (bar.words.zh, bar.waivable) == ("必备资质“经营保险业务许可证”已于 2026-07-31 到期。", False)
    assert "第七十七条" in bar.rule


async def test_reminders_name_the_vendor_the_certificate_and_the_step_reached() -> None:
    vendor = await a.applicant(kind=Kind.D, name="丝路财产保险")
    await a.papers(vendor, kind=Kind.D, until=date(2026, 7, 31))
    steps = {}
    for day in (date(2026, 5, 1), date(2026, 5, 3), date(2026, 7, 10), date(2026, 7, 30), date(2026, 8, 1)):
        found = await expiring_qualifications(on=day)
        steps[day] = [(one.vendor_name, one.what.zh, one.days_left, one.step) for one in found]
    said = ("丝路财产保险", "经营保险业务许可证")
    assert list(steps.values()) == [[], [(*said, 89, 90)], [(*said, 21, 30)], [(*said, 1, 7)], [(*said, -1, 0)]]


async def test_a_renewed_certificate_and_a_vendor_that_is_gone_are_reminded_of_no_more() -> None:
    kept, gone = await a.vendor(kind=Kind.D), await a.vendor(kind=Kind.D)
    soon = Shown(code="insurance_permit", number="1", issuer="局", valid_from=date(2020, 1, 1), valid_until=a.MONDAY)
    for vendor in (kept, gone):
        for one in await qualifications(vendor, for_=a.MANAGER):
            await revoke_qualification(qualification=one.id, reason="换证", by=a.MANAGER, at=a.AT)
        await add_qualification(vendor=vendor, shown=soon, by=a.MANAGER, at=a.AT)
    assert {one.vendor for one in await expiring_qualifications(on=a.MONDAY)} == {kept, gone}
    await add_qualification(
        vendor=kept, shown=Shown(code="insurance_permit", number="2", issuer="局", valid_from=a.MONDAY),
        by=a.MANAGER, at=at_local(a.MONDAY, 10),
    )  # fmt: skip
    await change_standing(vendor=gone, to=Standing.EXITED, reason="合同期满", by=a.MANAGER, at=a.AT)
    assert await expiring_qualifications(on=a.MONDAY) == ()
