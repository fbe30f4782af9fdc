"""Numbers of records as a form or an address gives them."""

from server.web.access import LAST_ID


def id_of(text: str) -> int | None:
    """None for whatever no record can have as its number."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_ID))):
        return None
    found = int(text)
    return found if 0 < found <= LAST_ID else None
