"""How a task was given out, kept: the proposal as shown, who was chosen and why, the bars set aside. Bureau's alone."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from vendors.bars import Bar
from vendors.errors import Invalid, Words
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.tasks.assignment.proposing import Candidate, Proposal

if TYPE_CHECKING:
    from asyncpg import Record

_INSERT = """
INSERT INTO vendors_task_assignment (vendor, task, chosen, place, reason, proposal, waived, by_name, at)
VALUES (NULL, $1, $2, $3, $4, $5, $6, $7, $8)
"""


async def note_choice(deed: Deed, *, task: int, contract: int, proposal: Proposal | None, reason: str) -> None:
    """Keep what was proposed and chosen. Raises Invalid when another than the first is chosen without a reason."""
    if proposal is None:
        return
    place = proposal.place_of(contract)
    if place != 1 and proposal.placed and not reason.strip():
        first = proposal.placed[0].candidate.name
        zh, en = f"未选建议首位“{first}”，请写明理由。", f"Say why it is not “{first}”, who stands first."
        raise Invalid({"choice_reason": Words(zh, en)})
    shown = json.dumps(snapshot(proposal), ensure_ascii=False)
    values = (task, contract, place, reason.strip(), shown, "[]", deed.by.name, deed.at)
    await deed.connection.execute(_INSERT, *values)
    after: dict[str, Json] = {"contract": contract, "place": place, "proposed": len(proposal.placed)}
    deed.note("task.choice_made", "task", task, after=after, note=reason.strip())


async def note_waivers(deed: Deed, row: "Record", *, waived: Sequence[Bar], waivers: Mapping[str, str]) -> None:
    """Keep and journal every bar that was set aside, with its reason."""
    if not waived:
        return
    kept: list[Json] = []
    for bar in waived:
        after: dict[str, Json] = {"code": bar.code, "zh": bar.words.zh, "en": bar.words.en, "rule": bar.rule}
        reason = waivers[bar.code].strip()
        kept.append(after | {"reason": reason})
        deed.note("task.bar_waived", "task", row["id"], after=after, note=reason)
    values = (row["id"], row["contract"], None, "", "{}", json.dumps(kept, ensure_ascii=False), deed.by.name, deed.at)
    await deed.connection.execute(_INSERT, *values)


def snapshot(proposal: Proposal) -> dict[str, Json]:
    """The proposal as plain values."""
    placed: list[Json] = [
        {
            **_plain(one.candidate),
            "place": one.place,
            "fair": f"{one.fair:.4f}",
            "real": f"{one.real:.4f}",
            "reasons": [[words.zh, words.en] for words in one.reasons],
        }
        for one in proposal.placed
    ]
    barred: list[Json] = [
        {**_plain(one), "reasons": [[bar.words.zh, bar.words.en] for bar in one.bars]} for one in proposal.barred
    ]
    return {"placed": placed, "barred": barred}


def _plain(one: Candidate) -> dict[str, Json]:
    return {
        "vendor": one.vendor,
        "name": one.name,
        "contract": one.contract,
        "contract_number": one.contract_number,
        "score": None if one.score is None else str(one.score),
    }
