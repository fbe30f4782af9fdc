"""All pages of the room."""

from server.scorecards import assessments, cards, entry
from server.scorecards.evidence import checks, outages, questionnaires, rows

HANDLERS = (
    *assessments.ACTS,
    *entry.ACTS,
    *checks.ACTS,
    *questionnaires.ACTS,
    *outages.ACTS,
    *cards.ACTS,
    *rows.ACTS,
)
