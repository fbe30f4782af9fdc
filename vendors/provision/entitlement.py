"""Whether a vendor may have personal data at all: by its standing, and by the contract the data is for."""

from datetime import date
from typing import Final

from vendors.actors import SYSTEM
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Gate
from vendors.registry.queries import VendorView
from vendors.registry.queries import vendor as vendor_view
from vendors.registry.rules import Standing

GONE: Final = frozenset(
    {Standing.PENDING, Standing.EXITED, Standing.DROPPED, Standing.EXPELLED, Standing.BANNED}
)  # fmt: skip
"""Standings of a vendor that does no work for the bureau, and so has no need of its data."""
ENDED: Final = frozenset({ContractState.EXPIRED, ContractState.TERMINATED, ContractState.ARCHIVED})


async def must_be_entitled(vendor: int, contract: int | None, *, on: date) -> None:
    """Raise Gate `provision_vendor` or `provision_contract` (个人信息保护法 Art.21), NotFound for no such vendor.

    `contract` is the one the data is for, none when it is for none.
    """
    _must_be_at_work(await vendor_view(vendor, for_=SYSTEM))
    if contract is not None:
        _must_run(await contract_view(contract, for_=SYSTEM), on)


def _must_be_at_work(vendor: VendorView) -> None:
    if vendor.standing in GONE:
        raise Gate(
            "provision_vendor",
            f"该机构当前状态为“{vendor.standing.zh}”，不得向其提供个人信息。",
            f"The vendor is “{vendor.standing.en}” and may be given no personal data.",
        )


def _must_run(contract: ContractView, on: date) -> None:
    state = contract.state_on(on)
    if state in ENDED:
        raise Gate(
            "provision_contract",
            f"合同 {contract.number} 已{state.zh.removeprefix('已')}，不得再据此提供个人信息。",
            f"Contract {contract.number} is “{state.en}”; no personal data is released under it.",
        )
