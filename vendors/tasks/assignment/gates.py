"""What must hold before a task is given out or checked off. Bars come from the rooms that know; weighing is here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.actors import SYSTEM
from vendors.bars import Bar
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.contracts.rules import ContractState
from vendors.errors import Conflict, Gate, Words
from vendors.journal.actions import Deed
from vendors.journal.rules import Json
from vendors.people.bars import staff_bars
from vendors.people.recusal.barring import barred_pairs, company_conflicts, undeclared
from vendors.people.recusal.ties import PersonType
from vendors.periods import local_date
from vendors.policy.parameters import parameter
from vendors.registry.bars import vendor_bars
from vendors.registry.probation import probation_bars
from vendors.tasks.rules import IN_HAND, TaskKind, unfit
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.connection import Connection

_PLAN: Final = "张掖市医保基金监管方式创新试点工作实施方案 二(一)"
_LISTED = """
SELECT (SELECT count(*) FROM vendors_task_case WHERE task = $1) AS cases,
  (SELECT count(*) FROM vendors_draw WHERE task = $1 AND drawn_at IS NOT NULL) AS draws,
  (SELECT count(*) FROM vendors_draw WHERE task = $1 AND drawn_at IS NULL AND cancelled_at IS NULL) AS pending
"""
_IN_SCOPE = """
SELECT institution FROM vendors_task_institution WHERE task = $1
UNION SELECT s.institution FROM vendors_task_case t JOIN vendors_settled_case s ON s.id = t."case" WHERE t.task = $1
"""
_INSPECTORS = """
SELECT n.inspector, n.name, coalesce(i.active AND i.certificate <> '' AND coalesce(i.valid_from <= $2, true)
  AND coalesce(i.valid_until >= $2, true), false) AS valid
