"""The one way in: bytes of a findings workbook → everything that can be said about it. No database, no files."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import date
from time import perf_counter

import msgspec

from importers.findings.cases import Cases
from importers.findings.checked import Checked, Counts, Verdict
from importers.findings.context import NOTHING_KNOWN, TaskContext
from importers.findings.examining import Examination
from importers.findings.kinds import kind_named
from importers.findings.orders import Orders, Summary, ordered
from importers.findings.recognising import stamp_rows, stamped
from importers.findings.scene import Kind
from importers.intake.cells import CellRow
from importers.intake.jail import Jailed, jailed
from importers.intake.limits import LIMITS, Limits
from importers.intake.opening import SheetSource
from importers.intake.refusals import Refusal, Refused, refuse
from importers.workbook.issues import Issue
from importers.workbook.rows import Row
from vendors.policy.bureau import packed

__all__ = ["Checked", "Progress", "Sink", "Verdict", "check", "examined"]

CHILD = "importers.findings.child"
Progress = Callable[[int, int], None]
Sink = Callable[[str, bytes], Awaitable[None]]
"""Told of each frame of records (`child.py` names them) as it comes; its slowness slows the reading."""


async def check(
    content: bytes,
    filename: str,
    *,
    kind: Kind | None = None,
    context: TaskContext | None = None,
    on: date,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
    sink: Sink | None = None,
    admit: bool = False,
) -> Checked:
    """Gate → jailed child: reader → headers → cells → rows → sheets → book. Bad files are answers, never exceptions.

    Without `kind` it is recognised by its headers; without `context` nothing outside the file is compared. `on` is
    the day whose code lists hold. With a `sink` rows and issues go there as records ready to be kept, and with
    `admit` the findings of a clean book; a refusal may come after some of them.
    """
    started = perf_counter()
    known = context or NOTHING_KNOWN
    orders = Orders(
        kind=kind.key if kind else "", context=known, on=on, keep=sink is not None, admit=admit, rules=packed()
    )
    listening = _Listening(known, progress or _silent, sink)
    async with jailed(CHILD, content=content, filename=filename, orders=ordered(orders), limits=limits) as child:
        refusal = await listening.hear(child)
    seconds = {"check": perf_counter() - started}
    summary = listening.summary
    if refusal is not None or summary is None:
        refusal = refusal or refuse("reader-died")
        return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=refusal, kind=kind, seconds=seconds)
    return Checked(
        filename=filename,
        verdict=_verdict(summary.counts),
        kind=kind_named(summary.kind),
        issues=tuple(listening.issues),
        counts=summary.counts,
        sheets=tuple(summary.sheets),
        seconds={**seconds, "child": summary.cpu},
    )


class _Listening:
    """One child listened to: its frames sorted."""

    def __init__(self, context: TaskContext, told: Progress, sink: Sink | None) -> None:
        self.context, self.told, self.sink = context, told, sink
        self.issues: list[Issue] = []
        self.stamp: Issue | None = None
        self.summary: Summary | None = None

    async def hear(self, child: Jailed) -> Refusal | None:
        async with aclosing(child.frames()) as frames:
            async for tag, payload in frames:
                if tag == "m":
                    judged = stamped(json.loads(payload), self.context)
                    if isinstance(judged, Refusal):
                        return judged
                    self.stamp = judged
                elif tag == "s":
                    self.summary = msgspec.json.decode(payload, type=Summary)
                else:
                    await self._take(tag, payload)
        if self.stamp is not None and self.summary is not None:
            self.issues.insert(0, self.stamp)
            self.summary.counts.add(self.stamp)
        return child.refusal

    async def _take(self, tag: str, payload: bytes) -> None:
        if tag == "p":
            self.told(*json.loads(payload))
        elif self.sink is not None:
            await self.sink(tag, payload)
        elif tag == "i":
            self.issues.extend(msgspec.msgpack.decode(payload, type=list[Issue]))


def examined(
    sheets: Sequence[SheetSource],
    filename: str = "",
    *,
    kind: Kind | None = None,
    context: TaskContext | None = None,
    on: date,
    progress: Progress | None = None,
) -> Checked:
    """The same over sheets in hand, in this process, with the typed rows: for files of our own making."""
    known, hand = context or NOTHING_KNOWN, _Hand(progress or _silent)
    judged = stamped(stamp_rows(sheets), known)
    if isinstance(judged, Refusal):
        return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=judged, kind=kind)
    try:
        examination = Examination(sheets, wanted=kind, context=known, on=on)
        examination.tell((judged,) if judged else (), hand)
        examination.run(hand)
    except Refused as refused:
        return Checked(filename=filename, verdict=Verdict.REFUSED, refusal=refused.refusal, kind=kind)
    examination.counts.cases = len(hand.cases)
    return Checked(
        filename=filename,
        verdict=_verdict(examination.counts),
        kind=examination.kind,
        issues=tuple(hand.issues),
        counts=examination.counts,
        sheets=tuple(examination.sheets),
        rows=tuple(hand.rows),
        passed=tuple(hand.quiet),
    )


class _Hand:
    """The outlet that keeps everything in hand."""

    def __init__(self, told: Progress) -> None:
        self.progress = told
        self.issues: list[Issue] = []
        self.rows: list[Row] = []
        self.quiet: list[Row] = []
        self.cases = Cases()

    def row(self, tab: str, cells: CellRow, kind: Kind | None, row: Row | None, exposed: frozenset[int]) -> None:
        pass

    def finding(self, row: Row, _kind: Kind) -> None:
        self.rows.append(row)
        self.cases.take(row)

    def result(self, row: Row, _kind: Kind) -> None:
        self.rows.append(row)

    def passed(self, row: Row) -> None:
        self.quiet.append(row)

    def told(self, issue: Issue) -> None:
        self.issues.append(issue)


def _verdict(counts: Counts) -> Verdict:
    return Verdict.ISSUES if counts.errors else Verdict.CLEAN


def _silent(_done: int, _total: int) -> None:
    return
