"""A determination reversed: the old one stays as it was, marked superseded; what stands instead is a new version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vendors.copying import as_json
from vendors.errors import Conflict, Invalid, Words
from vendors.findings.moving import hold, move
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.numbering import REVERSALS, allot
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.rulings.actions.deciding import record_of
from vendors.rulings.actions.discussing import use_discussion
from vendors.rulings.decision_rules import (
    ACT_OF_RESULT,
    ReversalChannel,
    ReversalResult,
    check_undiscussed,
    difference,
)
from vendors.rulings.rules import Outcome, ReasonCode, settle

if TYPE_CHECKING:
    from asyncpg import Record

_STANDING = "SELECT * FROM vendors_determination WHERE finding = $1 AND superseded_at IS NULL FOR UPDATE"
_FIRST = "SELECT min(at) FROM vendors_determination WHERE finding = $1 AND decision = $2"
_INSERT = """
INSERT INTO vendors_determination
  (finding, vendor, decision, outcome, reported_fen, amount_fen, lines, reason_code, reason, discussion,
   defence_moved_it, determined_by, determined_by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12, $13, $14, $15) RETURNING id
"""
_REVERSAL = """
INSERT INTO vendors_reversal
  (vendor, number, finding, determination, channel, result, authority, document, decided_on, reason, recorded_by,
   recorded_by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
"""
_OTHERS = """
SELECT d.id, d.institution, d.discussion,
  coalesce((SELECT sum(amount_fen) FROM vendors_determination t
            WHERE t.decision = d.number AND t.superseded_at IS NULL AND t.finding <> $2), 0)::bigint AS others_fen
FROM vendors_decision d WHERE d.number = $1 FOR UPDATE
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """`old` and `new` are determination ids (`new` None: to be determined anew); `difference` is fen by line."""

    reversal: int
    number: str
    old: int
    new: int | None
    decision: int
    finding: int
    difference: Mapping[int, int]


async def supersede(
    deed: Deed,
    *,
    finding: int,
    version: int,
    result: ReversalResult,
    amounts: Mapping[int, int] | None = None,
    channel: ReversalChannel,
    authority: str,
    document: str,
    decided_on: date,
    reason: str,
    discussion_id: int | None = None,
) -> Superseded:
    """撤销、变更 or 责令重作 of the determination that stands, within the act that also corrects the ledger.

    `amounts` (line id → fen, every line) says what a varied one comes to: never above what was reported.
    Raises NotFound, Forbidden, Conflict (nothing stands, stale version), Gate (varied up to an undiscussed threshold),
    Invalid.
    """
    _refuse_incomplete(authority=authority, reason=reason, decided_on=decided_on, channel=channel, deed=deed)
    held = await hold(deed, finding=finding, version=version)
    what = ACT_OF_RESULT[result]
    note: dict[str, Json] = {"channel": channel.value, "authority": authority, "document": document}
    old = await deed.connection.fetchrow(_STANDING, finding)
    await move(deed, held, what, note=reason, after=note)
    if old is None:
        raise Conflict("没有现行有效的认定。", "No determination stands.")
    if decided_on < local_date(await deed.connection.fetchval(_FIRST, finding, old["decision"])):
        raise Invalid({"decided_on": Words("撤销、变更不能早于认定。", "It cannot precede the determination.")})
    before = {int(line): fen for line, fen in json.loads(old["lines"]).items()}
    after = await _after(deed, result, old, before=before, amounts=amounts)
    decision = await _decision(deed, old, sum(after.values()), discussion_id=discussion_id)
    await deed.connection.execute(
        "UPDATE vendors_determination SET superseded_at = $2 WHERE id = $1", old["id"], deed.at
    )
    new = None if result is ReversalResult.REMAKE else await _instead(deed, old, result, after, reason)
    (number,) = await allot(deed.connection, REVERSALS, year=local_date(deed.at).year)
    row = (channel.value, result.value, authority, document, decided_on, reason, deed.by.id, deed.by.name, deed.at)
    reversal = await deed.connection.fetchval(_REVERSAL, held.vendor, number, finding, old["id"], *row)
    return Superseded(
        reversal=reversal,
        number=number,
        old=old["id"],
        new=new,
        decision=decision,
        finding=finding,
        difference=difference(before, after),
    )


def _refuse_incomplete(*, authority: str, reason: str, decided_on: date, channel: ReversalChannel, deed: Deed) -> None:
    faults: dict[str, Words] = {}
    if not authority.strip() and channel is not ReversalChannel.SELF:
        faults["authority"] = Words("请填写作出决定的机关。", "Name the authority that decided.")
    if not reason.strip():
        faults["reason"] = Words("请写明理由。", "Give the reason in words.")
    if decided_on > local_date(deed.at):
        faults["decided_on"] = Words("日期不能晚于今天。", "It cannot be in the future.")
    if faults:
        raise Invalid(faults)


async def _after(
    deed: Deed, result: ReversalResult, old: "Record", *, before: Mapping[int, int], amounts: Mapping[int, int] | None
) -> Mapping[int, int]:
    """What each line comes to. Raises Invalid."""
    if result is not ReversalResult.VARY:
        return dict.fromkeys(before, 0)
    rows = await deed.connection.fetch(
        "SELECT id, amount_fen FROM vendors_finding_line WHERE finding = $1", old["finding"]
    )
    reported = {row["id"]: row["amount_fen"] for row in rows}
    after = settle(Outcome.PARTLY_UPHELD, reported=reported, amended=amounts)
    if after == before:
        raise Invalid({"amounts": Words("变更后的金额与原认定相同。", "The amounts are those already determined.")})
    return after


async def _decision(deed: Deed, old: "Record", amount: int, *, discussion_id: int | None) -> int:
    """The decision's id, once what will stand of it is seen not to need a discussion it has not had. Raises Gate."""
    row = await deed.connection.fetchrow(_OTHERS, old["decision"], old["finding"])
    today = local_date(deed.at)
    discussed = row["discussion"] is not None
    if discussion_id is not None and not discussed:
        await record_of(deed, discussion_id, institution=row["institution"], findings={old["finding"]: None}, on=today)
        await use_discussion(deed, discussion_id)
        discussed = True
        await deed.connection.execute(
            "UPDATE vendors_decision SET discussion = $2 WHERE id = $1", row["id"], discussion_id
        )
    threshold = parameter("collective_discussion_fen", today).whole
    if amount > old["amount_fen"]:
        check_undiscussed(amount + row["others_fen"], threshold_fen=threshold, discussed=discussed)
    made: int = row["id"]
    return made


async def _instead(deed: Deed, old: "Record", result: ReversalResult, lines: Mapping[int, int], reason: str) -> int:
    """The next version, in the same decision; whether a defence had moved the finding stays as it was known."""
    varied = result is ReversalResult.VARY
    made: int = await deed.connection.fetchval(
        _INSERT,
        old["finding"],
        old["vendor"],
        old["decision"],
        (Outcome.PARTLY_UPHELD if varied else Outcome.NOT_UPHELD).value,
        old["reported_fen"],
        sum(lines.values()),
        as_json({str(line): fen for line, fen in lines.items()}),
        ReasonCode.REVERSED.value,
        reason,
        old["discussion"],
        old["defence_moved_it"],
        deed.by.id,
        deed.by.name,
        deed.at,
        old["version"] + 1,
    )
    return made
