from datetime import date, timedelta

import pytest
from asyncpg import InsufficientPrivilegeError

from tests.support import a
from vendors.actors import SYSTEM, Actor, Role
from vendors.attachments.queries import attachments
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Gate, Invalid, NotFound
from vendors.journal.queries import history
from vendors.periods import at_local
from vendors.policy.parameters import parameter
from vendors.provision.actions import Release, record_provision, request_provision
from vendors.provision.life_actions import (
    Certificate,
    confirm_disposal,
    confirm_receipt,
    decide_provision,
    dispose,
    hand_over,
)
from vendors.provision.queries import ProvisionFilters, due_returns, provision, provision_totals, provisions
from vendors.provision.rules import Channel, Disposal, ProvisionState, What
from vendors.scope import seeing
from vendors.transaction import transaction

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
LEADER = Actor(id=7, name="田守正", roles=frozenset({Role.LEADER}))
MOST = parameter("provision_approval_rows", a.MONDAY).whole
SCAN = File(filename="证明.pdf", content=b"%PDF-1.7")


def release(vendor: int, **changes: object) -> Release:
    told: dict[str, object] = {"vendor": vendor, "what": What.RECORDS, "rows": 20, "purpose": "核对骨科住院病历"}
    return Release(**(told | changes))  # type: ignore[arg-type]


async def given(vendor: int, *, rows: int = 20, by: Actor | None = None) -> int:
    """A template of task 1 saved by the vendor's person."""
    return await record_provision(
        vendor=vendor, what=What.TEMPLATE, rows=rows, purpose="RW-2026-0001 住院病历审核", object_type="task",
        object_id=1, approved_by="RW-2026-0001 任务下达", by=by or a.clerk_of(vendor), at=a.AT,
    )  # fmt: skip


async def test_a_release_within_a_task_is_a_row_with_everything_that_was_said_of_it() -> None:
    vendor = await a.vendor()
    row = await provision(await given(vendor), for_=a.clerk_of(vendor))
    assert (row.number, row.state, row.row_count) == ("SJ-2026-000001", ProvisionState.PROVIDED, 20)
    assert (row.recipient, row.approved_by) == ("何小满", "RW-2026-0001 任务下达")
    (entry,) = await history(object_type="provision", object_id=row.id)
    assert (entry.entry.kind, entry.entry.vendor) == ("provision.provided", vendor)


async def test_the_data_is_due_back_some_days_after_the_contract_ends() -> None:
    vendor = await a.vendor()
    await a.contract(vendor=vendor, ends_on=date(2026, 9, 30))
    row = await provision(await given(vendor), for_=SYSTEM)
    days = parameter("provision_return_days", a.MONDAY).whole
    assert row.due_back_on == date(2026, 9, 30) + timedelta(days=days)


async def test_more_rows_than_a_task_covers_wait_for_a_leader() -> None:
    vendor = await a.vendor()
    with pytest.raises(Gate) as closed:
        await given(vendor, rows=MOST + 1)
    assert closed.value.gate == "provision_approval"
    assert await provisions(for_=SYSTEM) == ()
    await given(vendor, rows=MOST)


async def test_an_approved_release_is_made_once_and_later_ones_name_it() -> None:
    vendor = await a.vendor()
    for what in (What.RECORDS, What.CASES):
        other = release(vendor, what=what, rows=MOST + 5, object_type="task", object_id=1)
        asked = await request_provision(release=other, by=a.MANAGER, at=a.AT)
        await decide_provision(provision=asked, approve=True, opinion="同意", by=LEADER, at=a.AT)
    assert await given(vendor, rows=MOST + 5) == asked
    later = await provision(await given(vendor, rows=MOST + 5), for_=SYSTEM)
    assert (later.approval, later.approved_by) == ("SJ-2026-000002", "田守正")
    with pytest.raises(Gate):
        await given(vendor, rows=MOST + 6)


