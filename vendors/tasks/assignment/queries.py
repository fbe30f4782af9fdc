"""Whom a task might go to (gathered for `assigning.propose`), and how one was given out."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vendors.actors import Actor
from vendors.bars import Bar
from vendors.contracts.queries import ContractView, contracts
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Words
from vendors.people.recusal.barring import barred_pairs, company_conflicts
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.rules import must_be_bureau
from vendors.tasks.assignment.gates import bars_to, places_of
from vendors.tasks.assignment.proposing import Candidate, Proposal, propose
from vendors.tasks.queries import task
from vendors.tasks.rules import IN_HAND, LEFT_OUT, TaskKind
from vendors.transaction import transaction

_WORK = """
SELECT vendor, count(*) FILTER (WHERE state = ANY($2::text[])) AS in_hand,
  count(*) FILTER (WHERE issued_at >= $4 AND state <> ALL($3::text[])) AS lately, max(issued_at) AS last_at
FROM vendors_task WHERE vendor = ANY($1::int[]) GROUP BY vendor
"""
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    in_hand: int = 0
    lately: int = 0
    last_on: date | None = None


async def proposal(
    *, kind: TaskKind, institutions: Collection[int], scores: Mapping[int, Decimal], at: datetime, for_: Actor
) -> Proposal:
    """Candidates of the kind with a contract in force; `scores` are the last ones published, by vendor."""
    must_be_bureau(for_)
    today = local_date(at)
    found = [one for one in await contracts(for_=for_, in_force_on=today) if one.vendor_kind is kind.vendor_kind]
    work = await _work([one.vendor for one in found], at)
    most = int(parameter("task_open_max", today).value)
    candidates = [
        await _candidate(one, kind=kind, places=institutions, on=today, work=work.get(one.vendor, _Work()), most=most,
                         score=scores.get(one.vendor))
        for one in found
    ]  # fmt: skip
    return propose(candidates, unscored=parameter("task_share_unscored", today).value)


async def _candidate(
    contract: ContractView, *, kind: TaskKind, places: Collection[int], on: date, work: _Work, most: int,
    score: Decimal | None,
) -> Candidate:  # fmt: skip
    ties = await company_conflicts(contract.vendor, institutions=places, on=on)
    return Candidate(
        vendor=contract.vendor,
        name=contract.vendor_name,
        contract=contract.id,
        contract_number=contract.number,
        in_hand=work.in_hand,
        capacity=most,
        lately=work.lately,
        last_on=work.last_on,
        score=score,
        bars=await bars_to(vendor=contract.vendor, contract=contract, kind=kind, places=places, on=on),
        kept_away=tuple(_kept_away(tie.words) for tie in ties if tie.person_type is PersonType.STAFF),
    )


def _kept_away(words: Words) -> Words:
    return Words(f"人员须回避：{words.zh}", f"Must keep away: {words.en}")


async def _work(vendors: list[int], at: datetime) -> Mapping[int, _Work]:
    months = int(parameter("task_rotation_months", local_date(at)).value)
    since = _months_before(at, months)
    hand, out = [state.value for state in IN_HAND], [state.value for state in LEFT_OUT]
    async with transaction() as connection:
        rows = await connection.fetch(_WORK, vendors, hand, out, since)
    return {
        row["vendor"]: _Work(
            in_hand=row["in_hand"],
            lately=row["lately"],
            last_on=local_date(row["last_at"]) if row["last_at"] else None,
        )
        for row in rows
    }


def _months_before(at: datetime, months: int) -> datetime:
    count = at.year * _MONTHS + at.month - 1 - months
    return at.replace(year=count // _MONTHS, month=count % _MONTHS + 1, day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A bar that was set aside, with the reason given."""

    words: Words
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """How a task was given out: whose place in which proposal, why, and what was set aside."""

    chosen: int
    place: int | None
    proposed: int
    first: str
    reason: str
    waived: tuple[Waived, ...]
    by_name: str
    at: datetime


async def assignments(task_id: int, *, for_: Actor) -> tuple[AssignmentView, ...]:
    """Oldest first; nothing for a vendor's people, since other vendors stand in it."""
    if not for_.at_bureau:
        return ()
    sql = "SELECT * FROM vendors_task_assignment WHERE task = $1 ORDER BY id"
    async with transaction() as connection:
        rows = await connection.fetch(sql, task_id)
    return tuple(
        AssignmentView(
            chosen=row["chosen"],
            place=row["place"],
            proposed=len(shown.get("placed", [])),
            first=shown["placed"][0]["name"] if shown.get("placed") else "",
            reason=row["reason"],
            waived=tuple(
                Waived(words=Words(one["zh"], one["en"]), rule=one["rule"], reason=one["reason"])
                for one in json.loads(row["waived"])
            ),
            by_name=row["by_name"],
            at=row["at"],
        )
        for row in rows
        if (shown := json.loads(row["proposal"])) is not None
    )


async def bars_against(task_id: int, *, on: date, for_: Actor) -> tuple[Bar, ...]:
    """What stands today against giving a draft task to its vendor; for the bureau alone."""
    must_be_bureau(for_)
    found = await task(task_id, for_=for_)
    under = await contract_view(found.contract, for_=for_)
    async with transaction() as connection:
        places = await places_of(connection, task_id)
    return await bars_to(vendor=found.vendor, contract=under, kind=found.kind, places=places, on=on, task=task_id)


async def inspector_ties(task_id: int, *, inspectors: Collection[int], on: date, for_: Actor) -> Mapping[int, Words]:
    """Which of the bureau's inspectors must keep away from a task, each with the sentence that says why."""
    must_be_bureau(for_)
    async with transaction() as connection:
        places = await places_of(connection, task_id)
    barred = await barred_pairs(institutions=places, on=on, inspectors=inspectors)
    return {person: words for (_, person, _), words in barred.items()}


async def staff_ties(task_id: int, *, on: date, for_: Actor) -> Mapping[int, Words]:
    """People of the task's vendor who must keep away from it, each with the sentence that says why."""
    found = await task(task_id, for_=for_)
    async with transaction() as connection:
        places = await places_of(connection, task_id)
    ties = await company_conflicts(found.vendor, institutions=places, on=on)
    return {tie.person: tie.words for tie in ties if tie.person_type is PersonType.STAFF}
