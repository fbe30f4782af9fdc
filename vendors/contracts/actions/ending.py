"""The end: data given back or destroyed before witnesses, then the archive."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.actions.rows import Locked, locked
from vendors.contracts.actions.writing_off import settle_owed
from vendors.contracts.rules import ContractState, ReturnMethod, must_go
from vendors.errors import Conflict, Gate, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.periods import local_date
from vendors.ports import Blobs
from vendors.registry.rules import must_be_bureau

OVER = frozenset({ContractState.EXPIRED, ContractState.TERMINATED})
_INSERT = """
INSERT INTO vendors_contract_data_return
  (contract, vendor, method, done_on, done_by, witness, scope, confirmed_by, confirmed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (contract) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """数据返还/销毁: what data, how, on which day, by whom at the vendor, before whom of the bureau."""

    method: ReturnMethod
    on: date
    done_by: str
    witness: str
    scope: str


async def confirm_data_return(
    *, contract: int, returned: Returned, file: File, sha256: str, by: Actor, at: datetime
) -> None:
    """Confirm with the signed paper that the vendor keeps none of the data (个人信息保护法 Art.21).

    Raises NotFound, Conflict (the contract is not over, confirmed already), Invalid.
    """
    must_be_bureau(by)
    texts = {"done_by": returned.done_by, "witness": returned.witness, "scope": returned.scope}
    wrong = {name: Words("不能为空。", "Must not be empty.") for name, text in texts.items() if not text.strip()}
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        begun = min(under.row["starts_on"], under.row["ended_on"] or under.row["starts_on"])
        if not begun <= returned.on <= local_date(at):
            wrong["on"] = Words("日期不得早于合同起期、晚于今天。", "Not before the contract began nor after today.")
        if wrong:
            raise Invalid(wrong)
        if under.seen not in OVER:
            raise Conflict("合同到期或解除后才能确认数据返还或销毁。", "Confirmed once the contract is over.")
        await _store(deed, under, returned)
        await attach(
            deed, object_type="contract", object_id=contract, vendor=under.vendor, title="数据返还/销毁确认书",
            file=file, sha256=sha256,
        )  # fmt: skip


async def _store(deed: Deed, under: Locked, returned: Returned) -> None:
    found = await deed.connection.fetchval(
        _INSERT, under.row["id"], under.vendor, returned.method.value, returned.on, returned.done_by.strip(),
        returned.witness.strip(), returned.scope.strip(), deed.by.name, deed.at,
    )  # fmt: skip
    if found is None:
        raise Conflict("数据返还或销毁已经确认。", "The return of the data is confirmed already.")
    after: dict[str, Json] = {
        "method": returned.method.value, "on": returned.on.isoformat(), "done_by": returned.done_by.strip(),
        "witness": returned.witness.strip(),
    }  # fmt: skip
    deed.note(
        "contract.data_returned", "contract", under.row["id"], vendor=under.vendor, after=after,
        note=returned.scope.strip(),
    )  # fmt: skip


async def archive_contract(
    *, contract: int, make: Callable[[], Awaitable[bytes]], blobs: Blobs, by: Actor, at: datetime, write_off: str = ""
) -> str:
    """Make the contract's package while nothing else can touch it, keep it, and close the contract; its SHA-256.

    What is still owed is given up for the reason in `write_off` (核销). Raises NotFound, Conflict, Gate `data_return`,
    `open_payment` or, without a reason, `still_owed`, naming what is missing.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await _ready(deed, contract)
        await settle_owed(deed, under, reason=write_off.strip())
        content = await make()
        sha256 = await blobs.put(content)
        await deed.connection.execute(
            "UPDATE vendors_contract SET status = 'archived', archive_sha256 = $2, archived_at = $3 WHERE id = $1",
            contract, sha256, at,
        )  # fmt: skip
        after: dict[str, Json] = {"status": ContractState.ARCHIVED.value, "sha256": sha256, "bytes": len(content)}
        deed.note(
            "contract.archived", "contract", contract, vendor=under.vendor, before={"status": under.seen.value},
            after=after,
        )  # fmt: skip
    return sha256


async def _ready(deed: Deed, contract: int) -> Locked:
    """The contract, locked, when nothing stands against archiving it."""
    under = await locked(deed, contract)
    must_go(under.seen, ContractState.ARCHIVED)
    sql = "SELECT EXISTS (SELECT FROM vendors_contract_data_return WHERE contract = $1)"
    if not await deed.connection.fetchval(sql, contract):
        raise Gate(
            "data_return",
            "尚未确认数据返还或销毁，不能归档。",
            "The return or destruction of the data is not confirmed; nothing is archived.",
        )
    sql = "SELECT count(*) FROM vendors_payment WHERE contract = $1 AND state IN ('proposed', 'approved')"
    waiting = await deed.connection.fetchval(sql, contract)
    if waiting:
        raise Gate("open_payment", f"还有 {waiting} 笔付款未办结，不能归档。", f"{waiting} payments are under way.")
    return under
