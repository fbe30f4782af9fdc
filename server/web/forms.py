"""Forms: what was typed, what is wrong with it, and typed readers that name every fault at once.

form = await submitted(request, "name", "amount")
read = Reading(form)
name, amount = read.text("name"), read.fen("amount")
read.finish()                       # raises Invalid naming every field that is wrong
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from server.web import csrf
from server.web.access import WebRequest
from server.web.figures import ungrouped
from vendors.errors import Invalid, Words
from vendors.labels import Labelled
from vendors.money import Fen, fen_from_yuan

_MISSING: Final = Words("此项必填。", "This field is required.")
_UNKNOWN: Final = Words("未知的字段。", "Unknown field.")
_LONGEST: Final = 2_000
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
_YEARS: Final = range(1900, 3000)
L = TypeVar("L", bound=Labelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the template fills its fields with, and the faults it shows beside them."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Words] = field(default_factory=dict)

    def failed(self, invalid: Invalid) -> "Form":
        """The same form with what was wrong, to be drawn again under status 422."""
        return replace(self, errors=invalid.fields)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> Words | None:
        return self.errors.get(name)


async def submitted(request: WebRequest, *names: str) -> Form:
    """The posted text fields, trimmed. Raises Invalid for a field this form does not have."""
    sent = await request.form()
    unknown = {name: _UNKNOWN for name in sent if name not in names and name != csrf.FIELD}
    if unknown:
        raise Invalid(unknown)
    return Form(values={name: value.strip() for name in names if isinstance(value := sent.get(name), str)})


class Reading:
    """Reads typed values out of a form and gathers the faults; `finish` raises them together."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._faults: dict[str, Words] = {}

    def text(self, name: str, *, required: bool = True, longest: int = _LONGEST) -> str:
        value = self._form.value(name)
        if not value and required:
            self.fault(name, _MISSING)
        if len(value) > longest:
            self.fault(name, Words(f"最多 {longest} 个字。", f"At most {longest} characters."))
        return value

    def whole(self, name: str, *, required: bool = True) -> int | None:
        """Thousands may be set apart, as `1,000`."""
        value = self.text(name, required=required)
        if not value:
            return None
        plain = ungrouped(value)
        if plain is None or not re.fullmatch(r"-?[0-9]{1,15}", plain):
            self.fault(name, Words("请填写整数。", "Enter a whole number."))
            return None
        return int(plain)

    def decimal(self, name: str, *, required: bool = True) -> Decimal | None:
        """Thousands may be set apart, as `1,000.50`."""
        value = self.text(name, required=required, longest=40)
        if not value:
            return None
        plain = ungrouped(value)
        if plain is None or not _NUMBER.fullmatch(plain):
            self.fault(name, Words("请填写数字。", "Enter a number."))
            return None
        return Decimal(plain)

    def fen(self, name: str, *, required: bool = True) -> Fen | None:
        """An amount typed in yuan."""
        found = self.decimal(name, required=required)
        if found is None:
            return None
        try:
            return fen_from_yuan(found)
        except ValueError:
            self.fault(name, Words("金额以元计，最多两位小数。", "An amount in yuan, at most two decimals."))
            return None

    def day(self, name: str, *, required: bool = True) -> date | None:
        value = self.text(name, required=required)
        if not value:
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.fault(name, Words("日期应写成 2026-10-08。", "Write the date as 2026-10-08."))
            return None
        if found.year not in _YEARS:
            self.fault(name, Words("日期超出合理范围。", "The date is out of any reasonable range."))
            return None
        return found

    def choice(self, name: str, kind: type[L], *, required: bool = True) -> L | None:
        value = self.text(name, required=required)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            self.fault(name, Words("请从列表中选择。", "Choose from the list."))
            return None

    def fault(self, name: str, said: Words) -> None:
        """Add a fault of the handler's own; the first for a field is kept."""
        self._faults.setdefault(name, said)

    def finish(self) -> None:
        """Raises Invalid when anything was wrong."""
        if self._faults:
            raise Invalid(self._faults)
