"""Facts of the professional block: reviews, tasks, findings and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted, merged
from kpi.facts.rules import counted, number
from vendors.actors import SYSTEM
from vendors.periods import local_date
from vendors.registry.rules import Kind
from vendors.rulings.queries.outcomes import Exclusion, Outcomes, missed, outcomes
from vendors.tasks.fact_queries import ReviewCounts, TaskTiming, review_counts, reviewed_in_time, timings
from vendors.tasks.rules import TaskKind

_FULL = frozenset({TaskKind.FULL_REVIEW})
_REVIEWS = _FULL | {TaskKind.SAMPLED_REVIEW}
_SCREENING = frozenset({TaskKind.MACHINE_SCREENING})
_ACCIDENTS = frozenset({TaskKind.ACCIDENT_INVESTIGATION})


async def work_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract, the professional facts of its kind of vendor."""
    sources = {Kind.A: _assessors, Kind.B: _technologists, Kind.C: _accountants, Kind.D: _insurers}
    found = []
    for kind, source in sources.items():
        own = [one for one in asked if one.contract.vendor_kind is kind]
        if own:
            found.append(await source(own))
    return merged(asked, *found)


async def _assessors(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    tasks, results = await _timings(asked), await _outcomes(asked)
    full = await _reviewed(asked, _FULL)
    sampled = [one for one in asked if any(task.kind not in _FULL for task in tasks[one.contract.id])]
    every = {**full, **await _reviewed(sampled, _REVIEWS)}
    first = asked[0]
    passed_over = await missed(contracts=list(tasks), window=first.window, as_of=first.cutoff)
    return {
        id_: {
            "cases_reviewed": _figure(full[id_].reviewed, full[id_]),
            "cases_due": _figure(full[id_].listed, full[id_]),
            "cases_reviewed_manually": _figure(every[id_].sampled_reviewed, every[id_]),
            "inpatient_cases": _figure(every[id_].frame, every[id_]),
            "manual_review_target": number(contract.sampling_ratio, f"contract:{contract.number}"),
            "findings_missed": counted(passed_over[id_], prefix="missed"),
            "findings_in_rereviewed": counted(results[id_].filed, prefix="finding"),
            **_timing(tasks[id_], "tasks"),
            **_findings(results[id_]),
        }
        for id_, contract in ((one.contract.id, one.contract) for one in asked)
    }


async def _technologists(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    screened, results = await _reviewed(asked, _SCREENING), await _outcomes(asked)
    return {contract: _screening(screened[contract], results[contract]) for contract in results}


def _screening(screened: ReviewCounts, results: Outcomes) -> Counted:
    standing = (*results.upheld, *results.partly_upheld)
    dismissed = results.excluded[Exclusion.DISMISSED]  # their review is done: of a clue that is what counts
    left_out = _left_out(results, but=Exclusion.DISMISSED)
    return {
        "settlements_screened": _figure(screened.reviewed, screened),
        "settlements_due": _figure(screened.listed, screened),
        "clues_upheld": counted(standing, prefix="finding"),
        "clues_reviewed": counted((*results.determined, *dismissed), prefix="finding", excluded=left_out),
        **_heard(results),
    }


async def _accountants(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    tasks, results = await _timings(asked), await _outcomes(asked)
    return {
        contract: {
            "findings_submitted": counted(found.filed, prefix="finding"),
            "findings_not_returned": counted(found.never_returned, prefix="finding"),
            **_timing(tasks[contract], "audits"),
            **_findings(found),
        }
        for contract, found in results.items()
    }


async def _insurers(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    cases = await reviewed_in_time(contracts=_ids(asked), period=asked[0].period, kinds=_ACCIDENTS, for_=SYSTEM)
    return {
        contract: {
            "accident_cases_due": counted(found.listed, prefix="visit"),
            "accident_cases_on_time": counted(found.in_time, prefix="visit"),
        }
        for contract, found in cases.items()
    }


async def _outcomes(asked: Sequence[Asked]) -> Mapping[int, Outcomes]:
    return await outcomes(contracts=_ids(asked), window=asked[0].window, as_of=asked[0].cutoff)


async def _reviewed(asked: Sequence[Asked], kinds: frozenset[TaskKind]) -> Mapping[int, ReviewCounts]:
    if not asked:
        return {}
    return await review_counts(contracts=_ids(asked), period=asked[0].period, kinds=kinds, for_=SYSTEM)


async def _timings(asked: Sequence[Asked]) -> Mapping[int, tuple[TaskTiming, ...]]:
    first = asked[0]
    return await timings(contracts=_ids(asked), period=first.period, until=local_date(first.cutoff), for_=SYSTEM)


def _ids(asked: Sequence[Asked]) -> list[int]:
    return [one.contract.id for one in asked]


def _figure(value: int, found: ReviewCounts) -> FactValue:
    """A number of cases, with the tasks it was counted over."""
    return number(value, *(f"task:{task}" for task in found.tasks))


def _timing(due: Iterable[TaskTiming], name: str) -> Counted:
    tasks = tuple(due)
    return {
        f"{name}_due": counted((task.number for task in tasks), prefix="task"),
        f"{name}_on_time": counted((task.number for task in tasks if task.on_time), prefix="task"),
        f"{name}_over_twice_late": counted((task.number for task in tasks if task.doubly_late), prefix="task"),
    }


def _findings(results: Outcomes) -> Counted:
    """A partly upheld finding stands (A04); how much of its money stands is A05."""
    standing = (*results.upheld, *results.partly_upheld)
    records = tuple(f"finding:{finding}" for finding in results.determined)
    left_out = _left_out(results)
    return {
        "findings_upheld": counted(standing, prefix="finding", excluded=left_out),
        "findings_rejected": counted(results.not_upheld, prefix="finding"),
        "amount_reported": FactValue(value=Decimal(results.reported_fen) / 100, records=records),
        "amount_upheld": FactValue(value=Decimal(results.determined_fen) / 100, records=records),
        **_heard(results),
    }


def _heard(results: Outcomes) -> Counted:
    return {
        "findings_notified": counted(results.notified, prefix="finding"),
        "defences_upheld": counted(results.defence_moved, prefix="finding"),
    }


def _left_out(results: Outcomes, *, but: Exclusion | None = None) -> tuple[tuple[str, str], ...]:
    left_out = {why: ids for why, ids in results.excluded.items() if why is not but}
    return tuple((f"finding:{finding}", why.zh) for why, ids in left_out.items() for finding in ids)
