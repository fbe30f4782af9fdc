"""What a parameter may be at all: least and most by its unit and, narrower, by its code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

PLACES = 6
"""Decimals a value is kept with: numeric(24, 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Both inclusive."""

    least: Decimal
    most: Decimal

    def hold(self, value: Decimal) -> bool:
        return self.least <= value <= self.most


def bounds(unit: str, code: str = "") -> Bounds:
    """Of a code where it has its own, else of its unit; KeyError for a unit there is not."""
    codes = _read()["codes"]
    return (
        codes.get(code)
        or next((one for key, one in codes.items() if key[-1] == "_" and code.startswith(key)), None)
        or _read()["units"][unit]
    )


@cache
def _read() -> Mapping[str, Mapping[str, Bounds]]:
    text = resources.files("vendors.policy").joinpath("data/parameter_bounds.toml").read_text("utf-8")
    return MappingProxyType(
        {
            kind: {key: Bounds(least=Decimal(least), most=Decimal(most)) for key, (least, most) in rows.items()}
            for kind, rows in tomllib.loads(text, parse_float=Decimal).items()
        }
    )
