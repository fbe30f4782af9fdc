"""Argon2id hashes, and which passwords are taken at all (OWASP ASVS 5.0 §6.2; trust.md).

At least 15 characters while there is no second factor, no composition rules, no word of the block-list
or of the person's and the organisation's own names, however it is spelt.
"""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vendors.errors import Invalid, Words

SHORTEST: Final = 15
LONGEST: Final = 128
_DISTINCT: Final = 6
_LEET: Final = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "il")
_HAN: Final = re.compile(r"[一-鿿]")


class Passwords:
    """Hashes and checks with one set of parameters; a few at once, since each takes its `memory_kib`.

    `names` are further words no password may contain, such as the bureau's name.
    """

    def __init__(
        self,
        *,
        time_cost: int = 3,
        memory_kib: int = 65_536,
        lanes: int = 4,
        at_once: int = 4,
        names: Iterable[str] = (),
    ) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=lanes)
        self._gate = asyncio.Semaphore(at_once)
        self._names = tuple(names)
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """True for the password behind `stored`. None (no such person) takes just as long and is False."""
        async with self._gate:
            same = await asyncio.to_thread(self._verify, stored or self._nobody, _normal(password)[: LONGEST * 2])
        return same and stored is not None

    def outdated(self, stored: str) -> bool:
        """True when it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def check(self, password: str, *, about: Iterable[str] = ()) -> None:
        """`about` are the person's and the organisation's names. Raises Invalid for the field `password`."""
        fault = _fault(password, (*self._names, *about))
        if fault is not None:
            raise Invalid({"password": fault})

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def blocked() -> frozenset[str]:
    """The packaged block-list."""
    lines = files("server.accounts").joinpath("blocked.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _spellings(text: str) -> tuple[str, ...]:
    """Letters, digits and Han only, as typed and with look-alike digits read as letters."""
    lower = _normal(text).casefold()
    return tuple(re.sub(r"[\W_]", "", one) for one in (lower, *(lower.translate(leet) for leet in _LEET)))


def _names(about: Iterable[str]) -> Iterable[str]:
    """Names worth blocking: two Han or four other characters at least, remarks in brackets aside."""
    for name in about:
        plain = _spellings(re.sub(r"[（(].*?[）)]", "", name))[0]
        if len(plain) >= (2 if _HAN.search(plain) else 4):
            yield plain


def _fault(password: str, about: Iterable[str]) -> Words | None:
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        return Words(
            f"密码至少 {SHORTEST} 个字符，最多 {LONGEST} 个；可以用一句话。",
            f"A password has {SHORTEST} to {LONGEST} characters; a sentence will do.",
        )
    spelt = _spellings(password)
    if len(set(spelt[0])) < _DISTINCT:
        return Words("密码过于简单，重复的字符太多。", "The password is too simple: it repeats a few characters.")
    found = next((word for word in sorted({*blocked(), *_names(about)}) if any(word in one for one in spelt)), None)
    if found is not None:
        return Words(
            f"密码不能包含“{found}”这类常见词、单位名称或本人姓名。",
            f"A password may not contain common words, the organisation's or your own name: “{found}”.",
        )
    return None
