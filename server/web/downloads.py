"""Files people save, under the name they know them by."""

from typing import Final
from urllib.parse import quote

from litestar import Response

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNKNOWN: Final = "application/octet-stream"


def attachment(name: str, *, plain: str) -> str:
    """RFC 6266: `plain`, an ASCII name, for the oldest readers, the real name in UTF-8 for the rest."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def workbook(content: bytes, *, name: str, plain: str) -> Response[bytes]:
    """An .xlsx to be saved as `name`."""
    return _file(content, name=name, plain=plain, media_type=XLSX)


def unread(content: bytes, *, name: str, plain: str) -> Response[bytes]:
    """A file as somebody sent it: saved, never opened in the browser."""
    return _file(content, name=name, plain=plain, media_type=_UNKNOWN)


def _file(content: bytes, *, name: str, plain: str, media_type: str) -> Response[bytes]:
    headers = {"Content-Disposition": attachment(name, plain=plain)}
    return Response(content, media_type=media_type, headers=headers)
