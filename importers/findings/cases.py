"""Rows become findings: one case per institution, visit and violation type, with its lines (BT-07 counts both)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from importers.findings.every_kind import CLEAR, CLUE, SUSPECTED
from importers.findings.evidence import EvidenceItem, parse
from importers.workbook.rows import Row

_WEIGHT = {CLEAR: 2, SUSPECTED: 1, CLUE: 0}
_VISITLESS = ("mdtrt_id", "issue_no", "case_no")


@dataclass(slots=True, kw_only=True)
class CaseFinding:
    """`visit` is the 就诊ID, or the 问题编号 of an audit without visits. Amounts are fen, the sums of its `lines`.

    `contents` are the hashes of its rows, sixteen characters each.
    """

    position: int
    institution_code: str
    visit: str
    violation: str
    certainty: str
    patient_masked: str
    auditor: str
    checker: str
    audited_on: date | None
    bases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    evidences: tuple[str, ...] = ()
    lines: int = 0
    amount_fen: int = 0
    fund_loss_fen: int = 0
    contents: str = ""

    @property
    def basis(self) -> str:
        return "；".join(self.bases)

    @property
    def description(self) -> str:
        return "；".join(self.descriptions)

    @property
    def evidence(self) -> tuple[EvidenceItem, ...]:
        return tuple(dict.fromkeys(item for text in self.evidences for item in parse(text)))

    def take(self, row: Row, content: str) -> None:
        """One more line. An empty amount (a clue) counts 0 fen."""
        get = row.values.get
        self.lines += 1
        self.contents += content
        self.amount_fen += row.fen("vola_amt") or 0
        self.fund_loss_fen += row.fen("fund_loss") or 0
        self.bases = _with(self.bases, get("vola_evid"))
        self.descriptions = _with(self.descriptions, get("vola_cont"))
        self.evidences = _with(self.evidences, get("evidence"))
        if self.lines > 1:
            self._weigh(row)

    def _weigh(self, row: Row) -> None:
        """The weightiest certainty and the latest day of the lines count."""
        self.certainty = max(self.certainty, row.text("certainty"), key=lambda word: _WEIGHT.get(word, -1))
        day = row.day("audited_on")
        if day is not None and (self.audited_on is None or day > self.audited_on):
            self.audited_on = day


def _with(known: tuple[str, ...], more: object) -> tuple[str, ...]:
    return (*known, more) if isinstance(more, str) and more and more not in known else known


class Cases:
    """Cases in order of their first row, numbered from 1."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], CaseFinding] = {}

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[CaseFinding]:
        return iter(self._found.values())

    def take(self, row: Row, content: str = "") -> CaseFinding:
        """The case this row belongs to, with the row in it."""
        visit = next((text for key in _VISITLESS if (text := row.text(key))), "")
        key = (row.text("fixmedins_code"), visit, row.text("vola_type"))
        case = self._found.get(key)
        if case is None:
            case = self._found[key] = CaseFinding(
                position=len(self._found) + 1,
                institution_code=key[0],
                visit=visit,
                violation=key[2],
                certainty=row.text("certainty"),
                patient_masked=row.text("psn_name"),
                auditor=row.text("auditor"),
                checker=row.text("checker"),
                audited_on=row.day("audited_on"),
            )
        case.take(row, content)
        return case


def cases(rows: Iterable[Row]) -> tuple[CaseFinding, ...]:
    """Only meaningful for rows without errors."""
    found = Cases()
    for row in rows:
        found.take(row)
    return tuple(found)
