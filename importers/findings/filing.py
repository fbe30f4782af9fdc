"""Records ready to be kept: COPY text in the column orders that stand beside the tables. Runs in the jailed child."""

from collections.abc import Collection
from functools import cache, lru_cache
from hashlib import blake2b

import msgspec

from importers.findings.cases import CaseFinding
from importers.findings.evidence import parse
from importers.findings.records import result_of
from importers.findings.scene import Kind
from importers.findings.sheets.kind_b import YES
from importers.intake.cells import CellRow
from importers.workbook.issues import Issue
from importers.workbook.plan import Said, said_of
from importers.workbook.rows import Row
from vendors.copying import copy_text, escaped
from vendors.errors import Words
from vendors.findings.rules import Certainty, EvidenceKind, FalseKind, same_thing

HIDDEN = "***"  # stands for a cell that exposes a person
SEPARATOR = "\x1f"
FRAME = "\t\t"  # the last three fields of a row that is no data
NULL = "\\N"
_FIGURES = ("cnt", "pric", "vola_cnt", "due_pric")
_HEADER, _VALUE, _CODE = 60, 300, 30
_EMPTY = blake2b(digest_size=8)
_json = msgspec.json.encode


def row_record(sheet: str, cells: CellRow, *, exposed: Collection[int], tail: str) -> str:
    """In the order of ROW_COLUMNS. `sheet` is escaped already; `tail` are the last three fields."""
    texts = cells.texts
    if exposed:
        texts = [HIDDEN if place in exposed else text for place, text in enumerate(texts)]
    kinds = cells.kinds if isinstance(cells.kinds, str) else "".join(cells.kinds)
    try:
        told = _json(texts).decode()
    except UnicodeEncodeError:  # half a character: no text at all, and no database takes it
        told = _json([text.encode(errors="replace").decode() for text in texts]).decode()
    if "\\" in told:
        told = told.replace("\\", "\\\\")
    return f"{sheet}\t{cells.number}\t{'t' if cells.hidden else 'f'}\t{kinds}\t{told}\t{tail}\n"


class Marks:
    """What makes a data row of one kind the same row again, and what it says."""

    def __init__(self, kind: Kind, places: Collection[str]) -> None:
        self.key, self.unique = kind.key, kind.reading.unique
        self.said: Said = said_of(kind.layout, places)

    def content(self, row: Row) -> str:
        digest = _EMPTY.copy()
        digest.update(self.said(row.values).encode(errors="replace"))
        return digest.hexdigest()

    def tail(self, row: Row, content: str) -> str:
        get = row.values.get
        unique = ["" if (value := get(key)) is None else str(value) for key in self.unique]
        return f"{self.key}\t{escaped(SEPARATOR.join(unique))}\t{content}"


def line_record(row: Row, case: CaseFinding, sheet: str) -> str:
    """In the order of LINE_COLUMNS."""
    get, day = row.values.get, row.day("fee_ocur_time")
    item, name, visit = row.text("hilist_code"), row.text("hilist_name"), row.text("mdtrt_id")
    warned = get("warned_on") if get("warned") == YES else None
    same = same_thing(institution=case.institution_code, visit=visit, item=item, fee_on=day, violation=case.violation)
    count, price, wrong, due = [NULL if (value := get(key)) is None else value for key in _FIGURES]
    return (
        f"{case.position}\t{case.lines}\t{escaped(item)}\t{escaped(name)}\t{day or NULL}\t{count}\t{price}\t{wrong}"
        f"\t{get('deduction') or ''}\t{due}\t{get('vola_amt') or 0}\t{get('fund_loss') or 0}\t{sheet}\t{row.number}"
        f"\t{escaped(same)}\t{warned or NULL}\n"
    )


def finding_record(case: CaseFinding, proof: str) -> str:
    """In the order of FINDING_COLUMNS. `proof` is the record of its first line's evidence."""
    said = (
        case.institution_code, case.visit, case.patient_masked, case.violation, _certainties()[case.certainty],
        case.basis, case.description, case.auditor, case.checker,
    )  # fmt: skip
    coded = (case.insutype, case.doctor[:_CODE], case.rule)
    return (
        f"{case.position}\t{_escaped(said)}\t{case.audited_on}\t{case.amount_fen}\t{case.fund_loss_fen}"
        f"\t{_whole(case.contents)}\t{proof if len(case.evidences) == 1 else proof_record(case.evidences)}"
        f"\t{case.source.value}\t{_false_kinds(case.false_kinds)}\t{_escaped(coded)}\n"
    )


def _escaped(fields: tuple[str, ...]) -> str:
    """As many fields of a record; most hold nothing to escape, which one look at them all tells."""
    text = "\t".join(fields)
    plain = not ("\\" in text or "\n" in text or "\r" in text or "\0" in text)
    return text if plain and text.count("\t") == len(fields) - 1 else "\t".join(map(escaped, fields))


def _whole(contents: str) -> str:
    """The hash of a case: of its rows, whatever their order."""
    if len(contents) == 16:
        return contents
    parts = sorted(contents[at : at + 16] for at in range(0, len(contents), 16))
    return blake2b("".join(parts).encode(), digest_size=8).hexdigest()


@cache
def _certainties() -> dict[str, str]:
    return {certainty.zh: certainty.value for certainty in Certainty}


@cache
def _false_kinds(words: tuple[str, ...]) -> str:
    """As PostgreSQL reads an array."""
    return "{" + ",".join(kind.value for kind in FalseKind if kind.zh in words) + "}"


@cache
def _kinds() -> dict[str, str]:
    return {kind.zh: kind.value for kind in EvidenceKind}


class _Item(msgspec.Struct):
    kind: str
    name: str
    page: str


def proof_record(texts: tuple[str, ...]) -> str:
    """The items of 证据清单, none of them twice."""
    items = parse(texts[0]) if len(texts) == 1 else [item for text in texts for item in parse(text)]
    known = _kinds()
    found = [_Item(known[kind], name, page) for kind, name, page, _ in dict.fromkeys(items) if kind in known]
    return escaped(_json(found).decode())


def visit_record(row: Row, position: int) -> str:
    """In the order of VISIT_COLUMNS."""
    return f"{position}\t{escaped(row.text('mdtrt_id'))}\t{escaped(row.sheet)}\t{row.number}\n"


def result_record(row: Row, kind: Kind, *, position: int, content: str) -> str:
    """In the order of RESULT_COLUMNS."""
    return copy_text(result_of(row, kind, position=position, content=content)).decode()


def issue_record(issue: Issue, position: int) -> str:
    """In the order of ISSUE_COLUMNS."""
    where = NULL if issue.row is None else issue.row
    return (
        f"{position}\t{issue.code}\t{issue.severity.value}\t{escaped(issue.sheet)}\t{where}\t{issue.column}"
        f"\t{escaped(issue.header[:_HEADER])}\t{escaped(issue.value[:_VALUE])}\t{_told(issue.message, issue.fix)}\n"
    )


@lru_cache(4096)
def _told(message: Words, fix: Words) -> str:
    return _escaped((message.zh, message.en, fix.zh, fix.en))
