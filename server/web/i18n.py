"""Chinese first, English second: gettext semantics over Chinese msgids.

Each room keeps `server/<room>/en.po`; all are read once and merged. One msgid has one translation in the
whole product: two rooms that disagree stop the start. A literal per cent sign in a message is `%%`.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.pofile import read_po

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.policy.citations import in_english
from vendors.policy.codes import code_list, code_list_in_english

Locale = Literal["zh", "en"]
Catalogue = Mapping[str, str | tuple[str, ...]]
ROOMS: Final = Path(__file__).resolve().parent.parent

_locale: ContextVar[Locale] = ContextVar("locale", default="zh")


def locale() -> Locale:
    return _locale.get()


def speak(language: str | None) -> None:
    """Choose the language for this request; anything but `en` is Chinese."""
    _locale.set("en" if language == "en" else "zh")


def read_catalogues(paths: Iterable[Path]) -> Catalogue:
    """Merge the catalogues. Raises ValueError when one msgid has two translations."""
    merged: dict[str, str | tuple[str, ...]] = {}
    for path in paths:
        with path.open("rb") as file:
            for message in read_po(file, locale="en", abort_invalid=True):
                _add(merged, path, message.id, message.string)
    return merged


def _add(
    merged: dict[str, str | tuple[str, ...]], path: Path, msgid: str | Iterable[str], said: str | Iterable[str] | None
) -> None:
    key = msgid if isinstance(msgid, str) else next(iter(msgid))
    value = said if isinstance(said, str) else tuple(said or ())
    if not key or not value:
        return
    if merged.setdefault(key, value) != value:
        msg = f"{path}: two translations of {key!r}: {merged[key]!r} and {value!r}"
        raise ValueError(msg)


@lru_cache(maxsize=1)
def english() -> Catalogue:
    """Every room's English, merged."""
    return read_catalogues(sorted(ROOMS.glob("*/en.po")))


def gettext(msgid: str) -> str:
    """The message in the present language; the Chinese itself where English is missing."""
    if locale() == "zh":
        return msgid
    found = english().get(msgid, msgid)
    return found if isinstance(found, str) else found[0]


def ngettext(msgid: str, plural: str, number: int) -> str:
    """Chinese has one form; English takes the second unless `number` is 1."""
    if locale() == "zh":
        return plural
    found = english().get(msgid, msgid)
    if isinstance(found, str):
        return found
    return found[0] if number == 1 else found[-1]


def _(msgid: str, **values: object) -> str:
    """A message of Python code, `%(name)s` filled in."""
    said = gettext(msgid)
    return said % values if values else said.replace("%%", "%")


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for a marker
    """Marks a message that is translated later."""
    return msgid


def words(said: Words) -> str:
    """A sentence that carries both languages."""
    return said.zh if locale() == "zh" else said.en


def code_words(name: str, on: date | None = None) -> Mapping[str, str]:
    """A code list in the present language; what is stored or printed officially reads `code_list`."""
    return code_list(name, on) if locale() == "zh" else code_list_in_english(name, on)


def cited(source: str) -> str:
    """A rule as it is cited, in the present language."""
    return source if locale() == "zh" else in_english(source)


def label(member: Labelled) -> str:
    """An enumeration's term in the present language."""
    return member.zh if locale() == "zh" else member.en


def sex(code: str) -> str:
    """性别代码 (GB/T 2261.1: 1 男, 2 女) in the present language; a dash where it is not told."""
    term = {"1": N_("男"), "2": N_("女")}.get(code)
    return _(term) if term else "—"
