"""Proof that a write was made from one of our own pages.

Every write signed in by a cookie carries the token (hidden field `_csrf` or header `X-CSRF-Token`) and comes
from our own origin. The token is a nonce with its keyed hash, new on every page, so that compression cannot
leak it. Before sign-in the key is a signed cookie's value; after it, the session's secret.
"""

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType, ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope

from server.web.access import Connection, person_of
from vendors.errors import Forbidden

FIELD: Final = "_csrf"
HEADER: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORMS: Final = frozenset({RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART})


def cookie_name(*, secure: bool) -> str:
    """`__Host-` pins the cookie to this host; loopback http can only carry the plain name."""
    return "__Host-visit" if secure else "visit"


def token(connection: Connection) -> str:
    """A fresh token for a form or header on the page being rendered."""
    nonce = secrets.token_hex(8)
    key = _key(connection) or _new_visit(connection.scope, connection.app.state.web.secret)
    return f"{nonce}.{_hash(key, nonce)}"


def visit_cookie(connection: Connection) -> Cookie | None:
    """The cookie a visitor who is not signed in needs so that a form of theirs can be proved."""
    options = connection.app.state.web
    if person_of(connection) is not None or _visit(connection) is not None:
        return None
    value = _new_visit(connection.scope, options.secret)
    name = cookie_name(secure=options.secure)
    return Cookie(name, value=value, path="/", secure=options.secure, httponly=True, samesite="lax")


async def check_csrf(connection: Connection, _: BaseRouteHandler) -> None:
    """The second guard over the whole application. Raises Forbidden."""
    if connection.scope["type"] != ScopeType.HTTP or connection.scope["method"] in _SAFE:
        return
    signed_in = person_of(connection)
    if signed_in is not None and signed_in.csrf is None:
        return
    if not _own_origin(connection):
        raise Forbidden("请求来自其他网站，已拒绝。", "The request came from another site and was refused.")
    key = _key(connection)
    given = await _given(connection)
    nonce, _dot, digest = given.partition(".")
    if not key or not same(digest, _hash(key, nonce)):
        raise Forbidden("页面已过期，请刷新后重试。", "This page has expired; reload it and try again.")


def _own_origin(connection: Connection) -> bool:
    if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


async def _given(connection: Connection) -> str:
    sent = connection.headers.get(HEADER)
    if sent or not isinstance(connection, Request) or connection.content_type[0] not in _FORMS:
        return sent or ""
    return str((await connection.form()).get(FIELD, ""))


def _key(connection: Connection) -> str | None:
    signed_in = person_of(connection)
    if signed_in is not None:
        return signed_in.csrf
    return _visit(connection)


def _visit(connection: Connection) -> str | None:
    """The visitor's cookie, if we signed it."""
    options = connection.app.state.web
    value = connection.cookies.get(cookie_name(secure=options.secure), "")
    nonce, _dot, digest = value.partition(".")
    return value if same(digest, _sign(options.secret, nonce)) else None


def _new_visit(scope: Scope, secret: bytes) -> str:
    if "visit" not in scope["state"]:
        nonce = secrets.token_hex(16)
        scope["state"]["visit"] = f"{nonce}.{_sign(secret, nonce)}"
    value: str = scope["state"]["visit"]
    return value


def same(given: str, expected: str) -> bool:
    """Compare in constant time; what was given may hold any character."""
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def _sign(secret: bytes, nonce: str) -> str:
    return hmac.new(secret, b"visit:" + nonce.encode(), hashlib.sha256).hexdigest()


def _hash(key: str, nonce: str) -> str:
    return hmac.new(key.encode(), b"form:" + nonce.encode(), hashlib.sha256).hexdigest()
