"""Figures as people type them: full-width signs, thousands set apart."""

import re
import unicodedata
from typing import Final

_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}([,_ ])[0-9]{3}(\1[0-9]{3})*(\.[0-9]*)?")
_APART: Final = str.maketrans("", "", ",_ ")


def ungrouped(text: str) -> str | None:
    """The text without separators; None where one does not stand between thousands, as in `1,00`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _GROUPED.fullmatch(plain):
        return plain.translate(_APART)
    return None if plain != plain.translate(_APART) else plain
