"""What is done after a decision, one matter to a file."""

from vendors.handling.actions.approving import approve_measure, carry_out, lift_measure, review_legality
from vendors.handling.actions.citing import cite_discussion
from vendors.handling.actions.filing import drop_factor, file_decision, flag_decision, note_factor, report_up
from vendors.handling.actions.precautions import NewPrecaution, end_precaution, extend_precaution, take_precaution
from vendors.handling.actions.proposing import NewMeasure, propose_measure, withdraw_measure
from vendors.handling.actions.transferring import NewTransfer, record_receipt, record_result, transfer_case

__all__ = [
    "NewMeasure",
    "NewPrecaution",
    "NewTransfer",
    "approve_measure",
    "carry_out",
    "cite_discussion",
    "drop_factor",
    "end_precaution",
    "extend_precaution",
    "file_decision",
    "flag_decision",
    "lift_measure",
    "note_factor",
    "propose_measure",
    "record_receipt",
    "record_result",
    "report_up",
    "review_legality",
    "take_precaution",
    "transfer_case",
    "withdraw_measure",
]
