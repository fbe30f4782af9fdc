"""Money in and on: receipts, what goes to the treasury or the fund's account, refunds, and taking a row back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from vendors.actors import Actor, Role
from vendors.attachments.actions import attach, keep
from vendors.attachments.rules import File
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.rules import Stream
from vendors.journal.actions import Deed, act
from vendors.money import yuan
from vendors.periods import local_date
from vendors.ports import Blobs
from vendors.recoveries.actions.posting import HeldAccount, Paper, check_paper, hold, must_be, post
from vendors.recoveries.rules import DESTINATION, TAKEN_BACK_BY, Destination, EntryKind, spread

_EARLIER: Final = "SELECT id, kind, amount_fen FROM vendors_recovery_entry WHERE id = $1 AND recovery = $2"
_TAKEN_BACK: Final = "SELECT EXISTS (SELECT FROM vendors_recovery_entry WHERE reverses = $1)"
_SHARES: Final = "SELECT item, amount_fen FROM vendors_recovery_share WHERE entry = $1"


async def book_receipt(
    *,
    recovery: int,
    version: int,
    amount_fen: int,
    paper: Paper,
    file: File | None = None,
    blobs: Blobs | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Money came in, or with 拒付 was kept back at settlement: to the oldest due items first. The row's id.

    Raises NotFound, Forbidden, Conflict (stale; more than is due), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    sha256 = await keep(file, blobs=blobs) if file and blobs else ""
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        offset = account.stream is Stream.REFUSE
        check_paper(paper, since=account.decided_on, on=local_date(at), party="" if offset else "缴款单位或缴款人")
        rooms = [(item.id, item.sums.outstanding_fen) for item in account.asked_for]
        kind = EntryKind.OFFSET if offset else EntryKind.RECEIPT
        made = await post(deed, account, kind, _spread(amount_fen, rooms), paper=paper)
        if file:
            await attach(
                deed, object_type="recovery_entry", object_id=made, vendor=None, title=paper.voucher, file=file,
                sha256=sha256,
            )  # fmt: skip
    return made


async def remit(*, recovery: int, version: int, amount_fen: int, paper: Paper, by: Actor, at: datetime) -> int:
    """缴入财政专户 or 国库, or where the agreement says (LZ Art.47): never more than came in. The row's id.

    Raises NotFound, Forbidden, Conflict (stale; nothing moves in this stream; more than came in), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        if DESTINATION[account.stream] is Destination.NONE:
            raise Conflict("拒付不发生资金流，无需上缴。", "Refused payments move no money; nothing is paid in.")
        check_paper(paper, since=account.decided_on, on=local_date(at))
        rooms = [(item.id, item.sums.held_fen) for item in account.items]
        return await post(deed, account, EntryKind.REMITTANCE, _spread(amount_fen, rooms), paper=paper)


async def refund(*, recovery: int, version: int, amount_fen: int, paper: Paper, by: Actor, at: datetime) -> int:
    """退还机构 what a reversed determination made refundable. The row's id.

    Raises NotFound, Forbidden, Conflict (stale; more than is refundable), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        check_paper(paper, since=account.decided_on, on=local_date(at), party="收款单位")
        rooms = [(item.id, item.sums.owed_back_fen) for item in account.items]
        return await post(deed, account, EntryKind.REFUND, _spread(amount_fen, rooms), paper=paper)


async def take_back(*, recovery: int, version: int, entry: int, reason: str, by: Actor, at: datetime) -> int:
    """冲销 a receipt, refusal, payment in or refund by a negative row that names it. The row's id.

    Raises NotFound, Forbidden, Conflict (stale; taken back already; its money has gone on), Invalid.
    """
    must_be(by, Role.ACCOUNTANT)
    if not reason.strip():
        raise Invalid({"reason": Words("请写明冲销的理由。", "Give the reason for taking it back.")})
    async with act(by=by, at=at) as deed:
        account = await hold(deed, recovery=recovery, version=version)
        row = await deed.connection.fetchrow(_EARLIER, entry, recovery)
        if row is None:
            raise NotFound
        kind = TAKEN_BACK_BY.get(EntryKind(row["kind"]))
        if kind is None:
            raise Conflict("该行不能冲销。", "That row cannot be taken back.")
        if await deed.connection.fetchval(_TAKEN_BACK, entry):
            raise Conflict("该行已经冲销。", "That row has been taken back already.")
        shares = {one["item"]: one["amount_fen"] for one in await deed.connection.fetch(_SHARES, entry)}
        _check_still_there(account, kind, shares)
        paper = Paper(day=local_date(at), reason=reason)
        negative = {item: -fen for item, fen in shares.items()}
        return await post(deed, account, kind, negative, paper=paper, reverses=entry)


def _check_still_there(account: HeldAccount, kind: EntryKind, shares: "dict[int, int]") -> None:
    """What is taken back must still be there: money paid in or made refundable since has to come back first."""
    items = {item.id: item.sums for item in account.items}
    for item, fen in shares.items():
        sums = items[item]
        left = {
            EntryKind.RECEIPT_REVERSED: sums.held_fen,
            EntryKind.OFFSET_REVERSED: sums.recovered_fen,
            EntryKind.REMITTANCE_REVERSED: sums.remitted_fen,
            EntryKind.REFUND_REVERSED: sums.refunded_fen,
        }[kind]
        if fen > left:
            raise Conflict(
                f"这笔款已有部分上缴或转应退，可冲销的只有 {yuan(left)} 元；请先冲销后面的登记。",
                f"Part of it has been paid in or become refundable since: {yuan(left)} yuan can be taken back.",
            )


def _spread(amount_fen: int, rooms: Sequence[tuple[int, int]]) -> "dict[int, int]":
    if amount_fen <= 0:
        raise Invalid({"amount": Words("金额须大于零。", "The amount must be above zero.")})
    return dict(spread(amount_fen, rooms))


async def attach_voucher(
    *, recovery: int, entry: int, title: str, file: File, blobs: Blobs, by: Actor, at: datetime
) -> int:
    """凭证 of a row, added later. Raises NotFound, Forbidden, Invalid."""
    must_be(by, Role.ACCOUNTANT)
    sha256 = await keep(file, blobs=blobs)
    async with act(by=by, at=at) as deed:
        await _entry(deed, recovery, entry)
        return await attach(
            deed, object_type="recovery_entry", object_id=entry, vendor=None, title=title, file=file, sha256=sha256
        )


async def _entry(deed: Deed, recovery: int, entry: int) -> None:
    if await deed.connection.fetchrow(_EARLIER, entry, recovery) is None:
        raise NotFound
