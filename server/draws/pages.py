from litestar.handlers import HTTPRouteHandler

from server.draws import appraisals, lists, making, one, tools

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    lists.draws,
    lists.export,
    making.new_draw,
    making.seal_seed,
    making.open_frame,
    making.cancel,
    one.one_draw,
    one.print_view,
    one.replayed,
    one.record,
    one.frame,
    one.result,
    tools.sampling,
    appraisals.appraisal,
    appraisals.appraise,
)
