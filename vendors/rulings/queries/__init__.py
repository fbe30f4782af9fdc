"""What became of findings: one case file, the lists people work from, decisions, the figures vendors are scored by."""

from vendors.rulings.queries.casefile import CaseFile, Defence, Determination, Notice, Recheck, ruling
from vendors.rulings.queries.decisions import (
    DecisionFilters,
    DecisionPage,
    DecisionRow,
    DecisionView,
    Ruled,
    decision,
    decisions,
    earlier_decisions,
)
from vendors.rulings.queries.discussions import (
    DiscussionPage,
    DiscussionView,
    discussion,
    discussions,
    discussions_of,
)
from vendors.rulings.queries.letters import (
    HearingView,
    Letter,
    LetterPage,
    LetterPart,
    LetterRow,
    hearing,
    letter,
    letter_counts,
    letters,
)
from vendors.rulings.queries.outcomes import Exclusion, Missed, Outcomes, missed, outcomes
from vendors.rulings.queries.panels import PanelView, panels
from vendors.rulings.queries.reversals import ReversalView, reversals
from vendors.rulings.queries.worklist import OPEN, RulingPage, RulingRow, queue

__all__ = [
    "OPEN",
    "CaseFile",
    "DecisionFilters",
    "DecisionPage",
    "DecisionRow",
    "DecisionView",
    "Defence",
    "Determination",
    "DiscussionPage",
    "DiscussionView",
    "Exclusion",
    "HearingView",
    "Letter",
    "LetterPage",
    "LetterPart",
    "LetterRow",
    "Missed",
    "Notice",
    "Outcomes",
    "PanelView",
    "Recheck",
    "ReversalView",
    "Ruled",
    "RulingPage",
    "RulingRow",
    "decision",
    "decisions",
    "discussion",
    "discussions",
    "discussions_of",
    "earlier_decisions",
    "hearing",
    "letter",
    "letter_counts",
    "letters",
    "missed",
    "outcomes",
    "panels",
    "queue",
    "reversals",
    "ruling",
]
