"""Everything anybody may try on a finding, through the real actions, and what must be true of it ever after."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from tests.support import filed
from vendors.actors import SYSTEM, Actor, Role
from vendors.findings.actions import Supplement, answer_return, break_tie, review_first, review_second, verify
from vendors.findings.rules import DETERMINED, MOVES, UNDER_REVIEW, Act, FindingState, Opinion
from vendors.journal.actions import act
from vendors.periods import local_date
from vendors.rulings.actions import (
    NewDefence,
    NewDiscussion,
    NewNotice,
    NewPanel,
    NewRuling,
    call_panel,
    determine,
    determine_many,
    expire_defences,
    recheck,
    record_defence,
    record_discussion,
    record_panel,
    serve_notice,
    supersede,
)
from vendors.rulings.decision_rules import Attendee, DiscussionKind, ReversalChannel, ReversalResult
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import DefenceForm, DiscussionVerdict, NoticeMethod, Outcome, ReasonCode, Verdict
from vendors.transaction import transaction

THRESHOLD: Final = 5_000_000
TIE: Final = Actor(id=16, name="贺敏", roles=frozenset({Role.SECOND_REVIEWER}))
BUREAU: Final = (filed.FIRST, filed.SECOND, filed.BOTH, filed.LEGAL, filed.LEADER, TIE)


@dataclass
class Life:
    """Two findings of one institution; `records` are the discussions held so far."""

    ids: tuple[int, ...]
    institution: int
    records: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One try: on which finding as it stands, by whom, when."""

    life: Life
    finding: int
    version: int
    by: Actor
    at: datetime


Try = Callable[[Asked], Awaitable[object]]


def review(done: Callable[..., Awaitable[object]], opinion: Opinion) -> Try:
    return lambda one: done(
        finding=one.finding, version=one.version, opinion=opinion, reason="说明", by=one.by, at=one.at
    )


def supply(done: Callable[..., Awaitable[object]]) -> Try:
    more = Supplement(note="补充", evidence=[filed.DOCUMENT])
    return lambda one: done(finding=one.finding, version=one.version, supplement=more, by=one.by, at=one.at)


def notice(one: Asked) -> Awaitable[object]:
    told = NewNotice(
        facts="多收", reasons="不符", basis="条例", method=NoticeMethod.DIRECT, served_on=local_date(one.at)
    )
    return serve_notice(finding=one.finding, version=one.version, notice=told, by=one.by, at=one.at)


def defence(one: Asked) -> Awaitable[object]:
    said = NewDefence(form=DefenceForm.WRITTEN, content="申辩", made_at=one.at)
    return record_defence(finding=one.finding, version=one.version, defence=said, by=one.by, at=one.at)


def rechecking(verdict: Verdict, panel: str = "") -> Try:
    return lambda one: recheck(
        finding=one.finding, version=one.version, verdict=verdict, opinion="意见", panel=panel, by=one.by, at=one.at
    )


def calling(one: Asked) -> Awaitable[object]:
    return call_panel(finding=one.finding, version=one.version, cause="争议较大", by=one.by, at=one.at)


def panel(one: Asked) -> Awaitable[object]:
    members = [Member(name=name, outcome=Outcome.UPHELD) for name in ("甲", "乙", "丙")]
    held = NewPanel(held_on=local_date(one.at), members=members, conclusion=Outcome.UPHELD)
    return record_panel(finding=one.finding, version=one.version, panel=held, by=one.by, at=one.at)


async def discuss(one: Asked) -> None:
    made = await record_discussion(
        discussion=NewDiscussion(
            kind=DiscussionKind.LEADERS,
            institution=one.life.institution,
            held_on=local_date(one.at),
            attendees=[Attendee(name="方毅"), Attendee(name="邓岚")],
            verdict=DiscussionVerdict.AGREED,
            conclusion="同意",
            findings=one.life.ids,
        ),
        by=one.by,
        at=one.at,
    )
    one.life.records.append(made)