FROM vendors_task_inspector n LEFT JOIN vendors_inspector i ON i.id = n.inspector WHERE n.task = $1 ORDER BY n.id
"""


async def bars_to(
    *, vendor: int, contract: ContractView, kind: TaskKind, places: Collection[int], on: date, task: int | None = None
) -> tuple[Bar, ...]:
    """Every reason not to give this vendor such a task over these institutions on the day; `task` if it exists."""
    return (
        *_own_bars(contract, kind, on),
        *await vendor_bars(vendor, on=on),
        *await staff_bars(vendor, on=on),
        *await conflict_bars(vendor, places=places, on=on),
        *await capacity_bars(vendor, on=on, but=task),
    )


def _own_bars(contract: ContractView, kind: TaskKind, on: date) -> tuple[Bar, ...]:
    found = []
    refusal = unfit(kind, contract.vendor_kind)
    if refusal:
        found.append(Bar(code="task.unfit", words=refusal, rule=_PLAN))
    state = contract.state_on(on)
    if state is not ContractState.IN_FORCE:
        zh = f"合同 {contract.number} 当前为“{state.zh}”，不能派单。"
        en = f"Contract {contract.number} is “{state.en}”; no tasks under it."
        found.append(Bar(code="contract.not_in_force", words=Words(zh, en), rule="政府购买服务管理办法 第二十三条"))
    return tuple(found)


async def conflict_bars(vendor: int, *, places: Collection[int], on: date) -> tuple[Bar, ...]:
    """Ties of the company itself; its people with a tie are kept off the team instead."""
    ties = await company_conflicts(vendor, institutions=places, on=on)
    return tuple(
        Bar(code="conflict.company", words=tie.words, rule=tie.rule)
        for tie in ties
        if tie.person_type is PersonType.VENDOR
    )


async def capacity_bars(vendor: int, *, on: date, but: int | None = None) -> tuple[Bar, ...]:
    """As many tasks in hand as one vendor should have at a time; the task being given out (`but`) is none of them.

    On probation the cap is lower and cannot be set aside.
    """
    most = int(parameter("task_open_max", on).value)
    async with transaction() as connection:
        sql = (
            "SELECT count(*) FROM vendors_task WHERE vendor = $1 AND state = ANY($2::text[]) AND id IS DISTINCT FROM $3"
        )
        held = await connection.fetchval(sql, vendor, [state.value for state in IN_HAND], but)
    capped = await probation_bars(vendor, on=on, held=held)
    if held < most:
        return capped
    words = Words(
        f"该机构在办任务已有 {held} 项（上限 {most} 项）。", f"The vendor has {held} tasks in hand (at most {most})."
    )
    return (*capped, Bar(code="capacity.open_tasks", words=words, rule="本局默认", waivable=True))


def standing(bars: Sequence[Bar], waivers: Mapping[str, str]) -> tuple[Bar, ...]:
    """The bars no waiver sets aside; only a waivable one gives way, and only to a reason."""
    return tuple(bar for bar in bars if not (bar.waivable and waivers.get(bar.code, "").strip()))


async def places_of(connection: "Connection", task: int) -> list[int]:
    """The institutions a task is about: named, or those of its case list."""
    return [row["institution"] for row in await connection.fetch(_IN_SCOPE, task)]


async def must_be_free(deed: Deed, row: "Record", *, on: date, waivers: Mapping[str, str]) -> tuple[Bar, ...]:
    """Raise Gate with the sentence of every bar that stands; answers the bars that were set aside."""
    under = await contract_view(row["contract"], for_=SYSTEM)
    places = await places_of(deed.connection, row["id"])
    bars = await bars_to(
        vendor=row["vendor"], contract=under, kind=TaskKind(row["kind"]), places=places, on=on, task=row["id"]
    )
    left = standing(bars, waivers)
    if left:
        raise Gate("assignment", " ".join(bar.words.zh for bar in left), " ".join(bar.words.en for bar in left))
    return bars


async def must_have_list(deed: Deed, row: "Record") -> None:
    kind = TaskKind(row["kind"])
    found = await deed.connection.fetchrow(_LISTED, row["id"])
    if kind.needs_cases and not found["cases"]:
        raise Conflict("任务尚无病例清单，不能下达。", "The task has no case list yet.")
    if found["pending"] or (kind is TaskKind.SAMPLED_REVIEW and not found["draws"]):
        raise Conflict("抽样尚未完成，不能下达。", "The draw has not been made yet.")


async def inspectors_must_be_untied(deed: Deed, task: int, *, on: date) -> None:
    """Raise Gate with the sentence of every tie between an inspector of the task and an institution in scope."""
    named = await deed.connection.fetch(_INSPECTORS, task, on)
    places = await places_of(deed.connection, task)
    barred = await barred_pairs(institutions=places, on=on, inspectors=[one["inspector"] for one in named])
    if barred:
        said = list(dict.fromkeys(barred.values()))
        raise Gate("inspector_recusal", " ".join(one.zh for one in said), " ".join(one.en for one in said))


async def must_be_inspected(deed: Deed, row: "Record", *, on: date) -> None:
    """On site the bureau's own inspectors are there: with valid certificates, no tie, and each has declared so.

    LZ Art.32, 34.
    """
    await inspectors_must_be_untied(deed, row["id"], on=on)
    named = await deed.connection.fetch(_INSPECTORS, row["id"], on)
    least = int(parameter("onsite_inspectors_min", on).value)
    valid = sum(one["valid"] for one in named)
    if row["on_site"] and valid < least:
        raise Gate(
            "onsite_inspectors",
            f"现场任务须有 {least} 名以上持有效证件的检查人员，现有 {valid} 名；机构人员不计入。",
            f"On site {least} of the bureau's inspectors with valid certificates are needed, {valid} are named;"
            " the vendor's people do not count.",
        )
    ids = [one["inspector"] for one in named if row["on_site"]]
    silent = await undeclared(object_type="task", object_id=row["id"], inspectors=ids)
    if silent:
        names = "、".join(one.name for one in silent)
        zh, en = f"检查人员尚未就本任务申报回避：{names}", f"Inspectors without a recusal declaration: {names}"
        raise Gate("inspector_declarations", zh, en)


async def must_be_covered(deed: Deed, row: "Record", *, note: str) -> dict[str, Json] | None:
    """Raise Gate when a full review lacks cases, or a deliverable its acceptance, and nobody says why."""
    sql = """
    SELECT (SELECT count(*) FROM vendors_task_case WHERE task = $1) AS listed,
      (SELECT count(reviewed_on) FROM vendors_task_case WHERE task = $1) AS reviewed,
      (SELECT count(*) FROM vendors_task_deliverable WHERE task = $1 AND state <> 'accepted') AS owed
    """
    found = await deed.connection.fetchrow(sql, row["id"])
    least = parameter("task_coverage_min", local_date(deed.at)).value
    full = TaskKind(row["kind"]) is TaskKind.FULL_REVIEW
    short = full and found["reviewed"] < found["listed"] * least
    if not short and not found["owed"]:
        return None
    if short and not note.strip():
        zh = f"全覆盖审核应达 {least:.0%}：已审 {found['reviewed']}/{found['listed']} 份，验收须写明原因。"
        en = f"A full review covers {least:.0%}; {found['reviewed']} of {found['listed']} are reviewed: say why."
        raise Gate("coverage", zh, en)
    if not note.strip():
        zh, en = (
            f"还有 {found['owed']} 件交付物未验收，验收须写明原因。",
            f"{found['owed']} deliverables not accepted; say why.",
        )
        raise Gate("deliverables", zh, en)
    return {"reviewed": found["reviewed"], "listed": found["listed"], "deliverables_open": found["owed"]}
