"""Sealing a seed, opening the frame and drawing, or giving the draw up; every step is in the journal."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from vendors.actors import Actor
from vendors.copying import copy_in
from vendors.draws.algorithm.drawing import Drawn, draw
from vendors.draws.algorithm.frames import frame_hash
from vendors.draws.algorithm.generator import ALGORITHM, commitment
from vendors.draws.algorithm.records import ResultLine, lines_of
from vendors.draws.limits import must_go_together, must_reach_ratio
from vendors.draws.narrowing import narrowed
from vendors.draws.opening import Opened, open_frame
from vendors.draws.outcomes import Outcome
from vendors.draws.rules import BRINGS_ITS_OWN, METHODS, Plan, Purpose, plan_problems, seed_problem
from vendors.draws.scopes import Scope, scope_problems
from vendors.errors import Conflict, Invalid, NotFound, Words
from vendors.institutions.frame_queries import places_of_cases
from vendors.journal.actions import Deed, act
from vendors.journal.rules import Json
from vendors.numbering import DRAWS, allot
from vendors.periods import local_date
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_SEED_BYTES: Final = 32
_COMMIT: Final = """
INSERT INTO vendors_draw
  (vendor, task, campaign, region, number, purpose, title, basis, method, algorithm, seed, seed_commitment, ratio,
   plan, scope, committed_at, committed_by, frame_hash, frame_size, size, frame, drawn_by, outcome, witnesses)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', 0, 0, '[]', '', '{}', '[]')
RETURNING id
"""
_MAKE: Final = """
UPDATE vendors_draw SET frame_hash = $2, frame_size = $3, frame_amount = $4, size = $5, frame_text = $6, outcome = $7,
  witnesses = $8, drawn_at = $9, drawn_by = $10 WHERE id = $1
"""
_CASES: Final = frozenset({Purpose.TASK, Purpose.REREVIEW, Purpose.CASES})


async def commit_draw(
    *, purpose: Purpose, plan: Plan, by: Actor, at: datetime, scope: Scope | None = None, title: str = "",
    basis: str = "", vendor: int | None = None, task: int | None = None, campaign: int | None = None,
    region: str = "", seed: str = "",
) -> int:  # fmt: skip
    """Fix seed, plan and scope before the frame is opened; returns the draw's id.

    The journal gets the seed's SHA-256, nobody the seed; without one a random seed is made. The scope is sealed as
    narrowed to a county's person's county and a campaign's list. Invalid names what is wrong with plan or scope, an
    inpatient ratio below the least included; NotFound for a campaign that is not this person's.
    """
    must_be_bureau(by)
    sealed = await narrowed(purpose, scope or Scope(), campaign=campaign, by=by)
    _check(purpose, plan, sealed, seed, at)
    seed = seed or secrets.token_hex(_SEED_BYTES)
    async with act(by=by, at=at) as deed:
        (number,) = await allot(deed.connection, DRAWS, year=local_date(at).year)
        made = await deed.connection.fetchval(
            _COMMIT, vendor, task, campaign, by.region or region, number, purpose.value, title, basis,
            plan.method.value, ALGORITHM, seed, commitment(seed), plan.ratio, _text(plan), _text(sealed), at, by.name,
        )  # fmt: skip
        after: dict[str, Json] = {
            "number": number, "purpose": purpose.value, "task": task, "seed_commitment": commitment(seed),
            "algorithm": ALGORITHM, "plan": msgspec.to_builtins(plan), "scope": msgspec.to_builtins(sealed),
        }  # fmt: skip
        deed.note("draw.committed", "draw", made, vendor=vendor, after=after)
    return int(made)


def _check(purpose: Purpose, plan: Plan, scope: Scope, seed: str, at: datetime) -> None:
    wrong = plan_problems(plan) | scope_problems(purpose, plan, scope)
    if plan.method not in METHODS[purpose]:
        wrong["method"] = Words("该事项不用这种方法。", "This method does not serve the purpose.")
    if seed and (odd := seed_problem(seed)):
        wrong["seed"] = odd
    if not wrong and (purpose is Purpose.REREVIEW or scope.inpatient):
        wrong |= must_reach_ratio(plan, local_date(at))
    if not wrong and plan.each:
        wrong |= must_go_together(plan, local_date(at))
    if wrong:
        raise Invalid(wrong)


async def open_draw(*, draw_id: int, by: Actor, at: datetime, witnesses: Sequence[str] = ()) -> Drawn:
    """Open the frame the committed scope names and draw from it; all of it or, on any Conflict, nothing."""
    must_be_bureau(by)
    async with transaction() as connection:
        promised = await committed(connection, draw_id, by)
        purpose, plan = Purpose(promised["purpose"]), msgspec.json.decode(promised["plan"], type=Plan)
        if purpose in BRINGS_ITS_OWN:
            raise Conflict("请在其任务或盲审批次的页面抽取。", "Draw on the page of its task or sample.")
        scope = msgspec.json.decode(promised["scope"], type=Scope)
        opened = await open_frame(purpose, scope, plan, on=local_date(at))
        return await make_draw(draw_id=draw_id, opened=opened, by=by, at=at, witnesses=witnesses)


async def make_draw(*, draw_id: int, opened: Opened, by: Actor, at: datetime, witnesses: Sequence[str] = ()) -> Drawn:
    """Freeze an opened frame and draw from it by the committed plan and seed."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        promised = await committed(deed.connection, draw_id, by)
        plan = msgspec.json.decode(promised["plan"], type=Plan)
        scope = msgspec.json.decode(promised["scope"], type=Scope)
        if promised["purpose"] == Purpose.REREVIEW.value or scope.inpatient:
            _still_enough(plan, at)
        drawn = await asyncio.to_thread(lambda: draw(plan, opened.units, seed=promised["seed"], people=opened.side))
        await _keep(deed, promised, opened, drawn, witnesses)
    return drawn