async def test_outside_a_task_nothing_goes_out_before_a_leader_agrees() -> None:
    vendor = await a.vendor()
    asked = await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    with pytest.raises(Conflict):
        await hand_over(provision=asked, recipient="何小满", channel=Channel.DISC, by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await decide_provision(provision=asked, approve=True, opinion="", by=a.MANAGER, at=a.AT)
    await decide_provision(provision=asked, approve=True, opinion="", by=LEADER, at=a.AT)
    await hand_over(provision=asked, recipient="何小满", channel=Channel.DISC, by=a.MANAGER, at=a.AT)
    row = await provision(asked, for_=SYSTEM)
    assert (row.state, row.channel, row.recipient) == (ProvisionState.PROVIDED, Channel.DISC, "何小满")


async def test_nobody_approves_their_own_request_and_refusing_takes_a_reason() -> None:
    vendor = await a.vendor()
    both = Actor(id=1, name="周启明", roles=frozenset({Role.TASK_MANAGER, Role.LEADER}))
    asked = await request_provision(release=release(vendor), by=both, at=a.AT)
    with pytest.raises(Forbidden):
        await decide_provision(provision=asked, approve=True, opinion="", by=both, at=a.AT)
    with pytest.raises(Invalid):
        await decide_provision(provision=asked, approve=False, opinion=" ", by=LEADER, at=a.AT)
    await decide_provision(provision=asked, approve=False, opinion="用途不明", by=LEADER, at=a.AT)
    with pytest.raises(Conflict):
        await decide_provision(provision=asked, approve=True, opinion="", by=LEADER, at=a.AT)


async def test_a_release_needs_rows_a_purpose_and_a_vendor_there_is() -> None:
    vendor = await a.vendor()
    with pytest.raises(Invalid) as wrong:
        await request_provision(release=release(vendor, rows=0, purpose=" "), by=a.MANAGER, at=a.AT)
    assert set(wrong.value.fields) == {"rows", "purpose"}
    with pytest.raises(NotFound):
        await request_provision(release=release(vendor + 1), by=a.MANAGER, at=a.AT)
    with pytest.raises(Forbidden):
        await request_provision(release=release(vendor), by=a.clerk_of(vendor), at=a.AT)


async def test_a_vendor_receives_and_destroys_and_the_bureau_confirms() -> None:
    vendor = await a.vendor()
    made, clerk = await given(vendor), a.clerk_of(vendor)
    await confirm_receipt(provision=made, by=clerk, at=a.AT)
    with pytest.raises(Conflict):
        await confirm_receipt(provision=made, by=clerk, at=a.AT)
    proof = Certificate(disposal=Disposal.DESTROYED, on=a.MONDAY, file=SCAN, sha256="ab" * 32)
    await dispose(provisions=[made], certificate=proof, by=clerk, at=a.AT)
    assert len(await attachments(object_type="provision", object_ids=[made], for_=clerk)) == 1
    with pytest.raises(Invalid):
        await confirm_disposal(provision=made, accept=False, opinion="", by=a.MANAGER, at=a.AT)
    await confirm_disposal(provision=made, accept=False, opinion="证明未盖章", by=a.MANAGER, at=a.AT)
    await dispose(provisions=[made], certificate=proof, by=clerk, at=a.AT)
    await confirm_disposal(provision=made, accept=True, opinion="", by=a.MANAGER, at=a.AT)
    row = await provision(made, for_=SYSTEM)
    assert (row.state, row.confirmed_by) == (ProvisionState.CLOSED, "周启明")


async def test_several_releases_are_returned_with_one_certificate_or_not_at_all() -> None:
    vendor = await a.vendor()
    first, second = await given(vendor), await given(vendor)
    back = Certificate(disposal=Disposal.RETURNED, on=a.MONDAY)
    await dispose(provisions=[first], certificate=back, by=a.clerk_of(vendor), at=a.AT)
    with pytest.raises(Conflict):
        await dispose(provisions=[second, first], certificate=back, by=a.clerk_of(vendor), at=a.AT)
    assert (await provision(second, for_=SYSTEM)).state is ProvisionState.PROVIDED


@pytest.mark.parametrize(
    ("certificate", "field"),
    [
        (Certificate(disposal=Disposal.DESTROYED, on=a.MONDAY), "file"),
        (Certificate(disposal=Disposal.RETURNED, on=a.MONDAY + timedelta(days=1)), "on"),
        (Certificate(disposal=Disposal.RETURNED, on=a.MONDAY - timedelta(days=1)), "on"),
    ],
)
async def test_a_certificate_that_cannot_be_is_refused(certificate: Certificate, field: str) -> None:
    vendor = await a.vendor()
    with pytest.raises(Invalid) as wrong:
        await dispose(provisions=[await given(vendor)], certificate=certificate, by=a.clerk_of(vendor), at=a.AT)
    assert field in wrong.value.fields


async def test_another_vendor_sees_and_touches_nothing() -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    made, outsider = await given(vendor), a.clerk_of(other)
    assert await provisions(for_=outsider) == ()
    with seeing(other):
        for act in (
            provision(made, for_=outsider),
            confirm_receipt(provision=made, by=outsider, at=a.AT),
            given(vendor, by=outsider),
        ):
            with pytest.raises(NotFound):
                await act


async def test_the_ledger_counts_what_its_filter_shows() -> None:
    vendor, other = await a.vendor(), await a.vendor(name="河西审计服务有限公司")
    for owner, rows in ((vendor, 20), (vendor, 30), (other, 7)):
        await given(owner, rows=rows)
    await request_provision(release=release(vendor), by=a.MANAGER, at=a.AT)
    every = await provision_totals(for_=SYSTEM, on=a.MONDAY)
    assert (every.count, every.rows, every.out, every.late, every.waiting) == (4, 57, 3, 0, 1)
    mine = await provision_totals(for_=SYSTEM, on=a.MONDAY, which=ProvisionFilters(vendor=other))
    assert (mine.count, mine.rows) == (1, 7)
    page = await provisions(for_=SYSTEM, size=2)
    assert len(await provisions(for_=SYSTEM, before=page[-1].id)) == 2


async def test_returns_are_reminded_of_before_their_day_and_told_late_after_it() -> None:
    vendor = await a.vendor()
    made = await given(vendor)
    due = (await provision(made, for_=SYSTEM)).due_back_on
    assert due
    ahead = timedelta(days=parameter("provision_reminder_days", due).whole)
    assert await due_returns(on=due - ahead - timedelta(days=1)) == ()
    assert [one.id for one in await due_returns(on=due - ahead)] == [made]
    late = due + timedelta(days=1)
    (found,) = await provisions(for_=SYSTEM, which=ProvisionFilters(late_on=late))
    assert found.overdue(late)
    await dispose(
        provisions=[made], certificate=Certificate(disposal=Disposal.RETURNED, on=late), by=a.clerk_of(vendor),
        at=at_local(late),
    )  # fmt: skip
    assert await due_returns(on=late) == ()


async def test_a_row_of_the_ledger_is_never_deleted() -> None:
    made = await given(await a.vendor())
    with pytest.raises(InsufficientPrivilegeError):
        async with transaction() as connection:
            await connection.execute("DELETE FROM vendors_provision WHERE id = $1", made)


@pytest.mark.parametrize("field", ["purpose", "description"])
async def test_no_request_tells_a_full_identity_number(field: str) -> None:
    vendor = await a.vendor()
    with pytest.raises(Invalid, match="身份证号") as caught:
        await request_provision(release=release(vendor, **{field: "11010519491231002X 的病历"}), by=a.MANAGER, at=a.AT)
    assert set(caught.value.fields) == {field}
