"""A finding as a notice printed it, kept with the notice's part; and whether the finding has changed since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vendors.copying import as_json
from vendors.findings.queries import FindingDetail
from vendors.periods import local_date
from vendors.policy.codes import violation_type


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedItem:
    name: str
    code: str
    fee_on: date | None
    quantity: Decimal | None
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """`violation` is its type's name; `evidence` the ids of what then stood, `version` the finding's."""

    number: str
    version: int
    violation: str
    visit_id: str
    patient: str
    amount_fen: int
    items: tuple[PrintedItem, ...]
    evidence: tuple[int, ...]


def named(code: str, on: date) -> str:
    """The violation type's name on that day, or the code of one unknown."""
    kind = violation_type(code, on)
    return kind.name if kind else code


def printed(detail: FindingDetail) -> Printed:
    """What a notice printed now says of the finding beside its facts, reasons and basis."""
    head = detail.head
    return Printed(
        number=head.number,
        version=head.version,
        violation=named(head.violation, local_date(head.created_at)),
        visit_id=head.visit_id,
        patient=head.patient_masked,
        amount_fen=head.amount_fen,
        items=tuple(
            PrintedItem(
                name=line.item_name,
                code=line.item_code,
                fee_on=line.fee_on,
                quantity=line.quantity,
                amount_fen=line.amount_fen,
            )
            for line in detail.lines
        ),
        evidence=tuple(sorted({one.id for one in detail.evidence})),
    )


def kept(told: Printed) -> str:
    """As the part keeps it (JSON)."""
    items = [
        {
            "name": one.name,
            "code": one.code,
            "fee_on": one.fee_on.isoformat() if one.fee_on else None,
            "quantity": None if one.quantity is None else str(one.quantity),
            "amount_fen": one.amount_fen,
        }
        for one in told.items
    ]
    return as_json(
        {
            "number": told.number,
            "version": told.version,
            "violation": told.violation,
            "visit_id": told.visit_id,
            "patient": told.patient,
            "amount_fen": told.amount_fen,
            "items": items,
            "evidence": list(told.evidence),
        }
    )


def read(text: object) -> Printed | None:
    """What the part kept; None for one not printed yet, or printed before parts kept it."""
    if text is None:
        return None
    told: Mapping[str, object] = json.loads(str(text))
    items = tuple(_item(one) for one in told["items"])  # type: ignore[attr-defined]
    return Printed(**{**told, "items": items, "evidence": tuple(told["evidence"])})  # type: ignore[arg-type]


def _item(told: Mapping[str, object]) -> PrintedItem:
    on, quantity = told["fee_on"], told["quantity"]
    fields = {
        **told,
        "fee_on": date.fromisoformat(str(on)) if on else None,
        "quantity": None if quantity is None else Decimal(str(quantity)),
    }
    return PrintedItem(**fields)  # type: ignore[arg-type]
