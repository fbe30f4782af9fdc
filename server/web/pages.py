"""What a page handler returns: a `Page`, or after a write a `see_other` to where the result is seen."""

import base64
import hashlib
import hmac
import json
from typing import Final

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect, Template

from server.web import csrf
from server.web.access import Connection
from server.web.here import Here, look_around
from vendors.errors import Words

SAID: Final = "said"
LANGUAGE: Final = "lang"


def is_fragment(request: Connection) -> bool:
    """Does htmx ask for a part of a page? Not when it restores history: then the whole page is due."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


class Page(Template):
    """A full page; for htmx, `fragment` (when the page has one) instead of `template`.

    The template sees `screen` (what the handler gave), `here` (person, navigation, language, csrf) and nothing else.
    """

    def __init__(self, template: str, screen: object, *, fragment: str | None = None, status: int = 200) -> None:
        super().__init__(template, context={"screen": screen}, status_code=status, media_type=MediaType.HTML)
        self.fragment = fragment

    def create_template_context(self, request: Request) -> dict[str, object]:  # type: ignore[type-arg]
        partial = self.fragment is not None and is_fragment(request)
        if partial:
            self.template_name = self.fragment
        here = look_around(request, fragment=partial, said=read_said(request))
        self._keep_cookies(request, here)
        return {"screen": self.context["screen"], "here": here}

    def _keep_cookies(self, request: Connection, here: Here) -> None:
        secure: bool = request.app.state.web.secure
        visit = csrf.visit_cookie(request)
        if visit is not None:
            self.cookies.append(visit)
        if LANGUAGE in request.query_params:
            self.cookies.append(
                Cookie(LANGUAGE, value=here.language, path="/", max_age=31_536_000, secure=secure, samesite="lax")
            )
        if SAID in request.cookies and not is_fragment(request):
            self.cookies.append(Cookie(SAID, value="", path="/", max_age=0, secure=secure, httponly=True))


def see_other(request: Connection, url: str, *, said: Words | None = None) -> Redirect:
    """303 to `url` after a write; `said` is shown once on the next page."""
    answer = Redirect(url, status_code=303)
    if said is not None:
        options = request.app.state.web
        body = base64.urlsafe_b64encode(json.dumps([said.zh, said.en]).encode()).decode()
        value = f"{body}.{_sign(options.secret, body)}"
        answer.cookies.append(
            Cookie(SAID, value=value, path="/", max_age=60, secure=options.secure, httponly=True, samesite="lax")
        )
    return answer


def read_said(request: Connection) -> Words | None:
    """The sentence the last write left behind, if we signed it."""
    body, _dot, digest = request.cookies.get(SAID, "").partition(".")
    if not body or not csrf.same(digest, _sign(request.app.state.web.secret, body)):
        return None
    zh, en = json.loads(base64.urlsafe_b64decode(body))
    return Words(zh, en)


def _sign(secret: bytes, body: str) -> str:
    return hmac.new(secret, b"said:" + body.encode(), hashlib.sha256).hexdigest()
