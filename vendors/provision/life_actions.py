"""A release after it was asked for: approved, handed over, received, returned or destroyed, confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vendors.actors import Actor, Role
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.errors import Conflict, Forbidden, Invalid, NotFound, Words
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.provision.entitlement import must_be_entitled
from vendors.provision.rules import OUT, Channel, Disposal, ProvisionState, check_transition
from vendors.registry.rules import must_be_bureau, must_be_of
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_HELD = """
SELECT id, vendor, number, state, requested_by_id, provided_at, received_at, disposal
FROM vendors_provision WHERE id = $1 FOR UPDATE
"""
_APPROVE = """
UPDATE vendors_provision SET state = $2, approved_by = $3, approved_by_id = $4, approved_at = $5, opinion = $6
WHERE id = $1
"""
_PROVIDE = """
UPDATE vendors_provision SET state = 'provided', recipient = $2, channel = $3, provided_at = $4, provided_by = $5
WHERE id = $1
"""
_RECEIVE = "UPDATE vendors_provision SET received_at = $2, received_by = $3 WHERE id = $1"
_DISPOSE = """
UPDATE vendors_provision SET state = 'disposed', disposal = $2, disposed_on = $3, disposed_by = $4, disposal_note = $5
WHERE id = $1
"""
_CALL_BACK = """
UPDATE vendors_provision p SET due_back_on = $2 FROM vendors_provision was
WHERE was.id = p.id AND p.id = ANY($1::int[]) AND p.state = 'provided' AND (p.due_back_on IS NULL OR p.due_back_on > $2)
RETURNING p.id, p.vendor, was.due_back_on
"""
_CONFIRM = "UPDATE vendors_provision SET state = $2, confirmed_at = $3, confirmed_by = $4 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How the vendor ended it: returned or destroyed, on a day, with the kept certificate's file."""

    disposal: Disposal
    on: date
    note: str = ""
    file: File | None = None
    sha256: str = ""


async def decide_provision(
    *, provision: int, approve: bool, opinion: str, by: Actor, at: datetime, contract: int | None = None
) -> None:
    """A leader approves or refuses a planned release; who asked for it does not decide it. Refusing takes a reason.

    `contract` is the one of the release's task. Approving raises Gate as must_be_entitled.
    """
    must_be_bureau(by)
    if not by.has(Role.LEADER):
        raise Forbidden("须由分管领导审批。", "Only a leader decides this.")
    if not approve and not opinion.strip():
        raise Invalid({"opinion": Words("请写明不予批准的理由。", "Say why it is refused.")})
    to = ProvisionState.APPROVED if approve else ProvisionState.REFUSED
    async with act(by=by, at=at) as deed:
        row = await _moved(deed, provision, to)
        if row["requested_by_id"] == by.id:
            raise Forbidden("申请人不能审批自己的申请。", "Nobody approves their own request.")
        if approve:
            await must_be_entitled(row["vendor"], contract, on=local_date(at))
        await deed.connection.execute(_APPROVE, provision, to.value, by.name, by.id, at, opinion.strip())
        deed.note(f"provision.{to.value}", "provision", provision, vendor=row["vendor"], note=opinion.strip())


async def hand_over(
    *, provision: int, recipient: str, channel: Channel, by: Actor, at: datetime, contract: int | None = None
) -> None:
    """Record that an approved release was given to a person of the vendor.

    `contract` is the one of the release's task. Raises Conflict before the approval, Gate as must_be_entitled.
    """
    must_be_bureau(by)
    if not recipient.strip():
        raise Invalid({"recipient": Words("请填写接收人。", "Name who received it.")})
    async with act(by=by, at=at) as deed:
        row = await _moved(deed, provision, ProvisionState.PROVIDED, since=ProvisionState.APPROVED)
        await must_be_entitled(row["vendor"], contract, on=local_date(at))
        await deed.connection.execute(_PROVIDE, provision, recipient.strip()[:80], channel.value, at, by.name)
        after = {"recipient": recipient.strip(), "channel": channel.value}
        deed.note("provision.provided", "provision", provision, vendor=row["vendor"], after=after)


async def confirm_receipt(*, provision: int, by: Actor, at: datetime) -> None:
    """The vendor says it has the data. Raises Conflict before it was provided or when said already."""
    async with act(by=by, at=at) as deed:
        row = await _held(deed, provision)
        must_be_of(by, row["vendor"])
        if row["received_at"] is not None or ProvisionState(row["state"]) not in OUT:
            raise Conflict("该记录不在待签收状态。", "This release does not wait to be received.")
        await deed.connection.execute(_RECEIVE, provision, at, by.name)
        deed.note("provision.received", "provision", provision, vendor=row["vendor"])


