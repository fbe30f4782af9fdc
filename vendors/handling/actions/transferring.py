"""移送: a case handed to another agency, its receipt and its result (LZ Art.39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.copying import as_json
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.handling.case_rules import TransferResult, missing
from vendors.handling.rights import TRANSFER, must_hold
from vendors.journal.actions import Deed, act
from vendors.numbering import TRANSFERS, allot
from vendors.periods import local_date
from vendors.policy.codes import code_list

_OTHER: Final = "9"
_DECISION: Final = "SELECT id, number, decided_on FROM vendors_decision WHERE id = $1"
_STANDING: Final = """
SELECT d.finding, d.amount_fen FROM vendors_determination d JOIN vendors_decision n ON n.number = d.decision
WHERE n.id = $1 AND d.superseded_at IS NULL
"""
_INSERT: Final = """
INSERT INTO vendors_transfer
  (decision, number, target, agency, transferred_on, findings, amount_fen, reason, basis, document, sent_by_name, at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12) RETURNING id
"""
_HOLD: Final = "SELECT id, number, decision, transferred_on, receipt_on, result FROM vendors_transfer WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """`target` is a code of transfer_target, `agency` the office's own name, `findings` what is handed over."""

    target: str
    agency: str
    transferred_on: date
    findings: Sequence[int]
    reason: str
    basis: str = ""
    document: str = ""


async def transfer_case(*, decision: int, transfer: NewTransfer, by: Actor, at: datetime) -> int:
    """Hand findings of a decision to another agency, also once it is closed; returns the transfer's id.

    Raises NotFound, Forbidden, Invalid.
    """
    must_hold(by, TRANSFER)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(_DECISION, decision)
        if row is None:
            raise NotFound
        standing = {one["finding"]: one["amount_fen"] for one in await deed.connection.fetch(_STANDING, decision)}
        wrong = _wrong(transfer, since=row["decided_on"], at=at)
        if not transfer.findings or not set(transfer.findings) <= set(standing):
            wrong["findings"] = Words("请选择本决定认定的问题。", "Choose findings of this decision.")
        if wrong:
            raise Invalid(wrong)
        amount = sum(standing[finding] for finding in set(transfer.findings))
        return await _send(deed, decision, transfer, amount)


async def record_receipt(
    *, transfer: int, on: date, receiver: str, by: Actor, at: datetime, file: File | None = None, sha256: str = ""
) -> None:
    """回执: the day and who signed, with its scan. Raises NotFound, Forbidden, Conflict (on record), Invalid."""
    must_hold(by, TRANSFER)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(f"{_HOLD} FOR UPDATE", transfer)
        if row is None:
            raise NotFound
        if row["receipt_on"]:
            raise Conflict(f"{row['number']} 的回执已登记。", f"The receipt of {row['number']} is on record.")
        wrong = missing(receipt_by=receiver)
        if not row["transferred_on"] <= on <= local_date(at):
            wrong["receipt_on"] = Words("回执日期须在移送之后、不晚于今天。", "A day since the transfer.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(
            "UPDATE vendors_transfer SET receipt_on = $2, receipt_by = $3 WHERE id = $1", transfer, on, receiver.strip()
        )
        if file:
            await attach(
                deed,
                object_type="transfer",
                object_id=transfer,
                vendor=None,
                title="移送回执",
                file=file,
                sha256=sha256,
            )
        deed.note("transfer.receipt", "transfer", transfer, after={"on": on.isoformat(), "by": receiver.strip()})


async def record_result(
    *, transfer: int, result: TransferResult, on: date, text: str, fen: int = 0, by: Actor, at: datetime
) -> None:
    """What came of it, as often as the agency tells more. Raises NotFound, Forbidden, Invalid."""
    must_hold(by, TRANSFER)
    async with act(by=by, at=at) as deed:
        row = await deed.connection.fetchrow(f"{_HOLD} FOR UPDATE", transfer)
        if row is None:
            raise NotFound
        wrong = missing(result_text=text)
        if not row["transferred_on"] <= on <= local_date(at):
            wrong["result_on"] = Words("结果日期须在移送之后、不晚于今天。", "A day since the transfer.")
        if fen < 0:
            wrong["result_fen"] = Words("金额不能为负。", "The amount is not negative.")
        if wrong:
            raise Invalid(wrong)
        await deed.connection.execute(
            "UPDATE vendors_transfer SET result = $2, result_on = $3, result_text = $4, result_fen = $5 WHERE id = $1",
            transfer, result.value, on, text.strip(), fen,
        )  # fmt: skip
        deed.note(
            "transfer.result", "transfer", transfer, note=text.strip(), before={"result": row["result"]},
            after={"result": result.value, "on": on.isoformat(), "fen": fen},
        )  # fmt: skip


def _wrong(transfer: NewTransfer, *, since: date, at: datetime) -> dict[str, Words]:
    today = local_date(at)
    wrong = missing(reason=transfer.reason)
    if transfer.target not in code_list("transfer_target", today):
        wrong["target"] = Words("请选择移送对象。", "Choose the agency.")
    if transfer.target == _OTHER and not transfer.agency.strip():
        wrong["agency"] = Words("请填写接收单位名称。", "Name the agency.")
    if not since <= transfer.transferred_on <= today:
        wrong["transferred_on"] = Words("移送日期须在认定之后、不晚于今天。", "A day since the determination.")
    return wrong


async def _send(deed: Deed, decision: int, transfer: NewTransfer, amount: int) -> int:
    (number,) = await allot(deed.connection, TRANSFERS, year=local_date(deed.at).year)
    made: int = await deed.connection.fetchval(
        _INSERT, decision, number, transfer.target, transfer.agency.strip(), transfer.transferred_on,
        as_json(sorted(set(transfer.findings))), amount, transfer.reason.strip(), transfer.basis.strip(),
        transfer.document.strip(), deed.by.name, deed.at,
    )  # fmt: skip
    deed.note(
        "transfer.sent", "transfer", made,
        after={"number": number, "target": transfer.target, "decision": decision, "amount_fen": amount},
    )  # fmt: skip
    return made
