"""What is done to findings before the bureau rules on them, one act to a file."""

from vendors.findings.actions.admit import Stored, admit
from vendors.findings.actions.evidence import Supplement, answer_return, verify
from vendors.findings.actions.linking import link_duplicates
from vendors.findings.actions.missed import record_missed
from vendors.findings.actions.replacing import Place, Replaced, end_all
from vendors.findings.actions.review import Pick, PickResult, break_tie, review_first, review_many, review_second
from vendors.findings.actions.store import NewEvidence, NewFinding, NewLine, receive_findings, store_findings

__all__ = [
    "NewEvidence",
    "NewFinding",
    "NewLine",
    "Pick",
    "PickResult",
    "Place",
    "Replaced",
    "Stored",
    "Supplement",
    "admit",
    "answer_return",
    "break_tie",
    "end_all",
    "link_duplicates",
    "receive_findings",
    "record_missed",
    "review_first",
    "review_many",
    "review_second",
    "store_findings",
    "verify",
]