async def dispose(*, provisions: Collection[int], certificate: Certificate, by: Actor, at: datetime) -> int:
    """The vendor declares releases returned or destroyed, one certificate for all of them; returns how many.

    All or none: Conflict when one is not out, Invalid for a day to come or destruction without a certificate.
    """
    _must_be_whole(certificate, provisions, local_date(at))
    async with act(by=by, at=at) as deed:
        for provision in sorted(set(provisions)):
            row = await _moved(deed, provision, ProvisionState.DISPOSED)
            must_be_of(by, row["vendor"])
            if local_date(row["provided_at"]) > certificate.on:
                raise Invalid({"on": Words("早于提供日期。", "It is earlier than the day of release.")})
            await deed.connection.execute(
                _DISPOSE, provision, certificate.disposal.value, certificate.on, by.name, certificate.note.strip()
            )
            await _file(deed, row, certificate)
            after = {"disposal": certificate.disposal.value, "on": certificate.on.isoformat()}
            deed.note("provision.disposed", "provision", provision, vendor=row["vendor"], after=after)
    return len(set(provisions))


async def call_back(*, provisions: Collection[int], due: date, by: Actor, at: datetime) -> int:
    """What is still out of these is due back by a day at the latest, sooner if it was; returns how many moved."""
    must_be_bureau(by)
    async with transaction() as connection:
        rows = await connection.fetch(_CALL_BACK, list(provisions), due)
        if not rows:
            return 0
        async with act(by=by, at=at) as deed:
            for row in rows:
                _note_called_back(deed, row, due)
    return len(rows)


def _note_called_back(deed: Deed, row: "Record", due: date) -> None:
    was = row["due_back_on"]
    deed.note(
        "provision.called_back", "provision", row["id"], vendor=row["vendor"],
        before={"due_back_on": was.isoformat() if was else None}, after={"due_back_on": due.isoformat()},
    )  # fmt: skip


async def confirm_disposal(*, provision: int, accept: bool, opinion: str, by: Actor, at: datetime) -> None:
    """The bureau confirms a return or destruction, or sends the certificate back with a reason."""
    must_be_bureau(by)
    if not accept and not opinion.strip():
        raise Invalid({"opinion": Words("请写明退回理由。", "Say why it is sent back.")})
    to = ProvisionState.CLOSED if accept else ProvisionState.PROVIDED
    async with act(by=by, at=at) as deed:
        row = await _moved(deed, provision, to, since=ProvisionState.DISPOSED)
        confirmed = (at, by.name) if accept else (None, "")
        await deed.connection.execute(_CONFIRM, provision, to.value, *confirmed)
        kind = "provision.confirmed" if accept else "provision.sent_back"
        deed.note(kind, "provision", provision, vendor=row["vendor"], note=opinion.strip())


def _must_be_whole(certificate: Certificate, provisions: Collection[int], today: date) -> None:
    wrong: dict[str, Words] = {}
    if not provisions:
        wrong["ids"] = Words("请至少选择一条记录。", "Choose one release at least.")
    if certificate.on > today:
        wrong["on"] = Words("日期不能晚于今天。", "The day cannot be after today.")
    if certificate.disposal is Disposal.DESTROYED and certificate.file is None:
        wrong["file"] = Words("请附销毁证明。", "Attach the certificate of destruction.")
    if wrong:
        raise Invalid(wrong)


async def _held(deed: Deed, provision: int) -> "Record":
    row = await deed.connection.fetchrow(_HELD, provision)
    if row is None:
        raise NotFound
    return row


async def _moved(deed: Deed, provision: int, to: ProvisionState, since: ProvisionState | None = None) -> "Record":
    """The locked row of a release that can go to a state; from one state alone when `since` is given."""
    row = await _held(deed, provision)
    state = ProvisionState(row["state"])
    check_transition(state, to)
    if since is not None and state is not since:
        raise Conflict(
            f"数据提供记录当前为“{state.zh}”，不能这样办理。", f"The release is “{state.en}”; this is not open."
        )
    return row


async def _file(deed: Deed, row: "Record", certificate: Certificate) -> None:
    if certificate.file is not None:
        title = f"{row['number']} {certificate.disposal.zh}证明"
        await attach(
            deed, object_type="provision", object_id=row["id"], vendor=row["vendor"], title=title,
            file=certificate.file, sha256=certificate.sha256,
        )  # fmt: skip
