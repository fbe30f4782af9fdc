"""What is done to findings before the bureau rules on them, one act to a file."""

from vendors.findings.actions.admit import Stored, admit
from vendors.findings.actions.classifying import classify, recode
from vendors.findings.actions.contributing import add_contributor, remove_contributor
from vendors.findings.actions.evidence import Supplement, add_evidence, answer_return, verify, void_evidence
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
    "add_contributor",
    "add_evidence",
    "admit",
    "answer_return",
    "break_tie",
    "classify",
    "end_all",
    "link_duplicates",
    "receive_findings",
    "recode",
    "record_missed",
    "remove_contributor",
    "review_first",
    "review_many",
    "review_second",
    "store_findings",
    "verify",
    "void_evidence",
]
