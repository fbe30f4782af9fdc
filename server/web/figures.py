"""Figures as people type them: full-width signs, thousands set apart."""

import re
import unicodedata


def ungrouped(text: str, *, by: str = ",") -> str | None:
    """The text without its separators, any of `by`; None where one stands elsewhere than between thousands (`1,00`)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    apart = str.maketrans("", "", by)
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}([{by}])[0-9]{{3}}(\1[0-9]{{3}})*(\.[0-9]*)?", plain):
        return plain.translate(apart)
    return None if plain != plain.translate(apart) else plain
