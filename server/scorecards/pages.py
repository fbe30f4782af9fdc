"""All pages of the room."""

from server.scorecards import assessments, cards, entry, retention

HANDLERS = (*assessments.ACTS, *entry.ACTS, *cards.ACTS, *retention.ACTS)
