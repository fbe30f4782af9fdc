"""What is done to a contract, from the draft to the archive, one stage to a file."""

from vendors.contracts.actions.changing import bar_renewal, change_contract, rescind_contract
from vendors.contracts.actions.drafting import (
    discard_draft,
    draft_contract,
    review_contract,
    revise_draft,
    submit_draft,
    withdraw_draft,
)
from vendors.contracts.actions.ending import archive_contract, confirm_data_return
from vendors.contracts.actions.filing import attach_to_contract, record_filing, record_publication
from vendors.contracts.actions.payments import approve_payment, pay, propose_payment, refuse_payment, settle
from vendors.contracts.actions.reports import deliver_report
from vendors.contracts.actions.signing import sign_contract, sign_draft
from vendors.contracts.actions.supplements import sign_supplement

__all__ = [
    "approve_payment",
    "archive_contract",
    "attach_to_contract",
    "bar_renewal",
    "change_contract",
    "confirm_data_return",
    "deliver_report",
    "discard_draft",
    "draft_contract",
    "pay",
    "propose_payment",
    "record_filing",
    "record_publication",
    "refuse_payment",
    "rescind_contract",
    "review_contract",
    "revise_draft",
    "settle",
    "sign_contract",
    "sign_draft",
    "sign_supplement",
    "submit_draft",
    "withdraw_draft",
]
