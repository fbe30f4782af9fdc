"""A small register as records in hand, for the demo world and tests; what people load goes through `checking.py`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from importers.intake.jail import jailed
from importers.intake.refusals import Refusal
from importers.registers import cases, institutions
from importers.registers.orders import ROWS, SUMMARY, Orders, Summary, summary_of
from importers.registers.register import Register
from importers.workbook.issues import Issue, Severity
from vendors.incoming.rules import SEPARATOR
from vendors.institutions.records import CaseRecord, InstitutionRecord
from vendors.policy.bureau import packed

Record = TypeVar("Record")
_PLAIN = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[Record]):
    """All records, or none and the reason: a refusal of the file, or issues with at least one error."""

    rows: tuple[Record, ...] = ()
    issues: tuple[Issue, ...] = ()
    refusal: Refusal | None = None

    @property
    def good(self) -> bool:
        return self.refusal is None and not any(issue.severity is Severity.ERROR for issue in self.issues)


async def read_institutions(*, content: bytes, filename: str, on: date) -> Parsed[InstitutionRecord]:
    """The register of a file, or why there is none."""
    return await _read(institutions.REGISTER, institutions.record, content=content, filename=filename, on=on)


async def read_cases(
    *, content: bytes, filename: str, on: date, known: Collection[str] | None = None
) -> Parsed[CaseRecord]:
    """The same for settled cases; `known` are the institution codes on record (None: not checked)."""
    return await _read(cases.REGISTER, cases.record, content=content, filename=filename, on=on, known=known)


async def _read(
    register: Register,
    record: Callable[[Sequence[str]], Record],
    *,
    content: bytes,
    filename: str,
    on: date,
    known: Iterable[str] | None = None,
) -> Parsed[Record]:
    codes = {} if known is None else {"institutions": list(known)}
    orders = Orders(register=register.key, on=on, rules=packed(), known=codes).packed()
    pieces: list[bytes] = []
    told: Summary | None = None
    async with jailed("importers.registers.child", content=content, filename=filename, orders=orders) as child:
        async for tag, payload in child.frames():
            if tag == ROWS:
                pieces.append(payload)
            elif tag == SUMMARY:
                told = summary_of(payload)
    if child.refusal or told is None:
        return Parsed(refusal=child.refusal)
    found: Parsed[Record] = Parsed(issues=tuple(told.issues))
    if not found.good:
        return found
    return Parsed(rows=tuple(record(cells) for cells in _cells(pieces)), issues=found.issues)


def _cells(pieces: Iterable[bytes]) -> Iterable[list[str]]:
    for piece in pieces:
        for line in piece.decode().removesuffix("\n").split("\n"):
            _, _, text = line.split("\t")
            yield _unescaped(text).split(SEPARATOR)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    parts, index = [], 0
    while index < len(text):
        pair = text[index : index + 2]
        parts.append(_PLAIN.get(pair, text[index]))
        index += 2 if pair in _PLAIN else 1
    return "".join(parts)
