"""All pages of the room."""

from server.retention import (
    intensity,
    misconduct,
    probations,
    proposal_acts,
    proposals,
    rectifications,
    renewals,
    vendor_page,
)

HANDLERS = (
    *proposals.ACTS,
    *proposal_acts.ACTS,
    *rectifications.ACTS,
    *probations.ACTS,
    *misconduct.ACTS,
    *renewals.ACTS,
    *intensity.ACTS,
    *vendor_page.ACTS,
)
