"""The plugin that puts the shell around an application: `Litestar(..., plugins=[WebShell(options)])`.

It adds the two guards, the error answers, the headers, the language, the templates and the static files.
Accounts' authentication middleware goes into the application's own `middleware`.
"""

from dataclasses import dataclass

import structlog
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.plugins import InitPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import ASGIApp, Receive, Scope, Send

from server.web.access import Connection, require_right
from server.web.assets import static_routers
from server.web.csrf import check_csrf
from server.web.errors import exception_handlers
from server.web.headers import add_headers, request_id
from server.web.i18n import speak
from server.web.pages import LANGUAGE
from server.web.templating import environment


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """What the shell needs to know of the settings. `secret` signs the visitor's cookie and one-time notices."""

    secret: bytes
    version: str
    secure: bool = True
    demo: bool = False
    sign_in: str = "/login"


class Envelope(ASGIMiddleware):
    """Language and request id, before anything else looks at the request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: Connection = ASGIConnection(scope)
        speak(connection.query_params.get(LANGUAGE) or connection.cookies.get(LANGUAGE))
        with structlog.contextvars.bound_contextvars(request=request_id(scope)):
            await next_app(scope, receive, send)


class WebShell(InitPlugin):
    def __init__(self, options: WebOptions) -> None:
        self.options = options

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.state.web = self.options
        app_config.guards = [require_right, check_csrf, *app_config.guards]
        app_config.middleware = [Envelope(), *app_config.middleware]
        app_config.before_send = [*app_config.before_send, add_headers]
        app_config.exception_handlers = {**exception_handlers(), **app_config.exception_handlers}
        app_config.route_handlers = [*app_config.route_handlers, *static_routers()]
        app_config.template_config = TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))
        app_config.compression_config = app_config.compression_config or CompressionConfig(backend="gzip")
        app_config.openapi_config = None
        return app_config
