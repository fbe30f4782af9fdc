"""Dated policy parameters: no number of a law stands in the code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from vendors.errors import HengjianError, Words
from vendors.policy.bureau import bureau
from vendors.policy.rows import Parameter

_DAY: Final = timedelta(days=1)


class NoParameterInForce(HengjianError):
    """No row of the parameter holds on the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, both inclusive, on which `row` is the value that holds; no `ends` means until further notice."""

    row: Parameter
    begins: date
    ends: date | None


def read_parameters(text: str) -> tuple[Parameter, ...]:
    """Rows in the shape of data/parameters.toml."""
    return tuple(
        Parameter(
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            source=row["source"],
            article=row["article"],
            begins=row["from"],
            ends=row.get("to"),
        )
        for row in tomllib.loads(text)["parameter"]
    )


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every packaged row, in the order of the file."""
    return read_parameters(resources.files("vendors.policy").joinpath("data/parameters.toml").read_text("utf-8"))


def parameter(code: str, on: date) -> Parameter:
    """The row in force on a day: the bureau's own that began last, else the packaged one.

    NoParameterInForce names the code and the day.
    """
    own = [row for row in bureau().parameters if row.code == code and row.holds_on(on)]
    if own:
        return max(own, key=lambda row: row.begins)
    for row in parameters():
        if row.code == code and row.holds_on(on):
            return row
    known = known_parameter(code)
    raise NoParameterInForce(
        f"政策参数“{known.zh if known else ''}”（{code}）在 {on.isoformat()} 没有有效值。",
        f"Parameter {code} ({known.en if known else ''}) has no value in force on {on.isoformat()}.",
    )


def spans(code: str) -> tuple[Span, ...]:
    """When each value of a code really holds, oldest first: until the next begins, the bureau's over the packaged."""
    rows = histories().get(code, ())
    edges = sorted({row.begins for row in rows} | {row.ends + _DAY for row in rows if row.ends})
    found: list[Span] = []
    for begins, following in zip(edges, (*edges[1:], None), strict=True):
        try:
            row = parameter(code, begins)
        except NoParameterInForce:
            continue
        ends = following - _DAY if following else None
        goes_on = found and found[-1].row is row and found[-1].ends == begins - _DAY
        found.append(Span(row=row, begins=found.pop().begins if goes_on else begins, ends=ends))
    return tuple(found)


def histories() -> Mapping[str, tuple[Parameter, ...]]:
    """Every value of every parameter by code, packaged and the bureau's own, oldest first; codes as packaged."""
    found: dict[str, list[Parameter]] = {row.code: [] for row in (*parameters(), *bureau().parameters)}
    for row in (*parameters(), *bureau().parameters):
        found[row.code].append(row)
    return MappingProxyType({code: tuple(sorted(rows, key=lambda row: row.begins)) for code, rows in found.items()})


def known_parameter(code: str) -> Parameter | None:
    """A row of a code, for its name and unit: the newest packaged one; None for a code there is not."""
    packaged = [row for row in parameters() if row.code == code]
    return (packaged or histories().get(code) or (None,))[-1]


def use_of(code: str) -> Words | None:
    """What a parameter decides; one sentence may speak for a family of codes."""
    known = _uses()
    return known.get(code) or next(
        (told for key, told in known.items() if key[-1] == "_" and code.startswith(key)), None
    )


@cache
def _uses() -> Mapping[str, Words]:
    text = resources.files("vendors.policy").joinpath("data/parameter_uses.toml").read_text("utf-8")
    return MappingProxyType({code: Words(*told) for code, told in tomllib.loads(text).items()})
