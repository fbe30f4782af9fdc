"""Why a vendor may be given no work: each reason alone, in words, waived only where the rule allows."""

from datetime import date, timedelta

import pytest

from tests.support import a
from vendors.errors import Forbidden, Gate, Invalid, NotFound
from vendors.periods import at_local
from vendors.registry.actions import admit_vendor, change_standing
from vendors.registry.bars import bars_of, vendor_bars
from vendors.registry.credit.actions import record_credit_check
from vendors.registry.credit.queries import credit_checks
from vendors.registry.credit.rules import Checked, CreditSource, CreditState, credit_state
from vendors.registry.rules import Kind, Standing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
CHINA, PROCUREMENT = CreditSource.CREDIT_CHINA, CreditSource.PROCUREMENT


async def hired(kind: Kind = Kind.A) -> int:
    vendor = await a.vendor(kind=kind)
    await change_standing(vendor=vendor, to=Standing.IN_SERVICE, reason="签约", contracted=True, by=a.MANAGER, at=a.AT)
    return vendor


async def told(vendor: int, on: date = a.MONDAY) -> list[tuple[str, bool]]:
    return [(bar.code, bar.waivable) for bar in await vendor_bars(vendor, on=on)]


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_complete_vendor_in_service_has_no_bar(kind: Kind) -> None:
    assert await told(await hired(kind)) == []


async def test_a_suspended_vendor_is_barred_in_words() -> None:
    vendor = await hired()
    await change_standing(vendor=vendor, to=Standing.SUSPENDED, reason="季度不合格", by=a.MANAGER, at=a.AT)
    (bar,) = await vendor_bars(vendor, on=a.MONDAY)
    assert (bar.code, bar.waivable, bar.words.zh) == (
        "standing_suspended", False, "该机构当前状态为“暂停派单”，不能派单。",
    )  # fmt: skip


async def test_a_banned_vendor_is_told_until_when() -> None:
    vendor = await hired()
    for to in (Standing.EXPELLED, Standing.BANNED):
        await change_standing(vendor=vendor, to=to, reason="转包", by=a.MANAGER, at=a.AT)
    (bar,) = await vendor_bars(vendor, on=a.MONDAY)
    assert "2029-07-06" in bar.words.zh
    assert "2029-07-06" in bar.words.en


async def test_an_applicant_is_told_everything_that_is_missing_and_admitted_only_then() -> None:
    vendor = await a.applicant()
    assert await told(vendor) == [
        ("standing_pending", False), ("qualification_missing", False), ("credit_never", False),
    ]  # fmt: skip
    with pytest.raises(Gate) as caught:
        await admit_vendor(vendor=vendor, reason="急用", by=a.MANAGER, at=a.AT)
    assert caught.value.gate == "vendor_admission"
    assert "病历质控能力证明" in caught.value.words.zh
    assert "没有失信核查" in caught.value.words.zh
    await a.papers(vendor)
    await admit_vendor(vendor=vendor, reason="材料齐全", by=a.MANAGER, at=a.AT)
    assert await told(vendor) == [("standing_registered", False)]


async def test_one_list_alone_or_any_other_list_does_not_stand_for_both_that_must_be_asked() -> None:
    vendor = await a.applicant()
    await a.papers(vendor)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_credit_check SET source = 'other' WHERE source = 'procurement'")
    assert await told(vendor) == [("standing_pending", False), ("credit_unasked", False)]
    with pytest.raises(Gate, match="政府采购严重违法失信行为记录名单"):
        await admit_vendor(vendor=vendor, reason="急用", by=a.MANAGER, at=a.AT)
    await record_credit_check(vendor=vendor, source=PROCUREMENT, on=a.MONDAY, on_record=False, by=a.MANAGER, at=a.AT)
    await admit_vendor(vendor=vendor, reason="材料齐全", by=a.MANAGER, at=a.AT)


