"""Static files under hashed, immutable addresses, and icons drawn into the page."""

import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import lucide
from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router
from markupsafe import Markup

from server.web.access import Right

HTMX: Final = "htmx.min.js"
STYLES: Final = ("tokens.css", "base.css", "layout.css", "controls.css", "tables.css", "pages.css", "print.css")
_FOREVER = CacheControlHeader(max_age=31_536_000, public=True, immutable=True)
_FOLDERS: Final = {
    "/static": Path(__file__).resolve().parent / "static",
    "/htmx": Path(str(files("js_lib_htmx"))) / "static" / "htmx",
}


def static_routers() -> list[Router]:
    """Our own files and htmx, as installed; nothing is fetched from elsewhere."""
    return [
        create_static_files_router(
            path, [folder], name=path.strip("/"), cache_control=_FOREVER, opt={"right": Right.OPEN}
        )
        for path, folder in _FOLDERS.items()
    ]


@lru_cache(maxsize=64)
def static(name: str) -> str:
    """`app.js` → `/static/app.js?v=<hash>`. Raises FileNotFoundError for a file that is not there."""
    path = "/htmx" if name == HTMX else "/static"
    digest = hashlib.sha256((_FOLDERS[path] / name).read_bytes()).hexdigest()[:12]
    return f"{path}/{name}?v={digest}"


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18) -> Markup:
    """A Lucide icon as inline SVG, hidden from screen readers: the word beside it speaks.

    Raises LookupError for a name Lucide does not have.
    """
    drawn = lucide.lucide_icon(name)
    if "data-missing-icon" in drawn:
        msg = f"no icon {name!r}"
        raise LookupError(msg)
    shape = re.sub(r"\s+", " ", drawn[drawn.index(">", drawn.index("<svg")) + 1 : drawn.rindex("</svg>")]).strip()
    return Markup(  # noqa: S704 - our package's own drawing
        f'<svg class="i" aria-hidden="true" focusable="false" width="{size}" height="{size}" viewBox="0 0 24 24" '
        'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f"{shape}</svg>"
    )
