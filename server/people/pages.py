from litestar.handlers import HTTPRouteHandler

from server.people import declaring, entry, experts, inspectors, leads, leaving, person, recusals, staff, trainings

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    *staff.HANDLERS,
    *entry.HANDLERS,
    *person.HANDLERS,
    *leaving.HANDLERS,
    *leads.HANDLERS,
    *trainings.HANDLERS,
    *inspectors.HANDLERS,
    *experts.HANDLERS,
    *recusals.HANDLERS,
    *declaring.HANDLERS,
)