async def test_a_certificate_nobody_can_look_at_admits_no_vendor() -> None:
    vendor = await a.applicant()
    await a.papers(vendor)
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_qualification SET reason = ''")
    with pytest.raises(Gate, match="没有扫描件，也未说明原因"):
        await admit_vendor(vendor=vendor, reason="急用", by=a.MANAGER, at=a.AT)


async def test_what_only_admission_asks_bars_no_vendor_at_work() -> None:
    vendor = await hired()
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_qualification SET reason = ''")
        await connection.execute("DELETE FROM vendors_credit_check WHERE source = 'procurement'")
    assert await told(vendor) == []


async def test_a_vendor_of_before_this_register_may_be_waived_what_it_has_not_handed_in() -> None:
    vendor = await a.applicant()
    async with transaction() as connection:
        await connection.execute("UPDATE vendors_vendor SET status = 'in_service' WHERE id = $1", vendor)
    assert await told(vendor) == [("qualification_missing", True), ("credit_never", True)]


async def test_a_check_grows_stale_after_its_days_and_then_may_be_waived() -> None:
    vendor = await hired()
    check = (await credit_checks(vendor, for_=a.MANAGER))[0]
    last = check.checked_on + timedelta(days=365)
    assert (await told(vendor, last), await told(vendor, last + timedelta(days=1))) == ([], [("credit_stale", True)])


async def test_on_record_bars_until_the_same_list_answers_otherwise() -> None:
    vendor = await hired()

    async def check(source: CreditSource, day: int, *, on_record: bool) -> None:
        at = at_local(date(2026, 7, day))
        await record_credit_check(
            vendor=vendor,
            source=source,
            on=date(2026, 7, day),
            on_record=on_record,
            note="行政处罚",
            by=a.MANAGER,
            at=at,
        )

    await check(PROCUREMENT, 6, on_record=True)
    await check(CHINA, 7, on_record=False)
    assert await told(vendor, date(2026, 7, 8)) == [("credit_record", False)]
    await check(PROCUREMENT, 8, on_record=False)
    assert await told(vendor, date(2026, 7, 8)) == []


async def test_a_check_is_of_today_at_the_latest_and_a_record_says_what_it_is() -> None:
    vendor = await a.applicant()
    with pytest.raises(Invalid) as caught:
        await record_credit_check(
            vendor=vendor, source=CHINA, on=date(2026, 7, 7), on_record=True, by=a.MANAGER, at=a.AT
        )
    assert set(caught.value.fields) == {"checked_on", "note"}
    with pytest.raises(NotFound):
        await record_credit_check(vendor=404, source=CHINA, on=a.MONDAY, on_record=False, by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await record_credit_check(
            vendor=vendor, source=CHINA, on=a.MONDAY, on_record=False, by=a.clerk_of(vendor), at=a.AT
        )


async def test_two_lists_are_one_answer_and_tomorrows_is_none() -> None:
    day = a.MONDAY
    assert credit_state([], on=day, valid_days=30) is CreditState.NEVER
    tomorrow = Checked(source=CHINA, on=day + timedelta(days=1), on_record=True)
    assert credit_state([tomorrow], on=day, valid_days=30) is CreditState.NEVER
    old = Checked(source=CHINA, on=day - timedelta(days=31), on_record=False)
    assert credit_state([old], on=day, valid_days=30) is CreditState.STALE
    new = Checked(source=PROCUREMENT, on=day, on_record=False)
    assert credit_state([old, new], on=day, valid_days=30) is CreditState.CLEAN


async def test_many_vendors_bars_are_each_ones_own() -> None:
    first, second = await hired(), await a.applicant()
    found = await bars_of([first, second, 404], on=a.MONDAY)
    assert {vendor: tuple(bars) for vendor, bars in found.items()} == {
        vendor: await vendor_bars(vendor, on=a.MONDAY) for vendor in (first, second)
    }
    with pytest.raises(NotFound):
        await vendor_bars(404, on=a.MONDAY)
