"""Code lists and the violation taxonomy, read once from the packaged TOML under data/ (domain.md §4.6, §5)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from vendors.policy.bureau import bureau

VENDOR_GROUP = "20"  # 第三方机构自身违规: never a finding against an institution


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationType:
    """A level-2 entry. `law` is an article of the 条例 or another basis; `group` the level-1 code.

    `successor` is the code that took over when this one ended, when there is one.
    """

    code: str
    name: str
    group: str
    group_name: str
    law: str
    seeds: str
    starts: date
    until: date | None = None
    successor: str = ""

    def in_force(self, on: date) -> bool:
        return self.starts <= on and (self.until is None or on <= self.until)

    @property
    def of_vendors(self) -> bool:
        """Whether this is a violation by a third party itself (LZ Art.46)."""
        return self.group == VENDOR_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """One small list with its official title and where it comes from."""

    name: str
    title: str
    title_en: str
    source: str
    codes: Mapping[str, str]


@cache
def taxonomy() -> tuple[ViolationType, ...]:
    """Every entry ever in force, in order of code and date."""
    return read_taxonomy(files("vendors.policy").joinpath("data/taxonomy.toml").read_text(encoding="utf-8"))


def read_taxonomy(text: str) -> tuple[ViolationType, ...]:
    """Entries in the shape of data/taxonomy.toml."""
    book = tomllib.loads(text)
    return tuple(
        ViolationType(
            code=entry["code"],
            name=entry["name"],
            group=entry["code"][:2],
            group_name=book["group"][entry["code"][:2]]["name"],
            law=entry["law"],
            seeds=entry["seeds"],
            starts=entry["from"],
            until=entry.get("until"),
            successor=entry.get("successor", ""),
        )
        for entry in sorted(book["type"], key=lambda entry: (entry["code"], entry["from"]))
    )


@cache
def violation_types(on: date) -> Mapping[str, ViolationType]:
    """The entries in force on a day, by code."""
    return MappingProxyType({entry.code: entry for entry in taxonomy() if entry.in_force(on)})


def violation_type(code: str, on: date) -> ViolationType | None:
    return violation_types(on).get(code)


@cache
def violation_names(on: date) -> Mapping[str, str]:
    """Code → name of what an institution or person can be found to have done; the vendor group is left out."""
    return MappingProxyType({c: entry.name for c, entry in violation_types(on).items() if not entry.of_vendors})


def violation_in_english(entry: ViolationType) -> str:
    """Its English words; the official name where there are none, as for one that has been renamed since."""
    return _violations_in_english().get(entry.code, entry.name) if entry.until is None else entry.name


def violation_group_in_english(entry: ViolationType) -> str:
    """English words of its level-1 group; the official name where there are none."""
    return _violations_in_english().get(entry.group, entry.group_name)


@cache
def _violations_in_english() -> Mapping[str, str]:
    text = files("vendors.policy").joinpath("data/taxonomy_en.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def ended_violations(on: date) -> Mapping[str, ViolationType]:
    """The last entry of every code that held once and holds no more on the day, the vendor group left out."""
    ended = {entry.code: entry for entry in taxonomy() if entry.until is not None and entry.until < on}
    current = violation_types(on)
    return MappingProxyType({c: e for c, e in ended.items() if c not in current and not e.of_vendors})


def ended_names(on: date) -> Mapping[str, str]:
    """Code → name of what can be read in a sheet but is no longer offered."""
    return {code: entry.name for code, entry in ended_violations(on).items()}


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Every packaged list by name."""
    book = tomllib.loads(files("vendors.policy").joinpath("data/codelists.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: CodeList(
                name=name,
                title=entry["title"],
                title_en=entry["title_en"],
                source=entry["source"],
                codes=MappingProxyType(dict(entry["codes"])),
            )
            for name, entry in book.items()
        }
    )


@cache
def _english() -> Mapping[str, Mapping[str, str]]:
    text = files("vendors.policy").joinpath("data/codelists_en.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: MappingProxyType(codes) for name, codes in tomllib.loads(text).items()})


def packaged_english(name: str) -> Mapping[str, str]:
    """Code → English words of a packaged list."""
    return _english().get(name, {})


def code_list_in_english(name: str, on: date | None = None) -> Mapping[str, str]:
    """The same codes with their English words; the official words where the bureau gave no others."""
    given = {entry.code: entry for entry in bureau().entries if entry.list_name == name and on is None}
    given |= {entry.code: entry for entry in bureau().entries if entry.list_name == name and on and entry.holds_on(on)}
    known = packaged_english(name)
    return MappingProxyType(
        {
            code: (given[code].en or zh) if code in given else known.get(code, zh)
            for code, zh in code_list(name, on).items()
        }
    )


def code_list(name: str, on: date | None = None) -> Mapping[str, str]:
    """Code → official words: the packaged list under the bureau's own entries.

    With a day, the codes that may be chosen on it; without, every code there ever was, to name what is stored.
    Raises KeyError for a list neither knows.
    """
    own = [entry for entry in bureau().entries if entry.list_name == name]
    packaged = code_lists().get(name)
    if packaged is None and not own:
        raise KeyError(name)
    codes = dict(packaged.codes) if packaged else {}
    for entry in own:
        if on is None or entry.holds_on(on):
            codes[entry.code] = entry.zh
        elif entry.begins <= on:
            codes.pop(entry.code, None)
    return MappingProxyType(codes)
