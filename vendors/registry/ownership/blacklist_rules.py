"""Whom the blacklist means: sure by number or code, to be looked into where only the name is the same. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vendors.errors import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry in force as it is compared; `until` None is for good."""

    id: int
    is_company: bool
    name: str
    fingerprint: str
    company_code: str
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """Somebody tied to a vendor: itself, its head office, a holder. `what` says which."""

    vendor: int
    what: Words
    is_company: bool
    name: str
    fingerprint: str = ""
    company_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that means somebody tied to a vendor; `sure` by number or code, else by name alone."""

    entry: int
    vendor: int
    sure: bool
    words: Words
    source: str


def hits(listed: Iterable[Listed], tied: Iterable[Tied]) -> Iterator[Hit]:
    """Every pair that meets, in the order of those tied."""
    entries = tuple(listed)
    for one in tied:
        for entry in entries:
            sure = _same(entry, one)
            if sure is not None:
                yield Hit(
                    entry=entry.id, vendor=one.vendor, sure=sure, words=_words(entry, one, sure), source=entry.source
                )


def _same(entry: Listed, one: Tied) -> bool | None:
    """True when surely the same, False when only the names agree and nothing tells them apart, None otherwise."""
    if entry.is_company != one.is_company:
        return None
    mine, theirs = (one.company_code, entry.company_code) if one.is_company else (one.fingerprint, entry.fingerprint)
    if mine and theirs:
        return True if mine == theirs else None
    return False if entry.name == one.name else None


def _words(entry: Listed, one: Tied, sure: bool) -> Words:
    until_zh = f"至 {entry.until.isoformat()}" if entry.until else "长期"
    until_en = f"until {entry.until.isoformat()}" if entry.until else "for good"
    if sure:
        return Words(
            f"{one.what.zh}“{one.name}”在黑名单内（{until_zh}）。",
            f"{one.what.en} “{one.name}” is blacklisted {until_en}.",
        )
    return Words(
        f"{one.what.zh}“{one.name}”与黑名单中的人员或单位同名（{until_zh}），证件号码不全，须核对身份。",
        f"{one.what.en} “{one.name}” bears a name that is blacklisted {until_en}; numbers are missing, see who it is.",
    )
