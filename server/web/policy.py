"""Every request goes by one version of the bureau's own rules, the newest at its beginning."""

from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from kpi.rulebooks.queries import held as held_rulebooks
from vendors.policy.queries import held

_ELSEWHERE: Final = ("/static/", "/htmx/", "/health")


class Policy(ASGIMiddleware):
    """Asks the database for the version of the rules; static files and health checks go by none."""

    scopes = (ScopeType.HTTP,)
    should_bypass_for_scope = staticmethod(lambda scope: scope["path"].startswith(_ELSEWHERE))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async with held(), held_rulebooks():
            await next_app(scope, receive, send)
