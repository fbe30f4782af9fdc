"""Who of the vendor's people works on a task, and that each has declared whether they must keep away (LZ Art.34)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from vendors.actors import SYSTEM, Actor
from vendors.errors import Conflict, Gate, Invalid, Words
from vendors.journal.actions import Deed, act
from vendors.people.queries import staff_of
from vendors.people.recusal.barring import company_conflicts, undeclared
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date
from vendors.registry.rules import must_be_of
from vendors.tasks.assignment.gates import places_of
from vendors.tasks.rules import UPLOADABLE, TaskState
from vendors.tasks.steps import hold

if TYPE_CHECKING:
    from asyncpg import Record


async def name_team(deed: Deed, row: "Record", *, team: Collection[int]) -> tuple[str, ...]:
    """Put people on the task; answers their names.

    Raises Invalid for somebody who is not at work and qualified that day, Gate for somebody with a tie in scope.
    """
    if not team:
        return ()
    names = await _fit(deed, row, team)
    await deed.connection.execute("DELETE FROM vendors_task_staff WHERE task = $1", row["id"])
    await _put(deed, row, names)
    return tuple(names.values())


async def join_team(*, task: int, staff: int, by: Actor, at: datetime) -> None:
    """Put one more person on a task under way that has a team, by the vendor's people; who was named stays named.

    Raises Conflict for a task that has no team or is not under way, Invalid and Gate as `name_team`, Gate for somebody
    who has not declared for the task.
    """
    async with act(by=by, at=at) as deed:
        row = await hold(deed, task)
        must_be_of(by, row["vendor"])
        named = await deed.connection.fetch("SELECT staff FROM vendors_task_staff WHERE task = $1", task)
        if not named or TaskState(row["state"]) not in UPLOADABLE:
            raise Conflict("任务未在执行，或未确定参加人员。", "The task is not under way, or has no team.")
        if staff in {one["staff"] for one in named}:
            raise Conflict("该人员已在名单中。", "This person is on the team already.")
        names = await _fit(deed, row, [staff])
        await _put(deed, row, names)
        await team_must_have_declared(deed, row)
        deed.note("task.team_joined", "task", task, vendor=row["vendor"], after={"team": list(names.values())})


async def _put(deed: Deed, row: "Record", names: Mapping[int, str]) -> None:
    rows = [(row["vendor"], row["id"], one, name, deed.at) for one, name in names.items()]
    sql = "INSERT INTO vendors_task_staff (vendor, task, staff, name, named_at) VALUES ($1, $2, $3, $4, $5)"
    await deed.connection.executemany(sql, rows)


async def _fit(deed: Deed, row: "Record", team: Collection[int]) -> dict[int, str]:
    """Their names by id. Raises Invalid and Gate as `name_team`."""
    on = local_date(deed.at)
    people = {one.id: one for one in await staff_of(row["vendor"], for_=SYSTEM, on=on)}
    fit = {id_: one for id_, one in people.items() if one.standing.works(on) and one.standing.counts(on)}
    unknown = set(team) - set(fit)
    if unknown:
        names = "、".join(people[one].name if one in people else str(one) for one in sorted(unknown))
        zh, en = f"不能参加任务（未审核、离岗、证书到期或未签承诺）：{names}", f"May not work on the task: {names}"
        raise Invalid({"team": Words(zh, en)})
    await _must_be_untied(deed, row, team)
    return {one: fit[one].name for one in sorted(set(team))}


async def _must_be_untied(deed: Deed, row: "Record", team: Collection[int]) -> None:
    places = await places_of(deed.connection, row["id"])
    ties = await company_conflicts(row["vendor"], institutions=places, on=local_date(deed.at))
    tied = [tie for tie in ties if tie.person_type is PersonType.STAFF and tie.person in team]
    if tied:
        zh, en = " ".join(tie.words.zh for tie in tied), " ".join(tie.words.en for tie in tied)
        raise Gate("team_recusal", f"须回避，不能参加本任务：{zh}", f"Must keep away from this task: {en}")


async def team_must_have_declared(deed: Deed, row: "Record") -> None:
    """Raise Gate naming those of the team who have not declared yet, and any tie that came up meanwhile."""
    rows = await deed.connection.fetch("SELECT staff FROM vendors_task_staff WHERE task = $1", row["id"])
    team = [one["staff"] for one in rows]
    if not team:
        return
    silent = await undeclared(object_type="task", object_id=row["id"], staff=team)
    if silent:
        names = "、".join(one.name for one in silent)
        zh, en = f"尚未就本任务申报回避：{names}", f"No recusal declaration for this task yet: {names}"
        raise Gate("recusal_declarations", zh, en)
    await _must_be_untied(deed, row, team)
