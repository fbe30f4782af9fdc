import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.errors import Words
from vendors.findings import queries as findings
from vendors.findings.queries import FindingDetail
from vendors.findings.rules import Act, open_acts
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.panel_rules import why_due
from vendors.rulings.queries.panels import PanelView, panels
from vendors.rulings.queries.reversals import ReversalView, reversals
from vendors.rulings.rules import DefenceForm, Discussion, DiscussionVerdict, NoticeMethod, Outcome, ReasonCode, Verdict
from vendors.transaction import transaction

_NOTICE = """
SELECT n.number, l.id AS letter, n.facts, n.reasons, n.basis, n.method, n.served_on, n.defence_until,
  n.deadline_provisional AS provisional, n.served_by, n.at
FROM vendors_notice n LEFT JOIN vendors_notice_letter l ON l.number = n.number WHERE n.finding = $1
"""
_DEFENCES = """
SELECT id, form, content, made_at, in_time, recorded_by, hearing FROM vendors_defence WHERE finding = $1 ORDER BY id
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
    """告知书 as served; `provisional` (暂定) while the calendar ends too soon. `letter` is its paper."""

    number: str
    letter: int | None
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
    """申辩 of this finding; `hearing` is the whole record of it."""

    id: int
    form: DefenceForm
    content: str
    made_at: datetime
    in_time: bool
    recorded_by: str
    hearing: int | None


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
    panels: tuple[PanelView, ...]
    panel_due: Words | None
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
        convened = await panels(finding=finding) if inside else ()
        versions = await connection.fetch(_DETERMINATIONS, finding, at)
        turned = await reversals(finding=finding, until=at)
    known = [_determination(row, inside=inside) for row in versions]
    standing = [one for one in known if one.superseded_at is None or one.superseded_at > at]
    return CaseFile(
        finding=detail,
        notice=Notice(**{**notice, "method": NoticeMethod(notice["method"])}) if notice else None,
        defences=tuple(Defence(**{**row, "form": DefenceForm(row["form"])}) for row in defences),
        rechecks=tuple(Recheck(**{**row, "verdict": Verdict(row["verdict"])}) for row in rechecks),
        panels=convened,
        panel_due=_panel_due(detail, convened, rechecks, at) if inside else None,
        determination=standing[-1] if standing else None,
        earlier=tuple(one for one in known if one not in standing),
        reversals=turned if inside else (),
        acts=open_acts(state=detail.head.state, by=for_, vendor=detail.head.vendor),
    )


def _panel_due(
    detail: FindingDetail, convened: Sequence[PanelView], rechecks: Sequence[Mapping[str, object]], at: datetime
) -> Words | None:
    """Why a panel is still due, as vendors.rulings.actions.panel asks it of the rows in hand."""
    waiting = next((one for one in convened if one.recorded_at is None), None)
    if waiting:
        return Words(f"已提请：{waiting.cause}", f"called for: {waiting.cause}")
    last = rechecks[-1] if rechecks else None
    if last and any(one.recorded_at and one.recorded_at >= last["at"] for one in convened):  # type: ignore[operator]
        return None
    settled = {review.stage: review.opinion for review in detail.reviews}
    return why_due(
        state=detail.head.state,
        verdict=Verdict(str(last["verdict"])) if last else None,
        opinions=tuple(settled.values()),
        reported_fen=detail.head.amount_fen,
        from_fen=parameter("panel_from_fen", local_date(at)).whole,
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
        verdict=DiscussionVerdict(record.get("verdict", DiscussionVerdict.AGREED)),
    )
