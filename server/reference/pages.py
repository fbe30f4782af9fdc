from typing import Final

from litestar.handlers import HTTPRouteHandler

from server.reference import (
    basis,
    calendar,
    cases,
    codes,
    doctors,
    institutions,
    organisation,
    overview,
    parameters,
)

HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (
    *overview.HANDLERS,
    *institutions.HANDLERS,
    *doctors.HANDLERS,
    *cases.HANDLERS,
    *codes.HANDLERS,
    *parameters.HANDLERS,
    *calendar.HANDLERS,
    *basis.HANDLERS,
    *organisation.HANDLERS,
)
