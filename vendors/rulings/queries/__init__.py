"""What became of findings: one case file, the lists people work from, the figures vendors are scored by."""

from vendors.rulings.queries.casefile import CaseFile, Defence, Determination, Notice, Recheck, ruling
from vendors.rulings.queries.outcomes import Exclusion, Missed, Outcomes, missed, outcomes
from vendors.rulings.queries.worklist import OPEN, RulingPage, RulingRow, queue

__all__ = [
    "OPEN",
    "CaseFile",
    "Defence",
    "Determination",
    "Exclusion",
    "Missed",
    "Notice",
    "Outcomes",
    "Recheck",
    "RulingPage",
    "RulingRow",
    "missed",
    "outcomes",
    "queue",
    "ruling",
]
