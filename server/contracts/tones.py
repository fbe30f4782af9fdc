"""Colours of the states, wherever they are shown."""

from collections.abc import Mapping
from typing import Final

from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.rules import ContractState

TONES: Final[Mapping[ContractState, str]] = {
    ContractState.DRAFT: "muted",
    ContractState.LEGAL_REVIEW: "brand",
    ContractState.SIGNED: "brand",
    ContractState.IN_FORCE: "good",
    ContractState.AMENDING: "warn",
    ContractState.SUSPENDED: "warn",
    ContractState.EXPIRED: "",
    ContractState.TERMINATED: "bad",
    ContractState.ARCHIVED: "muted",
    ContractState.DISCARDED: "muted",
}
PAYMENT_TONES: Final[Mapping[PaymentState, str]] = {
    PaymentState.PLANNED: "muted",
    PaymentState.PROPOSED: "warn",
    PaymentState.APPROVED: "brand",
    PaymentState.PAID: "good",
    PaymentState.WRITTEN_OFF: "muted",
}
RUNNING: Final = frozenset({ContractState.IN_FORCE, ContractState.SUSPENDED, ContractState.AMENDING})
