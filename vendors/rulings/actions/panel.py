"""合议: called for, held, kept with its dissent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.copying import as_json
from vendors.errors import Conflict, Invalid, Words
from vendors.findings.moving import Held, hold, move
from vendors.findings.rules import Act, FindingState, Opinion
from vendors.journal.actions import Deed, act
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.panel_rules import Member, refuse_bad_panel, why_due
from vendors.rulings.rules import Outcome, Verdict

_CALL = """
INSERT INTO vendors_panel (finding, cause, called_by, called_by_name, called_at) VALUES ($1, $2, $3, $4, $5)
RETURNING id
"""
_HELD = """
UPDATE vendors_panel SET held_on = $2, members = $3::jsonb, conclusion = $4, summary = $5, recorded_by = $6,
  recorded_by_name = $7, recorded_at = $8
WHERE id = $1
"""
_OPEN = "SELECT id FROM vendors_panel WHERE finding = $1 AND recorded_at IS NULL"
_SINCE = """
SELECT
  (SELECT cause FROM vendors_panel WHERE finding = $1 AND recorded_at IS NULL LIMIT 1) AS called,
  (SELECT max(recorded_at) FROM vendors_panel WHERE finding = $1) AS recorded_at,
  c.at AS rechecked_at, c.upheld_defence AS verdict
FROM (SELECT) one LEFT JOIN LATERAL
  (SELECT at, upheld_defence FROM vendors_recheck WHERE finding = $1 ORDER BY id DESC LIMIT 1) c ON true
"""
_FOUND = """
SELECT conclusion FROM vendors_panel WHERE finding = $1 AND recorded_at IS NOT NULL ORDER BY recorded_at DESC LIMIT 1
"""
_OPINIONS = """
SELECT opinion FROM vendors_review r WHERE finding = $1 AND id IN
  (SELECT max(id) FROM vendors_review WHERE finding = $1 GROUP BY stage)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPanel:
    """合议笔录 of one finding."""

    held_on: date
    members: Sequence[Member]
    conclusion: Outcome
    summary: str = ""


async def call_panel(*, finding: int, version: int, cause: str, by: Actor, at: datetime) -> FindingState:
    """提请合议 of a finding about to be determined. Raises NotFound, Forbidden, Conflict (called already), Invalid."""
    async with act(by=by, at=at) as deed:
        return await called(deed, await hold(deed, finding=finding, version=version), cause)


async def called(deed: Deed, held: Held, cause: str) -> FindingState:
    """The same within an act that holds the finding."""
    if not cause.strip():
        raise Invalid({"cause": Words("请写明提请合议的理由。", "Say why a panel is called for.")})
    state = await move(deed, held, Act.CALL_PANEL, note=cause)
    if await deed.connection.fetchval(_OPEN, held.id):
        raise Conflict("已提请合议。", "A panel has been called for already.")
    await deed.connection.execute(_CALL, held.id, cause, deed.by.id, deed.by.name, deed.at)
    return state


async def record_panel(*, finding: int, version: int, panel: NewPanel, by: Actor, at: datetime) -> FindingState:
    """Keep what a panel found. Raises NotFound, Forbidden, Conflict, Invalid."""
    today = local_date(at)
    people = parameter("panel_members_min", today).whole
    async with act(by=by, at=at) as deed:
        held = await hold(deed, finding=finding, version=version)
        after = {"conclusion": panel.conclusion.value, "members": len(panel.members)}
        state = await move(deed, held, Act.PANEL, note=panel.summary, after=after)
        refuse_bad_panel(panel.members, conclusion=panel.conclusion, held_on=panel.held_on, on=today, people=people)
        row = await deed.connection.fetchval(_OPEN, held.id)
        if row is None:
            row = await deed.connection.fetchval(_CALL, held.id, "", by.id, by.name, at)
        members = as_json(
            [
                {"name": one.name.strip(), "post": one.post, "outcome": one.outcome.value, "words": one.words}
                for one in panel.members
            ]
        )
        said = (panel.held_on, members, panel.conclusion.value, panel.summary)
        await deed.connection.execute(_HELD, row, *said, by.id, by.name, at)
        return state


async def panel_found(deed: Deed, finding: int) -> Outcome | None:
    """What the majority of the latest panel found, if one was held."""
    found = await deed.connection.fetchval(_FOUND, finding)
    return Outcome(found) if found else None


async def panel_due(deed: Deed, held: Held) -> Words | None:
    """Why this finding may not be determined before a panel, or None."""
    row = await deed.connection.fetchrow(_SINCE, held.id)
    if row["called"]:
        return Words(f"已提请：{row['called']}", f"called for: {row['called']}")
    if row["recorded_at"] and row["rechecked_at"] and row["recorded_at"] >= row["rechecked_at"]:
        return None
    opinions = await deed.connection.fetch(_OPINIONS, held.id)
    return why_due(
        state=held.state,
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        opinions=[Opinion(one["opinion"]) for one in opinions],
        reported_fen=held.amount_fen,
        from_fen=parameter("panel_from_fen", local_date(deed.at)).whole,
    )
