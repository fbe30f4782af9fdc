"""The published record of a draw as JSON: keys and order are those of docs/reference/draws.md and stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import msgspec

from vendors.draws.algorithm.drawing import Pick, Stratum
from vendors.draws.algorithm.first_algorithm import FIRST_ALGORITHM, FirstRecord
from vendors.draws.algorithm.frames import COLUMNS, Unit
from vendors.draws.algorithm.generator import ALGORITHM
from vendors.draws.rules import Plan, Purpose
from vendors.errors import Invalid, Words

INLINE: Final = 5000
"""Frames up to so many units stand in the record itself; larger ones in a file beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameNote:
    """The frame: SHA-256 of its canonical text, how much it holds, and (when it is small) its rows."""

    hash: str = ""
    size: int = 0
    amount_fen: int = 0
    columns: tuple[str, ...] = COLUMNS
    rows: tuple[Unit, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An inspector who could be drawn."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """A pair that could not be drawn (回避), and why."""

    unit: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What was left out of the frame before it was opened, and why."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A unit drawn; `label` is its name for people and takes no part in the replay."""

    id: str
    label: str = ""
    stratum: str = ""
    amount_fen: int = 0
    certain: bool = False
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScope:
    """What the frame was opened from, as sealed with the seed: codes; an empty side is open. No part of the replay."""

    campaign: str = ""
    settled_from: date | None = None
    settled_to: date | None = None
    regions: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    med_types: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    weight: str = ""
    concerning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecord:
    """Everything needed to do the draw again. Before it is made: no seed, no frame, no result."""

    algorithm: str = ALGORITHM
    number: str = ""
    purpose: Purpose = Purpose.CASES
    title: str = ""
    basis: str = ""
    scope: FrameScope | None = None
    plan: Plan = field(default_factory=Plan)
    seed: str
    seed_commitment: str
    committed_at: datetime | None = None
    committed_by: str = ""
    frame: FrameNote
    people: tuple[Person, ...] = ()
    barred: tuple[Barred, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    strata: tuple[Stratum, ...] = ()
    size: int = 0
    result: tuple[ResultLine, ...] = ()
    witnesses: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    drawn_by: str = ""


AnyRecord = DrawRecord | FirstRecord
_KINDS: Final[Mapping[str, type[AnyRecord]]] = {FIRST_ALGORITHM: FirstRecord}


def lines_of(picks: tuple[Pick, ...], labels: Mapping[str, str] | None = None) -> tuple[ResultLine, ...]:
    """The picks as the record lists them."""
    known = labels or {}
    return tuple(
        ResultLine(
            id=pick.unit.id,
            label=known.get(pick.unit.id, ""),
            stratum=pick.unit.stratum,
            amount_fen=pick.unit.amount,
            certain=pick.certain,
            partners=pick.partners,
        )
        for pick in picks
    )


def as_json(record: AnyRecord) -> bytes:
    """UTF-8, indented; decimals as text."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    algorithm: str


def from_json(content: bytes) -> AnyRecord:
    """The record again. Invalid when it is none, or a figure of its plan is no number."""
    try:
        algorithm = msgspec.json.decode(content, type=_Head).algorithm
        record: AnyRecord = msgspec.json.decode(content, type=_KINDS.get(algorithm, DrawRecord))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        wrong = Words(f"抽样记录无法读取：{error}。", f"The draw record cannot be read: {error}.")
        raise Invalid({"record": wrong}) from error
    odd = next((figure for figure in _figures(record) if not figure.is_finite()), None)
    if odd is not None:
        told = Words(
            f"抽样记录中的比例或标准差不是数：{odd}。", f"A ratio or deviation of the draw record is no number: {odd}."
        )
        raise Invalid({"record": told})
    return record


def _figures(record: AnyRecord) -> list[Decimal]:
    if isinstance(record, FirstRecord):
        return [record.ratio]
    return [*record.plan.deviations.values(), *([] if record.plan.ratio is None else [record.plan.ratio])]
