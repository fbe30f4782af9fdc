"""All pages of the room."""

from server.scorecards import assessments, cards, entry

HANDLERS = (*assessments.ACTS, *entry.ACTS, *cards.ACTS)
