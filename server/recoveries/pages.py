"""Pages of the recovery ledger."""

from litestar.handlers import HTTPRouteHandler

from server.recoveries import acting, ledger, lists, reconciling, reversing, tracing

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    *lists.HANDLERS,
    *tracing.HANDLERS,
    *reconciling.HANDLERS,
    *reversing.HANDLERS,
    *ledger.HANDLERS,
    *acting.HANDLERS,
)
