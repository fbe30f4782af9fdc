"""Where a page stands: the person, what they may open, the language, the watermark. Templates call it `here`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

from litestar import Litestar

from server.web import clock, csrf, nav
from server.web.access import Connection, Person, Right, may, person_of
from server.web.headers import request_id
from server.web.i18n import Locale, locale
from vendors.actors import Actor
from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    path: str
    fragment: bool
    language: Locale
    other_language: str
    csrf: str
    request_id: str
    version: str
    demo: bool
    now: datetime
    person: Person | None
    sections: tuple[nav.Section, ...]
    badges: Mapping[str, int]
    served: frozenset[str]
    said: Words | None

    @property
    def actor(self) -> Actor | None:
        return self.person.actor if self.person else None

    @property
    def watermark(self) -> str:
        """Name, number and date: a photographed screen names its reader."""
        if self.person is None:
            return ""
        day = self.now.astimezone(clock.BEIJING).date().isoformat()
        return f"{self.person.actor.name} {self.person.number} {day}"

    def may(self, right: str) -> bool:
        """`here.may('determine')`. Raises ValueError for a right there is not."""
        return self.person is not None and may(self.person.actor, Right(right))


def look_around(request: Connection, *, fragment: bool = False, said: Words | None = None) -> Here:
    """Everything the shell draws around a page."""
    options = request.app.state.web
    person = person_of(request)
    served = served_paths(request.app)
    badges: Mapping[str, int] = request.scope["state"].get("badges", {})
    path = request.url.path
    sections = nav.sections(who=person.actor, here=path, served=served, badges=badges) if person else ()
    return Here(
        path=path,
        fragment=fragment,
        language=locale(),
        other_language=_other_language(request),
        csrf=csrf.token(request),
        request_id=request_id(request.scope),
        version=options.version,
        demo=options.demo,
        now=clock.now(),
        person=person,
        sections=sections,
        badges=badges,
        served=served,
        said=said,
    )


@lru_cache(maxsize=8)
def served_paths(app: Litestar) -> frozenset[str]:
    """Every address some room answers."""
    return frozenset(route.path for route in app.routes)


def _other_language(request: Connection) -> str:
    """The same page in the other language."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return "?" + urlencode([*kept, ("lang", "zh" if locale() == "en" else "en")])
