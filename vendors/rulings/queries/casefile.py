import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.findings import queries as findings
from vendors.findings.queries import FindingDetail
from vendors.findings.rules import Act, open_acts
from vendors.rulings.queries.reversals import ReversalView, reversals
from vendors.rulings.rules import DefenceForm, Discussion, NoticeMethod, Outcome, ReasonCode, Verdict
from vendors.transaction import transaction

_NOTICE = """
SELECT facts, reasons, basis, method, served_on, defence_until, deadline_provisional AS provisional, served_by, at
FROM vendors_notice WHERE finding = $1
"""
_DEFENCES = """
SELECT form, content, made_at, in_time, recorded_by FROM vendors_defence WHERE finding = $1 ORDER BY id
"""
_RECHECKS = """
SELECT upheld_defence AS verdict, opinion, reviewer, reviewer_name, at FROM vendors_recheck
WHERE finding = $1 ORDER BY id
"""
_DETERMINATIONS = """
SELECT decision, outcome, reported_fen, amount_fen, lines, reason_code, reason, discussion, defence_moved_it,
       determined_by_name, at, version, superseded_at
FROM vendors_determination WHERE finding = $1 AND at <= $2 ORDER BY version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """告知书; `provisional` (暂定) while the calendar does not reach `defence_until`."""

    facts: str
    reasons: str
    basis: str
    method: NoticeMethod
    served_on: date
    defence_until: date
    provisional: bool
    served_by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Defence:
    form: DefenceForm
    content: str
    made_at: datetime
    in_time: bool
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    verdict: Verdict
    opinion: str
    reviewer: int
    reviewer_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """`lines` maps a line's id to its determined fen."""

    decision: str
    outcome: Outcome
    reported_fen: int
    amount_fen: int
    lines: Mapping[int, int]
    reason_code: ReasonCode
    reason: str
    discussion: Discussion | None
    defence_moved_it: bool
    determined_by_name: str
    at: datetime
    version: int
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One finding and what became of it; `acts` is what this person's roles open now.

    `determination` is the one that stands; `earlier` those that were reversed.

    A vendor's people see the conclusion and its reason: the party's defence, the rechecks and the discussion
    are between the bureau and the institution.
    """

    finding: FindingDetail
    notice: Notice | None
    defences: tuple[Defence, ...]
    rechecks: tuple[Recheck, ...]
    determination: Determination | None
    earlier: tuple[Determination, ...]
    reversals: tuple[ReversalView, ...]
    acts: tuple[Act, ...]


async def ruling(*, finding: int, for_: Actor, at: datetime) -> CaseFile:
    """The whole case file. NotFound when not there or not for this person."""
    detail = await findings.finding(id_=finding, for_=for_, at=at)
    inside = for_.at_bureau
    async with transaction() as connection:
        notice = await connection.fetchrow(_NOTICE, finding)
        defences = await connection.fetch(_DEFENCES, finding) if inside else ()
        rechecks = await connection.fetch(_RECHECKS, finding) if inside else ()
        versions = await connection.fetch(_DETERMINATIONS, finding, at)
        turned = await reversals(finding=finding, until=at)
    known = [_determination(row, inside=inside) for row in versions]
    standing = [one for one in known if one.superseded_at is None or one.superseded_at > at]
    return CaseFile(
        finding=detail,
        notice=Notice(**{**notice, "method": NoticeMethod(notice["method"])}) if notice else None,
        defences=tuple(Defence(**{**row, "form": DefenceForm(row["form"])}) for row in defences),
        rechecks=tuple(Recheck(**{**row, "verdict": Verdict(row["verdict"])}) for row in rechecks),
        determination=standing[-1] if standing else None,
        earlier=tuple(one for one in known if one not in standing),
        reversals=turned if inside else (),
        acts=open_acts(state=detail.head.state, by=for_, vendor=detail.head.vendor),
    )


def _determination(record: Mapping[str, object], *, inside: bool) -> Determination:
    fields = {
        **record,
        "outcome": Outcome(str(record["outcome"])),
        "reason_code": ReasonCode(str(record["reason_code"])),
        "lines": {int(line): fen for line, fen in json.loads(str(record["lines"])).items()},
        "discussion": _discussion(record["discussion"]) if inside else None,
    }
    if not inside:
        fields["determined_by_name"] = ""
    return Determination(**fields)  # type: ignore[arg-type]


def _discussion(text: object) -> Discussion | None:
    if text is None:
        return None
    record = json.loads(str(text))
    return Discussion(
        held_on=date.fromisoformat(record["held_on"]),
        attendees=tuple(record["attendees"]),
        conclusion=record["conclusion"],
    )
