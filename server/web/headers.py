"""Headers every answer carries, errors included, and the request's id."""

import secrets

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def request_id(scope: Scope) -> str:
    """The id of this request: 16 hex digits of our own making, the same at every call."""
    state = scope.setdefault("state", {})
    found: str = state.setdefault("request_id", secrets.token_hex(8))
    return found


async def add_headers(message: Message, scope: Scope) -> None:
    """A `before_send` hook: it also sees the answers that error handlers give."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers["X-Request-ID"] = request_id(scope)
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
    if headers.get("content-type", "").startswith("text/html"):
        headers.extend_header_value("vary", "HX-Request")
