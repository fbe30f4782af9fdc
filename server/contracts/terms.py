"""The contract form, read into terms and written back; faults of the terms told at the fields they were typed in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from server.web.forms import Form, Reading
from vendors.contracts.checklist import clauses
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import BidderTerms, ContractTerms, ItemTerms, Procurement, ServiceDomain
from vendors.errors import Invalid, Words
from vendors.money import Fen

SHOWN: Final = 6
"""Rows of items open to begin with; those up to ITEMS are folded away."""
ITEMS: Final = 20
MOST: Final = 100
"""No contract has more items; a renewal of one with more than ITEMS shows as many rows as it needs."""
BIDDERS: Final = 5
ITEM_FIELDS: Final = ("domain", "description", "unit", "quantity", "price", "days", "rule", "quality")
BIDDER_FIELDS: Final = ("name", "code", "score", "awarded")
REPORTS: Final = ("M", "Q", "H", "Y")
_PLAIN: Final = (
    "vendor", "number", "title", "procurement", "notice", "notice_on", "awarded_on", "evaluation", "amount",
    "budget_year", "budget_line", "starts_on", "ends_on", "linked", "instalments", "staff", "sampling", "basis",
    "confidentiality", "renews",
)  # fmt: skip
_TOLD_AT: Final[Mapping[str, str]] = {
    "amount_fen": "amount",
    "linked_ratio": "linked",
    "sampling_ratio": "sampling",
    "staff_required": "staff",
    "evaluation_score": "evaluation",
    "items": "item1_domain",
    "bidders": "bidder1_name",
}
_MOST_FEN: Final = 10**15
_RANGE: Final = Words("数值超出合理范围。", "The number is out of any reasonable range.")


def item_field(row: int, name: str) -> str:
    return f"item{row}_{name}"


def bidder_field(row: int, name: str) -> str:
    return f"bidder{row}_{name}"


def clause_field(code: str) -> str:
    return f"clause_{code}"


def item_names(rows: int) -> tuple[str, ...]:
    return tuple(item_field(row, name) for row in range(1, rows + 1) for name in ITEM_FIELDS)


def names(on: date) -> tuple[str, ...]:
    """Every field of the form on a day (the checklist is dated)."""
    bidders = (bidder_field(row, name) for row in range(1, BIDDERS + 1) for name in BIDDER_FIELDS)
    ticks = (clause_field(one.code) for one in clauses(on))
    return (*_PLAIN, *item_names(MOST), *bidders, *ticks, *(f"report_{kind}" for kind in REPORTS))


def terms_of(form: Form, on: date) -> ContractTerms:
    """What was typed, as terms. Raises Invalid naming every field that cannot be read."""
    read = Reading(form)
    procurement = read.choice("procurement", Procurement)
    amount = _bounded(read, "amount", read.fen("amount"), most=_MOST_FEN)
    renews = _bounded(read, "renews", read.whole("renews", required=False), most=2**31 - 1)
    terms = ContractTerms(
        vendor=whole(read, "vendor", most=2**31 - 1),
        number=read.text("number", longest=30),
        title=read.text("title", longest=120),
        procurement=procurement or Procurement.OPEN,
        notice_number=read.text("notice", required=False, longest=60),
        notice_on=read.day("notice_on", required=False),
        awarded_on=read.day("awarded_on", required=False),
        evaluation_score=read.decimal("evaluation", required=False),
        amount_fen=int(amount),
        budget_year=whole(read, "budget_year", least=2000, most=2100),
        budget_line=read.text("budget_line", required=False, longest=60),
        starts_on=read.day("starts_on") or date.max,
        ends_on=read.day("ends_on") or date.max,
        linked_ratio=_percent(read, "linked"),
        instalments=whole(read, "instalments", most=120),
        staff_required=whole(read, "staff", most=100_000),
        sampling_ratio=_percent(read, "sampling"),
        basis=tuple(line.strip() for line in read.text("basis", required=False).splitlines() if line.strip()),
        confidentiality=read.text("confidentiality", required=False),
        items=items_of(read, form, MOST),
        bidders=tuple(_bidder(read, row) for row in filled_bidders(form)),
        clauses={one.code: said for one in clauses(on) if (said := read.text(clause_field(one.code), required=False))},
        renews=int(renews) or None,
        reports=tuple(kind for kind in REPORTS if form.value(f"report_{kind}")),
    )
    read.finish()
    return terms


def values_of(found: ContractView, items: Sequence[ItemTerms], bidders: Sequence[BidderTerms]) -> dict[str, str]:
    """A draft's terms as the form holds them."""
    plain = {
        "vendor": found.vendor, "number": found.number, "title": found.title, "procurement": found.procurement.value,
        "notice": found.notice_number, "notice_on": found.notice_on, "awarded_on": found.awarded_on,
        "evaluation": found.evaluation_score, "amount": Decimal(found.amount_fen) / 100,
        "budget_year": found.budget_year, "budget_line": found.budget_line, "starts_on": found.starts_on,
        "ends_on": found.ends_on, "linked": _plain(found.linked_ratio * 100), "instalments": found.instalments,
        "staff": found.staff_required, "sampling": _plain(found.sampling_ratio * 100),
        "basis": "\n".join(found.basis), "confidentiality": found.confidentiality, "renews": found.renews,
    }  # fmt: skip
    values = {name: "" if value is None else str(value) for name, value in plain.items()}
    for row, item in enumerate(items, start=1):
        told = (
            item.domain.value, item.description, item.unit, _plain(item.quantity), Decimal(item.unit_price_fen) / 100,
            item.deadline_days, item.deadline_rule, item.quality_standard,
        )  # fmt: skip
        values |= {item_field(row, name): str(value) for name, value in zip(ITEM_FIELDS, told, strict=True)}
    for row, one in enumerate(bidders, start=1):
        bid = (one.name, one.code, "" if one.score is None else one.score, "1" if one.awarded else "")
        values |= {bidder_field(row, name): str(value) for name, value in zip(BIDDER_FIELDS, bid, strict=True)}
    values |= {clause_field(code): said for code, said in found.clauses.items()}
    return values | {f"report_{kind}": "1" for kind in found.reports}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def items_of(read: Reading, form: Form, rows: int) -> tuple[ItemTerms, ...]:
    return tuple(_item(read, row) for row in filled(form, rows))


