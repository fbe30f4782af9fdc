"""公告 and 备案 of a signed contract, and the files that belong to it."""

from datetime import date, datetime

from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.actions.rows import Locked, locked
from vendors.contracts.rules import UNSIGNED, ContractState
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau

NO_DAY = Words("日期不得早于签订日期、晚于今天。", "Not before the signature nor after today.")


async def record_publication(*, contract: int, on: date, by: Actor, at: datetime) -> None:
    """The contract was published (within 2 working days of signing). Raises NotFound, Conflict, Invalid."""
    await _record(contract=contract, column="published", on=on, number="", by=by, at=at)


async def record_filing(*, contract: int, on: date, number: str, by: Actor, at: datetime) -> None:
    """The contract was filed with the finance department (within 7 working days). Raises as record_publication."""
    await _record(contract=contract, column="filed", on=on, number=number.strip(), by=by, at=at)


async def _record(*, contract: int, column: str, on: date, number: str, by: Actor, at: datetime) -> None:
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        _check(under, column, on, today=local_date(at))
        filing = ", filing_number = $3" if column == "filed" else ""
        values = (contract, on, number) if filing else (contract, on)
        await deed.connection.execute(
            f"UPDATE vendors_contract SET {column}_on = $2{filing} WHERE id = $1",  # noqa: S608 constant columns
            *values,
        )
        after = {"on": on.isoformat(), "number": number}
        kind = "contract.filed" if column == "filed" else "contract.published"
        deed.note(kind, "contract", contract, vendor=under.vendor, after=after)


def _check(under: Locked, column: str, on: date, *, today: date) -> None:
    if under.seen in UNSIGNED | {ContractState.ARCHIVED}:
        raise Conflict(f"合同状态为“{under.seen.zh}”，不能登记。", f"The contract is “{under.seen.en}”.")
    if under.row[f"{column}_on"] is not None:
        raise Conflict("已经登记过。", "This is on record already.")
    signed = under.row["signed_on"]
    if on > today or (signed and on < signed):
        raise Invalid({"on": NO_DAY})


async def attach_to_contract(*, contract: int, title: str, file: File, sha256: str, by: Actor, at: datetime) -> int:
    """A kept file as a file of the contract; returns the attachment's id. Raises NotFound, Conflict when archived."""
    must_be_bureau(by)
    if not title.strip():
        raise Invalid({"title": Words("请写明文件名称。", "Say what the file is.")})
    async with act(by=by, at=at) as deed:
        under = await locked(deed, contract)
        if under.seen is ContractState.ARCHIVED:
            raise Conflict("合同已归档，不能再添加文件。", "The contract is archived; no file can be added.")
        return await attach(
            deed, object_type="contract", object_id=contract, vendor=_shown_to(under), title=title.strip(), file=file,
            sha256=sha256,
        )  # fmt: skip


def _shown_to(under: Locked) -> int | None:
    """A draft's files are the bureau's alone."""
    return None if under.seen in UNSIGNED else under.vendor
