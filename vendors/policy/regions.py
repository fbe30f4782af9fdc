"""Regions by their six digits (GB/T 2260), the abolished ones among them: an identity number keeps its first region.

The bureau's own and their dates are data/regions.toml; the rest of the country comes with python-stdnum.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from stdnum import numdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """`until` and `successor` are set when the code was abolished. `own` codes are no part of the standard."""

    code: str
    name: str
    starts: date | None = None
    until: date | None = None
    successor: str = ""
    own: bool = False

    def in_force(self, on: date) -> bool:
        return (self.starts is None or self.starts <= on) and (self.until is None or on <= self.until)


@cache
def regions() -> Mapping[str, Region]:
    """The bureau's own regions by code, abolished ones too."""
    book = tomllib.loads(files("vendors.policy").joinpath("data/regions.toml").read_text(encoding="utf-8"))
    rows = (
        Region(
            code=row["code"],
            name=row["name"],
            starts=row.get("from"),
            until=row.get("until"),
            successor=row.get("successor", ""),
            own=row.get("own", False),
        )
        for row in book["region"]
    )
    return MappingProxyType({region.code: region for region in rows})


def region_in_force(code: str, on: date) -> Region | None:
    """One of the bureau's regions as of a day."""
    found = regions().get(code)
    return found if found is not None and found.in_force(on) else None


@lru_cache(8192)
def ever_existed(code: str) -> bool:
    """Whether six digits were a region of the country at any time; a pool's own code (620799) was not."""
    known = regions().get(code)
    if known is not None:
        return not known.own
    return any("county" in facts for _, facts in numdb.get("cn/loc").info(code))