def _ruling(finding: int, version: int, outcome: Outcome) -> NewRuling:
    code = ReasonCode.FACTS_PROVEN if outcome is Outcome.UPHELD else ReasonCode.DATA_WRONG
    return NewRuling(finding=finding, version=version, outcome=outcome, reason_code=code, reason="理由")


def ruling(outcome: Outcome, *, discussed: bool = False) -> Try:
    def doing(one: Asked) -> Awaitable[object]:
        record = one.life.records[-1] if discussed and one.life.records else None
        new = _ruling(one.finding, one.version, outcome)
        return determine(ruling=new, discussion_id=record, by=one.by, at=one.at)

    return doing


async def together(one: Asked) -> None:
    """Both findings upheld in one decision that nobody discussed."""
    versions = await versions_of(one.life)
    rulings = [_ruling(id_, versions[id_], Outcome.UPHELD) for id_ in one.life.ids]
    await determine_many(rulings=rulings, by=one.by, at=one.at)


def reversing(result: ReversalResult, fen: int = 0) -> Try:
    async def doing(one: Asked) -> None:
        async with transaction() as connection:
            rows = await connection.fetch("SELECT id FROM vendors_finding_line WHERE finding = $1", one.finding)
        amounts = {row["id"]: fen if place == 0 else 0 for place, row in enumerate(rows)}
        async with act(by=one.by, at=one.at) as deed:
            await supersede(
                deed,
                finding=one.finding,
                version=one.version,
                result=result,
                amounts=amounts if result is ReversalResult.VARY else None,
                channel=ReversalChannel.OBJECTION,
                authority="示例市人民政府",
                document="",
                decided_on=local_date(one.at),
                reason="改变",
            )

    return doing


def expire(one: Asked) -> Awaitable[object]:
    return expire_defences(at=one.at, by=SYSTEM)


USUAL: Final[Mapping[FindingState, tuple[Try, Actor]]] = {
    FindingState.AWAITING_FIRST: (review(review_first, Opinion.PASS), filed.FIRST),
    FindingState.AWAITING_SECOND: (review(review_second, Opinion.PASS), filed.SECOND),
    FindingState.AWAITING_TIE: (review(break_tie, Opinion.PASS), TIE),
    FindingState.LEAD: (notice, filed.SECOND),
    FindingState.DEFENDED: (rechecking(Verdict.PARTLY), filed.LEGAL),
}
"""What would bring a finding on; from other states anybody's guess."""
ANY_ACT: Final[tuple[Try, ...]] = (
    review(review_first, Opinion.RETURN), review(review_first, Opinion.REJECT), supply(answer_return),
    review(review_second, Opinion.RETURN), review(review_second, Opinion.PASS), review(review_second, Opinion.REJECT),
    review(break_tie, Opinion.PASS), supply(verify), notice, defence, defence, expire,
    rechecking(Verdict.ACCEPTED), rechecking(Verdict.REJECTED, "争议较大"), calling, panel, panel, discuss, together,
    ruling(Outcome.UPHELD), ruling(Outcome.UPHELD, discussed=True), ruling(Outcome.NOT_UPHELD), ruling(Outcome.UPHELD),
    reversing(ReversalResult.ANNUL), reversing(ReversalResult.VARY, 1_000), reversing(ReversalResult.VARY, 2_499_999),
    reversing(ReversalResult.REMAKE),
)  # fmt: skip


async def versions_of(life: Life) -> Mapping[int, int]:
    async with transaction() as connection:
        rows = await connection.fetch("SELECT id, version FROM vendors_finding WHERE id = ANY($1)", list(life.ids))
    return {row["id"]: row["version"] for row in rows}


