"""Every route of an application with the right it names, for the sweeps over all of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from litestar import Litestar
from litestar.routes import HTTPRoute

from server.web.access import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`right` is None when the handler names none, and so is open to nobody."""

    path: str
    method: str
    right: Right | None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of its path."""
        return tuple(re.findall(r"\{(\w+):", self.path))

    @property
    def writes(self) -> bool:
        return self.method not in {"GET", "HEAD"}

    def paths(self, ids: Mapping[str, Sequence[int | str]]) -> Iterator[str]:
        """The path for every combination of values; KeyError names a parameter nobody thought of."""
        for values in product(*(ids[name] for name in self.names)):
            path = self.path
            for value in values:
                path = re.sub(r"\{[^}]+\}", str(value), path, count=1)
            yield path


def routes(app: Litestar) -> Iterator[Route]:
    """Litestar's own OPTIONS answers are left out: they name no right and are denied."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            right = handler.opt.get("right")
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield Route(path=route.path, method=method, right=right if isinstance(right, Right) else None)


def unlisted(app: Litestar) -> list[str]:
    """The routes somebody forgot to guard."""
    return [f"{route.method} {route.path}" for route in routes(app) if route.right is None]
