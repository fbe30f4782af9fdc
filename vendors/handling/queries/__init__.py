"""What followed from decisions. The bureau's alone: vendor people find nothing here."""

from vendors.handling.queries.dues import Due, dues
from vendors.handling.queries.listing import (
    DecisionFilters,
    DecisionRow,
    Stage,
    decision_page,
    decision_row,
    stage_counts,
)
from vendors.handling.queries.measures import LegalReview, MeasureView, Part, decision_of
from vendors.handling.queries.one import (
    DiscussionOf,
    FactorView,
    FilingView,
    FindingOf,
    FlagView,
    Handling,
    LineOf,
    handling,
)
from vendors.handling.queries.registers import (
    PrecautionView,
    Register,
    Sanction,
    Standing,
    precautions,
    sanctions,
    suspensions_in_term,
)
from vendors.handling.queries.repeats import Repeat, repeat_offences
from vendors.handling.queries.transfers import TransferFilters, TransferView, transfer, transfer_count, transfers
from vendors.handling.queries.waiting import DueMatter, Falling, WaitingMeasures, falling_due, waiting_measures

__all__ = [
    "DecisionFilters",
    "DecisionRow",
    "DiscussionOf",
    "Due",
    "DueMatter",
    "FactorView",
    "Falling",
    "FilingView",
    "FindingOf",
    "FlagView",
    "Handling",
    "LegalReview",
    "LineOf",
    "MeasureView",
    "Part",
    "PrecautionView",
    "Register",
    "Repeat",
    "Sanction",
    "Stage",
    "Standing",
    "TransferFilters",
    "TransferView",
    "WaitingMeasures",
    "decision_of",
    "decision_page",
    "decision_row",
    "dues",
    "falling_due",
    "handling",
    "precautions",
    "repeat_offences",
    "sanctions",
    "stage_counts",
    "suspensions_in_term",
    "transfer",
    "transfer_count",
    "transfers",
    "waiting_measures",
]