def _still_enough(plan: Plan, at: datetime) -> None:
    wrong = must_reach_ratio(plan, local_date(at))
    for words in wrong.values():
        raise Conflict(words.zh, words.en)


async def _keep(deed: Deed, promised: "Record", opened: Opened, drawn: Drawn, witnesses: Sequence[str]) -> None:
    size, amount = sum(one.size for one in drawn.strata), sum(one.amount for one in drawn.strata)
    present = [name.strip() for name in witnesses if name.strip()]
    outcome = Outcome(strata=drawn.strata, exclusions=opened.exclusions, people=opened.people, barred=opened.barred)
    hashed = frame_hash(opened.text)
    await deed.connection.execute(
        _MAKE, promised["id"], hashed, size, amount, len(drawn.picks), opened.text, _text(outcome),
        json.dumps(present, ensure_ascii=False), deed.at, deed.by.name,
    )  # fmt: skip
    labels = opened.labels
    if not labels and Purpose(promised["purpose"]) in _CASES:
        labels = await places_of_cases([pick.unit.id for pick in drawn.picks])
    await _store(deed, promised, lines_of(drawn.picks, labels))
    after: dict[str, Json] = {
        "seed": promised["seed"], "frame_hash": hashed, "frame_size": size, "size": len(drawn.picks),
        "excluded": len(opened.exclusions), "barred": len(opened.barred), "witnesses": list(present),
    }  # fmt: skip
    deed.note("draw.made", "draw", promised["id"], vendor=promised["vendor"], after=after)


async def _store(deed: Deed, promised: "Record", lines: Sequence[ResultLine]) -> None:
    rows = [
        {
            "vendor": promised["vendor"], "draw": promised["id"], "position": place, "unit": line.id,
            "label": line.label, "stratum": line.stratum, "amount_fen": line.amount_fen, "certain": line.certain,
            "partners": json.dumps(line.partners),
        }
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip
    await copy_in(deed.connection, "vendors_draw_pick", rows)


async def cancel_draw(*, draw_id: int, reason: str, by: Actor, at: datetime) -> None:
    """作废: give up a sealed draw that cannot be made. Its number stays, its seed is never used or shown."""
    must_be_bureau(by)
    if not reason.strip():
        raise Invalid({"reason": Words("请说明作废理由。", "Say why it is given up.")})
    async with act(by=by, at=at) as deed:
        promised = await committed(deed.connection, draw_id, by)
        sql = "UPDATE vendors_draw SET cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 WHERE id = $1"
        await deed.connection.execute(sql, draw_id, at, by.name, reason.strip())
        deed.note("draw.cancelled", "draw", draw_id, vendor=promised["vendor"], after={"reason": reason.strip()})


async def committed(connection: "Connection", draw_id: int, by: Actor) -> "Record":
    """A sealed draw, locked. NotFound when there is none for this person, Conflict when drawn or given up."""
    sql = "SELECT * FROM vendors_draw WHERE id = $1 AND ($2 = '' OR region = $2) FOR UPDATE"
    promised = await connection.fetchrow(sql, draw_id, by.region)
    if promised is None:
        raise NotFound
    if promised["drawn_at"] is not None:
        raise Conflict("该批次已抽样。", "This draw has been made.")
    if promised["cancelled_at"] is not None:
        raise Conflict("该批次已作废。", "This draw was given up.")
    return promised


def _text(told: Plan | Scope | Outcome) -> str:
    return msgspec.json.encode(told).decode()
