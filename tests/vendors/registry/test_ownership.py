import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import a
from vendors.errors import Conflict, Forbidden, Invalid, NotFound
from vendors.policy import identity
from vendors.registry.ownership.actions import add_holder, end_holder
from vendors.registry.ownership.queries import holders
from vendors.registry.ownership.rules import WHOLE, Certificate, HolderRole, Named, known, masked, share_problem
from vendors.registry.queries import vendor as vendor_view

pytestmark = pytest.mark.anyio
KEY = b"the house's secret of the tests"
MAN, WOMAN = "620702190001010013", "620702190001010021"


def card(name: str, number: str = MAN) -> Named:
    return Named(name=name, certificate=Certificate.IDENTITY_CARD, number=number)


async def shareholder(vendor: int, named: Named, share: int | None) -> int:
    return await add_holder(
        vendor=vendor, role=HolderRole.SHAREHOLDER, named=named, share=share, key=KEY, by=a.MANAGER, at=a.AT
    )


@pytest.mark.usefixtures("database")
async def test_a_new_legal_representative_takes_the_place_of_the_old_everywhere() -> None:
    vendor = await a.vendor()
    for name, number in (("马知远", MAN), ("祁远山", WOMAN)):
        await add_holder(vendor=vendor, role=HolderRole.LEGAL, named=card(name, number), key=KEY, by=a.MANAGER, at=a.AT)
    assert (await vendor_view(vendor, for_=a.MANAGER)).legal_representative == "祁远山"
    found = await holders(vendor, for_=a.MANAGER)
    assert [(one.name, one.until) for one in found] == [("祁远山", None), ("马知远", a.MONDAY)]
    with pytest.raises(Conflict, match="继任者"):
        await end_holder(holder=found[0].id, reason="离任", by=a.MANAGER, at=a.AT)


@pytest.mark.usefixtures("database")
async def test_shareholders_hold_no_more_than_the_whole_together() -> None:
    vendor = await a.vendor()
    await shareholder(vendor, Named(name="祁连投资", company_code=a.code()), 6000)
    with pytest.raises(Invalid, match="最多还可填 40%"):
        await shareholder(vendor, card("梁小禾"), 4001)
    with pytest.raises(Invalid, match="请填写持股比例"):
        await shareholder(vendor, card("梁小禾"), None)
    sold = await shareholder(vendor, card("梁小禾"), 4000)
    await end_holder(holder=sold, reason="股权转让", by=a.MANAGER, at=a.AT)
    await shareholder(vendor, card("何小满", WOMAN), 4000)
    with pytest.raises(Conflict):
        await end_holder(holder=sold, reason="再次", by=a.MANAGER, at=a.AT)


@pytest.mark.usefixtures("database")
async def test_a_company_is_no_legal_representative_and_a_vendors_people_enter_nobody() -> None:
    vendor = await a.vendor()
    company = Named(name="祁连投资", company_code=a.code())
    with pytest.raises(Invalid) as caught:
        await add_holder(vendor=vendor, role=HolderRole.LEGAL, named=company, key=KEY, by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {"company_code"}
    with pytest.raises(Forbidden):
        await add_holder(
            vendor=vendor, role=HolderRole.LEGAL, named=card("某某"), key=KEY, by=a.clerk_of(vendor), at=a.AT
        )
    with pytest.raises(NotFound):
        await shareholder(404, card("某某"), 100)


@pytest.mark.usefixtures("database")
async def test_charlie_sees_nobody_behind_another_vendor() -> None:
    ours, theirs = await a.vendor(), await a.vendor()
    await shareholder(ours, card("梁小禾"), 4000)
    assert await holders(ours, for_=a.clerk_of(theirs)) == ()
    assert len(await holders(ours, for_=a.clerk_of(ours))) == 1


def test_a_person_is_known_by_a_fingerprint_that_needs_the_key() -> None:
    one = known(card("梁小禾", "62070219000101001３"), key=KEY, on=a.MONDAY)
    assert one.fingerprint == identity.fingerprint(MAN, key=KEY) != identity.fingerprint(MAN, key=b"another")
    assert (one.identity, one.certificate) == ("620702********0013", "identity_card")


@pytest.mark.parametrize(
    ("certificate", "number", "good"),
    [
        (Certificate.IDENTITY_CARD, "620702190001010014", False),
        (Certificate.IDENTITY_CARD, "620102190002290018", False),
        (Certificate.IDENTITY_CARD, MAN, True),
        (Certificate.PASSPORT, "E1234", True),
        (Certificate.PASSPORT, "E12", False),
        (Certificate.PASSPORT, "E1234-56", False),
        (None, MAN, False),
        (Certificate.IDENTITY_CARD, "", False),
    ],
)
def test_a_number_is_checked_for_its_kind(certificate: Certificate | None, number: str, *, good: bool) -> None:
    named = Named(name="梁小禾", certificate=certificate, number=number)
    try:
        known(named, key=KEY, on=a.MONDAY)
    except Invalid:
        assert not good
    else:
        assert good


@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=5, max_size=20))
def test_a_masked_number_tells_at_most_ten_of_its_places(number: str) -> None:
    seen = masked(number)
    assert seen != number
    assert sum(letter != "*" for letter in seen) <= 10


@given(st.integers(-10, WHOLE + 10), st.integers(0, WHOLE))
def test_a_share_is_good_when_the_whole_holds_it(share: int, held: int) -> None:
    assert (share_problem(share, held=held) is None) is (0 < share <= WHOLE - held)
