"""All pages of the room."""

from server.retention import proposals

HANDLERS = proposals.ACTS
