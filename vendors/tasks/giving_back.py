"""The data of a contract's tasks at its end: what the vendor still has of it, and when it is due back."""

from datetime import datetime, timedelta

from vendors.actors import SYSTEM, Actor
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.queries import contracts
from vendors.errors import Gate
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.provision.life_actions import call_back
from vendors.provision.queries import still_out
from vendors.tasks.queries import tasks


async def must_be_back(contract: int, *, at: datetime) -> None:
    """Raise Gate `open_releases` while the vendor has returned or destroyed not all of it, NotFound."""
    out = len(await _still_out(contract, at=at))
    if out:
        raise Gate(
            "open_releases",
            f"台账上还有 {out} 条提供的数据未返还或销毁，不能确认或归档。",
            f"{out} releases on the ledger are neither returned nor destroyed; nothing is confirmed or archived.",
        )


async def call_back_all(contract: int, *, by: Actor, at: datetime) -> int:
    """A contract rescinded today: what is out is due back `provision_return_days` from today at the latest."""
    today = local_date(at)
    due = today + timedelta(days=parameter("provision_return_days", today).whole)
    return await call_back(provisions=await _still_out(contract, at=at), due=due, by=by, at=at)


async def _still_out(contract: int, *, at: datetime) -> tuple[int, ...]:
    """Of the contract's tasks; also of none, unless another contract of the vendor still runs."""
    vendor = (await contract_view(contract, for_=SYSTEM)).vendor
    running = await contracts(for_=SYSTEM, vendor=vendor, in_force_on=local_date(at))
    mine = [task.id for task in await tasks(for_=SYSTEM, contract=contract)]
    return await still_out(vendor, tasks=mine, loose=all(one.id == contract for one in running))
