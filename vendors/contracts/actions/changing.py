"""变更, 中止, 恢复, 解除: each with a reason of the list and in words."""

from datetime import date, datetime

from vendors.actors import Actor
from vendors.contracts import checklist
from vendors.contracts.actions.rows import Locked, ensure_plan, locked
from vendors.contracts.instalments import Instalment, cut
from vendors.contracts.rules import UNSIGNED, ContractState, must_go
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.periods import Period, local_date
from vendors.registry.actions import change_standing
from vendors.registry.rules import Standing, must_be_bureau

_OWN_ACTS = UNSIGNED | {ContractState.ARCHIVED}
"""States that are reached by an act of their own."""
_MOVE = """
UPDATE vendors_contract SET status = $2, state_reason = $3, ended_on = $4 WHERE id = $1
"""


async def change_contract(
    *, contract: int, to: ContractState, reason: str, by: Actor, at: datetime, code: str = "other"
) -> None:
    """Begin a change, suspend, take up again (to SIGNED) or rescind.

    Raises NotFound, Conflict (no such step), Invalid without a reason of the list and in words.
    """
    await _change(contract=contract, to=to, code=code, why=reason, expel=False, by=by, at=at)


async def rescind_contract(*, contract: int, code: str, why: str, expel: bool, by: Actor, at: datetime) -> None:
    """解除; with `expel` the vendor leaves for breach (违约退出), which only a reason of its own fault allows.

    Raises as change_contract; Conflict when the vendor's standing cannot change so.
    """
    await _change(contract=contract, to=ContractState.TERMINATED, code=code, why=why, expel=expel, by=by, at=at)


async def bar_renewal(*, contract: int, reason: str, by: Actor, at: datetime) -> None:
    """不续签: no contract may renew this one. An empty reason takes the bar off again.

    Raises NotFound, Conflict for a contract never signed.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen in UNSIGNED:
            raise Conflict("合同尚未签订。", "The contract is not signed.")
        why = reason.strip()[:300]
        sql = "UPDATE vendors_contract SET renewal_barred = $2 WHERE id = $1"
        await deed.connection.execute(sql, contract, why)
        kind = "contract.renewal_barred" if why else "contract.renewal_allowed"
        deed.note(kind, "contract", contract, vendor=under.vendor, note=why)


async def _change(
    *, contract: int, to: ContractState, code: str, why: str, expel: bool, by: Actor, at: datetime
) -> None:
    must_be_bureau(by)
    if not why.strip():
        raise Invalid({"reason": Words("请写明理由。", "Give a reason.")})
    found = checklist.reason(to, code, local_date(at))
    if expel and not found.grave:
        words = Words("该解除原因不属于承办机构违约，不能违约退出。", "That reason is no breach by the vendor.")
        raise Invalid({"expel": words})
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if to in _OWN_ACTS or under.seen in UNSIGNED:
            raise Conflict("该状态须通过相应操作达到。", "That state has an act of its own.")
        must_go(under.seen, to)
        await _store(deed, under, to, f"{found.words.zh}：{why.strip()}")
        if to is ContractState.TERMINATED:
            await _nothing_more_is_owed(deed, under)
        _note(deed, under, to, found, why.strip())
        if expel:
            said = f"合同 {under.row['number']} 解除（{found.words.zh}）：{why.strip()}"
            await change_standing(vendor=under.vendor, to=Standing.EXPELLED, reason=said, by=by, at=at)


async def _store(deed: Deed, under: Locked, to: ContractState, said: str) -> None:
    ended = local_date(deed.at) if to is ContractState.TERMINATED else under.row["ended_on"]
    kept = "" if to is ContractState.SIGNED else said
    await deed.connection.execute(_MOVE, under.row["id"], to.value, kept, ended)


async def _nothing_more_is_owed(deed: Deed, under: Locked) -> None:
    """Reports and instalments of the time after the end fall away; what was asked for or handed in stays.

    The instalment the end lies in is cut to its days.
    """
    ended, contract = local_date(deed.at), under.row["id"]
    await ensure_plan(deed, under)
    owed = await deed.connection.fetch(
        "SELECT id, period FROM vendors_report_due WHERE contract = $1 AND delivered_on IS NULL", contract
    )
    later = [row["id"] for row in owed if Period.parse(row["period"]).starts_on > ended]
    await deed.connection.execute("DELETE FROM vendors_report_due WHERE id = ANY($1::int[])", later)
    await deed.connection.execute(
        "DELETE FROM vendors_payment WHERE contract = $1 AND state = 'planned' AND covers_from > $2", contract, ended
    )
    await _cut_to_the_day(deed, contract, ended)


async def _cut_to_the_day(deed: Deed, contract: int, ended: date) -> None:
    sql = """
    SELECT id, instalment AS number, covers_from, covers_to, fixed_fen, linked_fen FROM vendors_payment
    WHERE contract = $1 AND state = 'planned' AND covers_to > $2 ORDER BY instalment
    """
    kept = "UPDATE vendors_payment SET covers_to = $2, fixed_fen = $3, linked_fen = $4 WHERE id = $1"
    for row in await deed.connection.fetch(sql, contract, ended):
        fields = dict(row)
        id_ = fields.pop("id")
        left = cut(Instalment(**fields), ended)
        await deed.connection.execute(kept, id_, left.covers_to, left.fixed_fen, left.linked_fen)


def _note(deed: Deed, under: Locked, to: ContractState, found: checklist.Reason, why: str) -> None:
    kind = "contract.rescinded" if to is ContractState.TERMINATED else "contract.changed"
    deed.note(
        kind, "contract", under.row["id"], vendor=under.vendor, before={"status": under.seen.value},
        after={"status": to.value, "reason": found.code}, note=f"{found.words.zh}：{why}",
    )  # fmt: skip
