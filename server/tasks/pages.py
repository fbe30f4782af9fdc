from litestar.handlers import HTTPRouteHandler

from server.tasks import calendar, clocks, deliveries, drafting, letters, lists, one, preparing, steps

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    *lists.HANDLERS,
    *drafting.HANDLERS,
    *calendar.HANDLERS,
    *one.HANDLERS,
    *letters.HANDLERS,
    *preparing.HANDLERS,
    *steps.HANDLERS,
    *clocks.HANDLERS,
    *deliveries.HANDLERS,
)
