"""Dated policy parameters: no number of a law stands in the code."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from vendors.errors import HengjianError


class NoParameterInForce(HengjianError):
    """No row of the parameter holds on the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value with its source; holds from `begins` to `ends`, both inclusive.

    `unit` is ratio, fen, working_days, months or years.
    """

    code: str
    zh: str
    en: str
    value: Decimal
    unit: str
    source: str
    article: str
    begins: date
    ends: date | None

    @property
    def whole(self) -> int:
        """The value as an integer; ValueError when it is a fraction."""
        if self.value != self.value.to_integral_value():
            msg = f"{self.code} is not a whole number: {self.value}"
            raise ValueError(msg)
        return int(self.value)

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


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
    """The row in force on a day. NoParameterInForce names the code and the day."""
    for row in parameters():
        if row.code == code and row.holds_on(on):
            return row
    raise NoParameterInForce(
        f"政策参数 {code} 在 {on.isoformat()} 没有有效值。",
        f"Parameter {code} has no value in force on {on.isoformat()}.",
    )
