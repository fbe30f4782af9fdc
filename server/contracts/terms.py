"""The contract form, read into terms; faults of the terms told at the fields they were typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from server.web.forms import Form, Reading
from vendors.contracts.rules import ContractTerms, ItemTerms, Procurement, ServiceDomain
from vendors.errors import Invalid, Words

ITEMS: Final = 6
ITEM_FIELDS: Final = ("domain", "description", "unit", "quantity", "price", "days", "quality")
_PLAIN: Final = (
    "vendor", "number", "title", "procurement", "notice", "amount", "budget_year", "starts_on", "ends_on", "linked",
    "instalments", "staff", "sampling", "confidentiality",
)  # fmt: skip
_TOLD_AT: Final[Mapping[str, str]] = {
    "amount_fen": "amount",
    "linked_ratio": "linked",
    "sampling_ratio": "sampling",
    "staff_required": "staff",
    "items": "item1_domain",
}
_MOST_FEN: Final = 10**15
_RANGE: Final = Words("数值超出合理范围。", "The number is out of any reasonable range.")


def item_field(row: int, name: str) -> str:
    return f"item{row}_{name}"


NAMES: Final = (*_PLAIN, *(item_field(row, name) for row in range(1, ITEMS + 1) for name in ITEM_FIELDS))


def terms_of(form: Form) -> ContractTerms:
    """What was typed, as terms. Raises Invalid naming every field that cannot be read."""
    read = Reading(form)
    procurement = read.choice("procurement", Procurement)
    amount = _bounded(read, "amount", read.fen("amount"), most=_MOST_FEN)
    terms = ContractTerms(
        vendor=_whole(read, "vendor", most=2**31 - 1),
        number=read.text("number", longest=30),
        title=read.text("title", longest=120),
        procurement=procurement or Procurement.OPEN,
        notice_number=read.text("notice", required=False, longest=60),
        amount_fen=int(amount),
        budget_year=_whole(read, "budget_year", least=2000, most=2100),
        starts_on=read.day("starts_on") or date.max,
        ends_on=read.day("ends_on") or date.max,
        linked_ratio=_percent(read, "linked"),
        instalments=_whole(read, "instalments", most=120),
        staff_required=_whole(read, "staff", most=100_000),
        sampling_ratio=_percent(read, "sampling"),
        confidentiality=read.text("confidentiality", required=False),
        items=tuple(_item(read, row) for row in filled(form)),
    )
    read.finish()
    return terms


def filled(form: Form) -> Sequence[int]:
    """The item rows somebody wrote into."""
    return [row for row in range(1, ITEMS + 1) if any(form.value(item_field(row, name)) for name in ITEM_FIELDS)]


def at_fields(form: Form, invalid: Invalid) -> Form:
    """The form with the faults of its terms beside the fields they come from."""
    rows = filled(form)
    told = {_field(name, rows): said for name, said in invalid.fields.items()}
    return replace(form, errors=told)


def _field(name: str, rows: Sequence[int]) -> str:
    head, dot, place = name.partition(".")
    if head == "items" and dot and place.isdigit():
        return item_field(rows[int(place) - 1], "description")
    return _TOLD_AT.get(name, name)


def _item(read: Reading, row: int) -> ItemTerms:
    names = {name: item_field(row, name) for name in ITEM_FIELDS}
    domain = read.choice(names["domain"], ServiceDomain)
    quantity = _bounded(read, names["quantity"], read.decimal(names["quantity"]), most=10**10)
    return ItemTerms(
        domain=domain or ServiceDomain.RECORDS,
        description=read.text(names["description"], longest=200),
        unit=read.text(names["unit"], longest=20),
        quantity=quantity,
        unit_price_fen=int(_bounded(read, names["price"], read.fen(names["price"]), most=_MOST_FEN)),
        deadline_days=_whole(read, names["days"], most=3650),
        quality_standard=read.text(names["quality"], longest=300),
    )


def _whole(read: Reading, name: str, *, most: int, least: int = 0) -> int:
    return int(_bounded(read, name, read.whole(name), least=least, most=most))


def _percent(read: Reading, name: str) -> Decimal:
    return _bounded(read, name, read.decimal(name), most=100) / 100


def _bounded(read: Reading, name: str, value: Decimal | int | None, *, most: int, least: int = 0) -> Decimal:
    """The value, with a fault when it lies outside; 0 for none, whose fault is told already."""
    if value is not None and not least <= value <= most:
        read.fault(name, _RANGE)
        return Decimal(0)
    return Decimal(value or 0)