async def facts(life: Life) -> Mapping[str, object]:
    """What the database says of these findings, to be compared before and after an act."""
    ids = list(life.ids)
    async with transaction() as connection:
        found = await connection.fetch(
            """
            SELECT f.id, f.state, f.version, f.amount_fen,
              (SELECT sum(amount_fen) FROM vendors_finding_line l WHERE l.finding = f.id) AS lines,
              (SELECT count(*) FROM (SELECT reviewer FROM vendors_review r WHERE r.finding = f.id
                GROUP BY reviewer HAVING count(DISTINCT stage) > 1) twice) AS twice,
              EXISTS (SELECT FROM vendors_recheck c JOIN vendors_review r USING (finding, reviewer)
                WHERE c.finding = f.id) AS rechecked_own,
              EXISTS (SELECT FROM vendors_panel p WHERE p.finding = f.id AND p.recorded_at IS NULL) AS panel_waits
            FROM vendors_finding f WHERE f.id = ANY($1) ORDER BY f.id
            """,
            ids,
        )
        ruled = await connection.fetch("SELECT * FROM vendors_determination WHERE finding = ANY($1) ORDER BY id", ids)
        undiscussed = await connection.fetchval(
            """
            SELECT coalesce(max(s.fen), 0) FROM (
              SELECT sum(d.amount_fen) FILTER (WHERE d.superseded_at IS NULL) AS fen
              FROM vendors_decision k JOIN vendors_determination d ON d.decision = k.number
              WHERE k.discussion IS NULL GROUP BY k.id) s
            """
        )
        moves = await connection.fetch(
            """
            SELECT actor_id, kind, before ->> 'state' AS was, after ->> 'state' AS became FROM vendors_journal
            WHERE object_type = 'finding' AND kind LIKE 'finding.%' AND before ->> 'state' IS NOT NULL ORDER BY seq
            """
        )
    return {
        "findings": [dict(row) for row in found],
        "ruled": [dict(row) for row in ruled],
        "undiscussed": int(undiscussed),
        "moves": [tuple(row) for row in moves],
    }


_MOVES: Final = {(move.state.value, f"finding.{move.act.value}", move.to.value): move.roles for move in MOVES}


def must_hold(before: Mapping[str, object], after: Mapping[str, object], *, by: Actor) -> None:
    """Every rule of due process, after any act by anybody."""
    for row in after["findings"]:  # type: ignore[attr-defined]
        assert row["lines"] == row["amount_fen"]
        assert (row["twice"], row["rechecked_own"]) == (0, False)
        standing = [one for one in after["ruled"] if one["finding"] == row["id"] and one["superseded_at"] is None]  # type: ignore[attr-defined]
        assert len(standing) == (FindingState(row["state"]) in DETERMINED)
        assert not (standing and row["panel_waits"])
        assert all(one["outcome"] == row["state"] and one["amount_fen"] <= row["amount_fen"] for one in standing)
    assert int(str(after["undiscussed"])) < THRESHOLD
    _only_listed_moves(before, after, by=by)
    _nothing_ruled_was_edited(before, after)


def _only_listed_moves(before: Mapping[str, object], after: Mapping[str, object], *, by: Actor) -> None:
    """Each new entry of the journal is a move of the table, open to a role of whoever made it."""
    new = after["moves"][len(before["moves"]) :]  # type: ignore[arg-type,index]
    for who, kind, was, became in new:
        roles = _MOVES[was, kind, became]
        if kind == f"finding.{Act.EXPIRE.value}":
            continue
        assert who == by.id
        assert by.roles & roles
        if by.vendor is not None:
            assert {FindingState(was), FindingState(became)} <= UNDER_REVIEW


def _nothing_ruled_was_edited(before: Mapping[str, object], after: Mapping[str, object]) -> None:
    known = {row["id"]: row for row in after["ruled"]}  # type: ignore[attr-defined]
    for old in before["ruled"]:  # type: ignore[attr-defined]
        now = known[old["id"]]
        ended = old["superseded_at"] or now["superseded_at"]
        assert now == old | {"superseded_at": ended}