def filled(form: Form, rows: int = MOST) -> Sequence[int]:
    """The item rows somebody wrote into."""
    return [row for row in range(1, rows + 1) if any(form.value(item_field(row, name)) for name in ITEM_FIELDS)]


def rows_of(form: Form) -> Sequence[int]:
    """The item rows of the form: those written and two spare ones, at least ITEMS."""
    return range(1, min(MOST, max(ITEMS, max(filled(form), default=0) + 2)) + 1)


def filled_bidders(form: Form) -> Sequence[int]:
    """The bidder rows somebody wrote into."""
    return [row for row in range(1, BIDDERS + 1) if any(form.value(bidder_field(row, name)) for name in BIDDER_FIELDS)]


def at_fields(form: Form, invalid: Invalid) -> Form:
    """The form with the faults of its terms beside the fields they come from."""
    return replace(form, errors={_field(name, form): said for name, said in invalid.fields.items()})


def _field(name: str, form: Form) -> str:
    head, dot, place = name.partition(".")
    if head == "items" and dot and place.isdigit():
        return item_field(filled(form)[int(place) - 1], "description")
    if head == "bidders" and dot and place.isdigit():
        return bidder_field(filled_bidders(form)[int(place) - 1], "name")
    return _TOLD_AT.get(name, name)


def _item(read: Reading, row: int) -> ItemTerms:
    at = {name: item_field(row, name) for name in ITEM_FIELDS}
    domain = read.choice(at["domain"], ServiceDomain)
    quantity = _bounded(read, at["quantity"], read.decimal(at["quantity"]), most=10**10)
    return ItemTerms(
        domain=domain or ServiceDomain.RECORDS,
        description=read.text(at["description"], longest=200),
        unit=read.text(at["unit"], longest=20),
        quantity=quantity,
        unit_price_fen=int(_bounded(read, at["price"], read.fen(at["price"]), most=_MOST_FEN)),
        deadline_days=whole(read, at["days"], most=3650),
        deadline_rule=read.text(at["rule"], required=False, longest=200),
        quality_standard=read.text(at["quality"], longest=300),
    )


def _bidder(read: Reading, row: int) -> BidderTerms:
    at = {name: bidder_field(row, name) for name in BIDDER_FIELDS}
    return BidderTerms(
        name=read.text(at["name"], longest=100),
        code=read.text(at["code"], required=False, longest=18).upper(),
        score=read.decimal(at["score"], required=False),
        awarded=bool(read.text(at["awarded"], required=False)),
    )


def amount(read: Reading, name: str) -> Fen:
    """Fen typed in yuan, with a fault when out of range."""
    return Fen(int(_bounded(read, name, read.fen(name), most=_MOST_FEN)))


def whole(read: Reading, name: str, *, most: int, least: int = 0) -> int:
    return int(_bounded(read, name, read.whole(name), least=least, most=most))


def _percent(read: Reading, name: str) -> Decimal:
    return _bounded(read, name, read.decimal(name), most=100) / 100


def _bounded(read: Reading, name: str, value: Decimal | int | None, *, most: int, least: int = 0) -> Decimal:
    """The value, with a fault when it lies outside; 0 for none, whose fault is told already."""
    if value is not None and not least <= value <= most:
        read.fault(name, _RANGE)
        return Decimal(0)
    return Decimal(value or 0)
