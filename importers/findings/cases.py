"""Rows become findings: one case per institution, visit and violation type, with its lines (BT-07 counts both)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from importers.findings.evidence import EvidenceItem, parse
from importers.findings.sheets.every_kind import CLEAR, CLUE, SUSPECTED
from importers.workbook.rows import Row
from vendors.findings.rules import Source

_WEIGHT = {CLEAR: 2, SUSPECTED: 1, CLUE: 0}


@dataclass(slots=True, kw_only=True)
class CaseFinding:
    """`visit` is the 就诊ID, or the 问题编号 of an audit without visits. Amounts are fen, the sums of its `lines`.

    `contents` are the hashes of its rows, sixteen characters each; `false_kinds` the words of 三假标志. Insurance type,
    doctor and rule are its first row's.
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
    bases: tuple[str, ...]
    descriptions: tuple[str, ...]
    evidences: tuple[str, ...]
    amount_fen: int
    fund_loss_fen: int
    contents: str
    false_kinds: tuple[str, ...]
    insutype: str
    doctor: str
    rule: str
    source: Source = Source.THIRD_PARTY
    lines: int = 1

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
        """One more line: the weightiest certainty and the latest day of the lines count, no text is told twice."""
        text = row.text
        self.lines += 1
        self.contents += content
        self.amount_fen += row.fen("vola_amt") or 0
        self.fund_loss_fen += row.fen("fund_loss") or 0
        self.bases = _with(self.bases, text("vola_evid"))
        self.descriptions = _with(self.descriptions, text("vola_cont"))
        self.evidences = _with(self.evidences, text("evidence"))
        self.false_kinds = _with(self.false_kinds, text("fraud_flag"))
        self.certainty = max(self.certainty, text("certainty"), key=lambda word: _WEIGHT.get(word, -1))
        day = row.day("audited_on")
        if day is not None and (self.audited_on is None or day > self.audited_on):
            self.audited_on = day


def _with(known: tuple[str, ...], more: str) -> tuple[str, ...]:
    return (*known, more) if more and more not in known else known


class Cases:
    """Cases in order of their first row, numbered from 1."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], CaseFinding] = {}

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[CaseFinding]:
        return iter(self._found.values())

    def take(self, row: Row, content: str = "", source: Source = Source.THIRD_PARTY) -> CaseFinding:
        """The case this row belongs to, with the row in it. An empty amount (a clue) counts 0 fen."""
        get: Callable[[str], str | None] = row.values.get  # type: ignore[assignment]  # all asked of it is text
        visit = get("mdtrt_id") or get("issue_no") or get("case_no") or ""
        key = (get("fixmedins_code") or "", visit, get("vola_type") or "")
        case = self._found.get(key)
        if case is not None:
            case.take(row, content)
            return case
        basis, description, evidence, flag = get("vola_evid"), get("vola_cont"), get("evidence"), get("fraud_flag")
        case = self._found[key] = CaseFinding(
            position=len(self._found) + 1,
            institution_code=key[0],
            visit=visit,
            violation=key[2],
            certainty=get("certainty") or "",
            patient_masked=get("psn_name") or "",
            auditor=get("auditor") or "",
            checker=get("checker") or "",
            audited_on=row.day("audited_on"),
            bases=(basis,) if basis else (),
            descriptions=(description,) if description else (),
            evidences=(evidence,) if evidence else (),
            amount_fen=row.fen("vola_amt") or 0,
            fund_loss_fen=row.fen("fund_loss") or 0,
            contents=content,
            false_kinds=(flag,) if flag else (),
            insutype=get("insutype") or "",
            doctor=get("dr_code") or "",
            rule=get("rule_id") or "",
            source=source,
        )
        return case


def cases(rows: Iterable[Row]) -> tuple[CaseFinding, ...]:
    """Only meaningful for rows without errors."""
    found = Cases()
    for row in rows:
        found.take(row)
    return tuple(found)
