"""Which sheets of a book are findings or records, and of which kind; whose template it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from importers.findings import messages
from importers.findings.context import TaskContext
from importers.findings.kinds import KINDS
from importers.findings.scene import Kind
from importers.findings.summary import NAME as SUMMARY
from importers.intake.cells import CellRow
from importers.intake.opening import SheetSource
from importers.intake.refusals import Refusal, Refused, refuse
from importers.workbook import messages as workbook
from importers.workbook import signature
from importers.workbook.headers import SEARCHED, Match, find
from importers.workbook.issues import Issue

OURS = frozenset({"填表说明", SUMMARY, "代码表", "问题清单", signature.SHEET})
LONGEST_NAME = 31
_WELL = 0.6  # of the required columns: enough for a sheet that bears the name of one of ours
_SURE = 0.8  # of the required columns: enough to say that a file is of another kind
_STAMP_ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A sheet with the rows its header is looked for in; `name` is fit to be kept, and unique."""

    source: SheetSource
    name: str
    head: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """`kind` is the deliverable, `details` the sheets to be read, each of its own kind of the same family.

    `summaries` are the sheets called 汇总, in whole or in part, that hold no detail: they are held against it.
    `others` are only searched for persons.
    """

    kind: Kind
    details: tuple[tuple[Tab, Kind, Match], ...]
    summaries: tuple[Tab, ...]
    issues: tuple[Issue, ...]
    others: tuple[Tab, ...] = ()


def stamp_rows(sheets: Sequence[SheetSource]) -> list[list[str]]:
    """The rows of our buried sheet, to be judged where the secret is known."""
    source = next((sheet for sheet in sheets if sheet.name == signature.SHEET), None)
    return [] if source is None else [row.texts for row in islice(source.rows(), _STAMP_ROWS)]


def stamped(rows: Sequence[Sequence[str]], context: TaskContext) -> Refusal | Issue | None:
    """A template issued for another vendor or task is refused; a broken stamp is only worth a warning."""
    if not context.secret or context.vendor is None:
        return None
    stamp = signature.read_stamp(rows)
    verdict = signature.verify(stamp, context.secret)
    if stamp is not None and verdict is signature.Verdict.OK:
        stray = signature.strays(stamp, task=context.task_number, vendor=context.vendor)
        return Refusal("wrong-stamp", stray, refuse("wrong-stamp", found="", wanted="").fix) if stray else None
    return messages.STAMP_FORGED.at() if verdict is signature.Verdict.FORGED else None


def recognised(sheets: Sequence[SheetSource], wanted: Kind | None) -> Recognised:
    """Every sheet matched to the best kind of one family: that of `wanted`, or of the best match there is.

    Raises Refused for a book without any cell, and for one that is plainly of another family.
    """
    tabs = _tabs(sheets)
    if not any(tab.head for tab in tabs):
        raise Refused("workbook-empty")
    candidates = [tab for tab in tabs if tab.head and _may_be_read(tab)]
    best = max(
        ((tab, match) for tab in candidates if (match := _best(tab, KINDS))),
        key=lambda pair: _rank(pair[1]),
        default=None,
    )
    letter = wanted.letter if wanted else _kind_of(best[1]).letter if best else KINDS[0].letter
    family = [kind for kind in KINDS if kind.letter == letter]
    matches = [(tab, _best(tab, family)) for tab in candidates]
    if wanted and best and _kind_of(best[1]).letter != letter:
        asked = max((match.share for _, match in matches if match), default=0.0)
        if best[1].share >= _SURE > asked:
            raise Refused("wrong-kind", found=_kind_of(best[1]).zh, wanted=wanted.zh)
    details = tuple((tab, _kind_of(match), match) for tab, match in matches if match and match.good)
    found = [kind for _, kind, _ in details]
    kind = min(found, key=KINDS.index) if found else wanted or (_kind_of(best[1]) if best else KINDS[0])
    read = {tab.name for tab, _, _ in details}
    summaries = tuple(tab for tab in tabs if tab.head and SUMMARY in tab.source.name and tab.name not in read)
    skipped = [tab for tab in candidates if tab.name not in read and tab not in summaries] if details else []
    issues = [workbook.SHEET_SKIPPED.at(sheet=t.name, layout=kind.zh, layout_en=kind.en) for t in skipped]
    if not details:
        issues = [_no_header(kind, best)]
    others = tuple(tab for tab in tabs if tab.name not in read and not (details and tab in summaries))
    return Recognised(kind=kind, details=details, summaries=summaries, issues=tuple(issues), others=others)


def _tabs(sheets: Sequence[SheetSource]) -> list[Tab]:
    names: set[str] = set()
    tabs = []
    for source in sheets:
        name, number = source.name[:LONGEST_NAME], 1
        while name.lower() in names:
            number += 1
            ending = f"~{number}"
            name = source.name[: LONGEST_NAME - len(ending)] + ending
        names.add(name.lower())
        tabs.append(Tab(source=source, name=name, head=tuple(islice(source.rows(), SEARCHED + 1))))
    return tabs


def _may_be_read(tab: Tab) -> bool:
    """Not the sheets of our own template, unless one of their names stands over a detail."""
    if tab.source.name == signature.SHEET:
        return False
    match = _best(tab, KINDS) if tab.source.name.strip() in OURS else None
    return tab.source.name.strip() not in OURS or (match is not None and match.good and match.share >= _WELL)


def _best(tab: Tab, kinds: Sequence[Kind]) -> Match | None:
    return find(tab.head, [kind.layout for kind in kinds])


def _rank(match: Match) -> tuple[int, float]:
    return (match.matched, match.share)


def _kind_of(match: Match) -> Kind:
    return next(kind for kind in KINDS if kind.layout is match.layout)


def _no_header(kind: Kind, best: tuple[Tab, Match] | None) -> Issue:
    return workbook.HEADER_NOT_FOUND.at(
        sheet=best[0].name if best else "",
        layout=kind.zh,
        layout_en=kind.en,
        matched=best[1].matched if best else 0,
    )
