"""LT-07: whoever stands behind a vendor is compared with the blacklist, at entry and whenever the list changes."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support import a
from vendors.errors import Conflict, Forbidden, Gate, Invalid
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.registry.actions import admit_vendor, change_vendor
from vendors.registry.bars import vendor_bars
from vendors.registry.ownership.actions import add_holder, end_holder
from vendors.registry.ownership.blacklist_actions import Entered, Grounds, blacklist, unlist
from vendors.registry.ownership.blacklist_queries import EntryFilter, entries, entry, entry_count
from vendors.registry.ownership.queries import holders
from vendors.registry.ownership.rules import Certificate, HolderRole, Named
from vendors.registry.particulars import Particulars

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
KEY = b"the house's secret of the tests"
MAN, WOMAN = "620702190001010013", "620702190001010021"
GROUNDS = Grounds(
    reason="串通投标", basis="某财罚〔2026〕2号", source="某市财政局", since=date(2026, 1, 1), until=date(2027, 1, 1)
)


def person(name: str = "梁小禾", number: str = MAN) -> Named:
    return Named(name=name, certificate=Certificate.IDENTITY_CARD if number else None, number=number)


async def listed(named: Named, *, company: bool = False, grounds: Grounds = GROUNDS) -> Entered:
    return await blacklist(named=named, is_company=company, grounds=grounds, key=KEY, by=a.MANAGER, at=a.AT)


async def holder(vendor: int, named: Named, role: HolderRole = HolderRole.CONTROLLER) -> int:
    share = 4000 if role is HolderRole.SHAREHOLDER else None
    return await add_holder(vendor=vendor, role=role, named=named, share=share, key=KEY, by=a.MANAGER, at=a.AT)


async def codes(vendor: int, on: date = a.MONDAY) -> list[str]:
    return [bar.code for bar in await vendor_bars(vendor, on=on) if bar.code.startswith("blacklist")]


async def test_a_controller_on_the_list_is_met_by_number_whatever_the_name() -> None:
    vendor = await a.vendor()
    await holder(vendor, person("梁小禾"))
    found = await listed(person("梁晓禾"))
    assert [(hit.vendor, hit.sure) for hit in found.hits] == [(vendor, True)]
    assert await codes(vendor) == ["blacklisted"]
    last = (await history(object_type="vendor", object_id=vendor))[-1].entry
    assert (last.kind, last.note) == ("vendor.blacklist_hit", "实际控制人“梁小禾”在黑名单内（至 2027-01-01）。")


async def test_somebody_entered_later_meets_the_list_at_entry_and_bars_admission() -> None:
    await listed(person())
    vendor = await a.applicant()
    await a.papers(vendor)
    await holder(vendor, person(), HolderRole.SHAREHOLDER)
    kinds = [link.entry.kind for link in await history(object_type="vendor", object_id=vendor)]
    assert kinds[-1] == "vendor.blacklist_hit"
    with pytest.raises(Gate, match="黑名单"):
        await admit_vendor(vendor=vendor, reason="材料齐全", by=a.MANAGER, at=a.AT)


async def test_one_name_and_two_numbers_are_two_people() -> None:
    vendor = await a.vendor()
    await holder(vendor, person("梁小禾", MAN))
    assert (await listed(person("梁小禾", WOMAN))).hits == ()
    assert await codes(vendor) == []


async def test_a_name_without_a_number_is_a_doubt_that_may_be_waived_and_does_not_keep_from_admission() -> None:
    vendor = await a.applicant()
    await a.papers(vendor)
    await listed(Named(name="马知远"))
    (bar,) = [one for one in await vendor_bars(vendor, on=a.MONDAY) if one.code == "blacklist_name"]
    assert bar.waivable
    assert "须核对身份" in bar.words.zh
    await admit_vendor(vendor=vendor, reason="同名，已核对身份证，不是同一人", by=a.MANAGER, at=a.AT)


async def test_companies_are_met_by_code_the_vendor_its_head_office_and_its_shareholders() -> None:
    own, parent, investor = a.code(), a.code(), a.code()
    vendor = await a.vendor(code_=own)
    told = Particulars(name="陇上病历质控有限公司", short_name="陇上", legal_representative="马知远",
                       parent_code=parent, parent_name="陇上集团")  # fmt: skip
    await change_vendor(vendor=vendor, particulars=told, by=a.MANAGER, at=a.AT)
    await holder(vendor, Named(name="祁连投资", company_code=investor), HolderRole.SHAREHOLDER)
    for code in (own, parent, investor):
        found = await listed(Named(name="改过名的公司", company_code=code), company=True)
        assert [hit.sure for hit in found.hits] == [True], code
        await unlist(entry=found.entry, reason="复核撤销", by=a.MANAGER, at=a.AT)
    assert await codes(vendor) == []


async def test_an_entry_means_somebody_from_its_first_day_to_its_last_or_until_it_is_ended() -> None:
    vendor = await a.vendor()
    await holder(vendor, person())
    entered = await listed(person())
    days = (date(2025, 12, 31), date(2026, 7, 6), date(2027, 1, 1), date(2027, 1, 2))
    assert [bool(await codes(vendor, day)) for day in days] == [False, True, True, False]
    await unlist(entry=entered.entry, reason="行政复议撤销", by=a.MANAGER, at=at_local(date(2026, 8, 1)))
    assert [bool(await codes(vendor, day)) for day in (date(2026, 7, 31), date(2026, 8, 1))] == [True, False]
    with pytest.raises(Conflict):
        await unlist(entry=entered.entry, reason="再次", by=a.MANAGER, at=at_local(date(2026, 8, 2)))
    assert (await entry(entered.entry, for_=a.MANAGER)).end_reason == "行政复议撤销"


async def test_who_has_left_or_was_succeeded_is_met_no_more() -> None:
    vendor = await a.vendor()
    gone = await holder(vendor, person("梁小禾", MAN))
    await holder(vendor, person("祁远山", WOMAN), HolderRole.LEGAL)
    await listed(person("梁小禾", MAN))
    await listed(person("祁远山", WOMAN))
    assert await codes(vendor) == ["blacklisted", "blacklisted"]
    await end_holder(holder=gone, reason="股权转让", by=a.MANAGER, at=a.AT)
    await holder(vendor, Named(name="何小满", certificate=Certificate.PASSPORT, number="E12345678"), HolderRole.LEGAL)
    assert await codes(vendor) == []
    assert [one.name for one in await holders(vendor, for_=a.MANAGER) if one.until is None] == ["何小满"]


async def test_no_number_is_kept_in_clear_anywhere() -> None:
    vendor = await a.vendor()
    await holder(vendor, person())
    entered = await listed(person())
    (one,) = await holders(vendor, for_=a.MANAGER)
    assert one.identity == (await entry(entered.entry, for_=a.MANAGER)).identity == "620702********0013"
    journal = [*await history(object_type="vendor", object_id=vendor)]
    journal += await history(object_type="blacklist", object_id=entered.entry)
    assert MAN not in "".join(str(link.entry) for link in journal)


@pytest.mark.parametrize(
    ("named", "company", "fields"),
    [
        (Named(name=" "), False, {"name"}),
        (person(number="620702190001010014"), False, {"number"}),
        (Named(name="梁小禾", number=MAN), False, {"certificate"}),
        (Named(name="某公司", company_code="91620700MA0000015T"), True, {"company_code"}),
        (Named(name="梁小禾", company_code="91620700MA0000015U"), False, {"company_code"}),
        (person(), True, {"number"}),
    ],
)
async def test_a_wrong_entry_names_its_fields(named: Named, company: bool, fields: set[str]) -> None:
    with pytest.raises(Invalid) as caught:
        await listed(named, company=company)
    assert set(caught.value.fields) == fields


async def test_an_entry_needs_its_grounds_and_ends_after_it_begins() -> None:
    bare = Grounds(reason="", basis=" ", source="", since=date(2026, 2, 1), until=date(2026, 1, 1))
    with pytest.raises(Invalid) as caught:
        await listed(person(), grounds=bare)
    assert set(caught.value.fields) == {"reason", "basis", "source", "until"}


async def test_the_list_is_found_by_word_subject_and_state_and_is_the_bureaus_alone() -> None:
    await listed(person())
    await listed(Named(name="祁连投资", company_code=a.code()), company=True)
    ended = await listed(Named(name="何小满"))
    await unlist(entry=ended.entry, reason="撤销", by=a.MANAGER, at=a.AT)

    async def names(wanted: EntryFilter) -> list[str]:
        found = await entries(wanted, for_=a.MANAGER, on=a.MONDAY)
        assert len(found) == await entry_count(wanted, for_=a.MANAGER, on=a.MONDAY)
        return [one.name for one in found]

    assert await names(EntryFilter()) == ["何小满", "祁连投资", "梁小禾"]
    assert await names(EntryFilter(state="open")) == ["祁连投资", "梁小禾"]
    assert await names(EntryFilter(state="ended")) == ["何小满"]
    assert await names(EntryFilter(subject="company")) == ["祁连投资"]
    assert await names(EntryFilter(text="梁")) == ["梁小禾"]
    vendor = await a.applicant()
    with pytest.raises(Forbidden):
        await entries(EntryFilter(), for_=a.clerk_of(vendor), on=a.MONDAY)
    with pytest.raises(Forbidden):
        await unlist(entry=ended.entry, reason="x", by=a.clerk_of(vendor), at=a.AT)


async def test_the_same_entry_is_not_listed_twice() -> None:
    await listed(person())
    with pytest.raises(Invalid, match="已在黑名单内") as caught:
        await listed(person("梁晓禾"))
    assert set(caught.value.fields) == {"name"}
    await listed(person(), grounds=replace(GROUNDS, basis="某财罚〔2026〕9号"))
    first = await listed(person("梁小禾", number=""))
    with pytest.raises(Invalid, match="已在黑名单内"):
        await listed(person("梁小禾", number=""))
    await unlist(entry=first.entry, reason="误列", by=a.MANAGER, at=a.AT)
    await listed(person("梁小禾", number=""))


@pytest.mark.parametrize("since", [date(2026, 7, 7), date(1026, 1, 1)])
async def test_an_entry_begins_today_at_the_latest_and_not_in_another_age(since: date) -> None:
    with pytest.raises(Invalid) as caught:
        await listed(person(), grounds=replace(GROUNDS, since=since))
    assert "since" in caught.value.fields
