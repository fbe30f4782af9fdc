"""Particulars corrected, and the register a page at a time."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support import a
from vendors.errors import Forbidden, Invalid, NotFound
from vendors.journal.queries import history
from vendors.money import fen_from_yuan
from vendors.periods import at_local
from vendors.registry.actions import change_vendor, register_vendor
from vendors.registry.list_queries import SORTS, VendorFilter, vendor_page
from vendors.registry.particulars import Particulars, problems
from vendors.registry.queries import VendorView, branches_of, vendor
from vendors.registry.rules import Kind, Standing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TOLD = Particulars(name="陇上病历质控有限公司", short_name="陇上病历", legal_representative="马知远")


async def change(made: int, **changes: object) -> None:
    fields = {name: getattr(TOLD, name) for name in TOLD.__slots__} | changes
    await change_vendor(vendor=made, particulars=Particulars(**fields), by=a.MANAGER, at=a.AT)


async def test_a_vendor_that_changes_its_name_keeps_the_old_one_and_is_found_by_it() -> None:
    made = await a.applicant()
    await change(made, name="陇上医疗质量评估有限公司", capital_fen=fen_from_yuan(Decimal(5_000_000)))
    found = await vendor(made, for_=a.MANAGER)
    assert (found.former_names, found.capital_fen) == ("陇上病历质控有限公司", 500_000_000)
    page = await vendor_page(VendorFilter(text="病历质控有限"), for_=a.MANAGER)
    assert [one.id for one in page.rows] == [made]
    last = (await history(object_type="vendor", object_id=made))[-1].entry
    assert (last.kind, last.before and last.before["name"]) == ("vendor.changed", "陇上病历质控有限公司")


async def test_nothing_changed_is_said_and_nothing_is_noted() -> None:
    made = await a.applicant()
    with pytest.raises(Invalid, match="没有任何变更"):
        await change(made, name=" 陇上病历质控有限公司 ")
    assert len(await history(object_type="vendor", object_id=made)) == 1


async def test_a_branch_names_its_head_office_registered_or_not() -> None:
    head = await a.applicant(kind=Kind.D, name="丝路财产保险股份有限公司")
    code = (await vendor(head, for_=a.MANAGER)).code
    branch = await register_vendor(
        code=a.code(), name="丝路财险张掖中心支公司", short_name="丝路张掖", kind=Kind.D, legal_representative="祁远山",
        parent_code=f" {code.lower()} ", parent_name="丝路财产保险股份有限公司", by=a.MANAGER, at=a.AT,
    )  # fmt: skip
    assert (await vendor(branch, for_=a.MANAGER)).parent_code == code
    assert [one.id for one in await branches_of(code, for_=a.MANAGER)] == [branch]
    assert await branches_of(code, for_=a.clerk_of(head)) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parent_code": "91620700MA0000031H"}, "parent_name"),
        ({"parent_name": "某总公司"}, "parent_code"),
        ({"parent_name": "某总公司", "parent_code": "91620700MA0000015T"}, "parent_code"),
        ({"parent_name": "本公司", "parent_code": "91620700MA0000015U"}, "parent_code"),
        ({"capital_fen": 0}, "capital"),
        ({"legal_representative": ""}, "legal_representative"),
        ({"address": "长" * 201}, "address"),
    ],
)
async def test_wrong_particulars_are_named_at_their_field(changes: dict[str, object], field: str) -> None:
    fields = {name: getattr(TOLD, name) for name in TOLD.__slots__} | changes
    assert set(problems(Particulars(**fields), code="91620700MA0000015U")) == {field}


async def test_only_the_bureau_corrects_and_only_what_is_there() -> None:
    made = await a.applicant()
    with pytest.raises(Forbidden):
        await change_vendor(vendor=made, particulars=TOLD, by=a.clerk_of(made), at=a.AT)
    with pytest.raises(NotFound):
        await change(404, name="某某")


@pytest.mark.parametrize("sort", sorted(SORTS))
async def test_pages_join_up_to_the_whole_list_in_every_order(sort: str) -> None:
    for number in range(7):
        kind = Kind.A if number % 2 else Kind.D
        await a.applicant(name=f"机构{number % 3}号", kind=kind, at=at_local(date(2026, 7, 1 + number % 4)))
    whole = await vendor_page(VendorFilter(), for_=a.MANAGER, sort=sort, limit=None)
    rows: list[VendorView] = []
    after = None
    while True:
        page = await vendor_page(VendorFilter(), for_=a.MANAGER, sort=sort, after=after, limit=3)
        rows += page.rows
        after = page.next
        assert page.total == 7
        if after is None:
            break
    assert [one.id for one in rows] == [one.id for one in whole.rows]
    assert whole.next is None


async def test_the_list_is_narrowed_by_kind_standing_and_a_chosen_few_and_is_a_vendors_own_to_its_people() -> None:
    first, second = await a.vendor(kind=Kind.A), await a.applicant(kind=Kind.B)
    wanted = {
        VendorFilter(kind=Kind.A): [first],
        VendorFilter(standing=Standing.PENDING): [second],
        VendorFilter(only=(second,)): [second],
        VendorFilter(only=()): [],
    }
    for one, ids in wanted.items():
        assert [row.id for row in (await vendor_page(one, for_=a.MANAGER)).rows] == ids
    assert [row.id for row in (await vendor_page(VendorFilter(), for_=a.clerk_of(second))).rows] == [second]
