"""Facts of the professional block: reviews, tasks, findings and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted
from kpi.facts.rules import counted, number
from vendors.actors import SYSTEM
from vendors.findings.fact_queries import filed
from vendors.periods import local_date
from vendors.registry.rules import Kind
from vendors.rulings.queries.outcomes import Outcomes, missed, outcomes
from vendors.tasks.fact_queries import TaskTiming, review_counts, reviewed_in_time, timings
from vendors.tasks.rules import TaskKind

_REVIEWS = frozenset({TaskKind.FULL_REVIEW, TaskKind.SAMPLED_REVIEW})


async def work_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract, the professional facts of its kind of vendor."""
    collect = {Kind.A: _assessor, Kind.B: _technology, Kind.C: _accountant, Kind.D: _insurer}
    return {one.contract.id: await collect[one.contract.vendor_kind](one) for one in asked}


async def _assessor(asked: Asked) -> Counted:
    full = await _reviewed(asked, frozenset({TaskKind.FULL_REVIEW}))
    every = await _reviewed(asked, _REVIEWS)
    contract = asked.contract
    passed_over = await missed(vendor=contract.vendor, contract=contract.id, window=asked.window, as_of=asked.cutoff)
    return {
        "cases_reviewed": full[0],
        "cases_due": full[1],
        "cases_reviewed_manually": every[2],
        "inpatient_cases": every[3],
        "manual_review_target": number(contract.sampling_ratio, f"contract:{contract.number}"),
        "findings_missed": counted(passed_over.missed, prefix="missed"),
        "findings_in_rereviewed": counted(passed_over.reported, prefix="finding"),
        **_timing(await _timings(asked), "tasks"),
        **_findings(await _outcomes(asked)),
    }


async def _technology(asked: Asked) -> Counted:
    screened = await _reviewed(asked, frozenset({TaskKind.MACHINE_SCREENING}))
    results = await _outcomes(asked)
    standing = (*results.upheld, *results.partly_upheld)
    dismissed = next((ids for why, ids in results.excluded.items() if why.value == "dismissed"), ())
    return {
        "settlements_screened": screened[0],
        "settlements_due": screened[1],
        "clues_upheld": counted(standing, prefix="finding"),
        "clues_reviewed": counted((*results.determined, *dismissed), prefix="finding", excluded=_left_out(results)),
        **_heard(results),
    }


async def _accountant(asked: Asked) -> Counted:
    contract = asked.contract
    submitted = await filed(vendor=contract.vendor, contract=contract.id, window=asked.window, as_of=asked.cutoff)
    return {
        "findings_submitted": counted(submitted.all, prefix="finding"),
        "findings_not_returned": counted(submitted.never_returned, prefix="finding"),
        **_timing(await _timings(asked), "audits"),
        **_findings(await _outcomes(asked)),
    }


async def _insurer(asked: Asked) -> Counted:
    contract = asked.contract
    cases = await reviewed_in_time(
        vendor=contract.vendor,
        contract=contract.id,
        period=asked.period,
        kinds=frozenset({TaskKind.ACCIDENT_INVESTIGATION}),
        for_=SYSTEM,
    )
    return {
        "accident_cases_due": counted(cases.listed, prefix="visit"),
        "accident_cases_on_time": counted(cases.in_time, prefix="visit"),
    }


async def _outcomes(asked: Asked) -> Outcomes:
    contract = asked.contract
    return await outcomes(vendor=contract.vendor, contract=contract.id, window=asked.window, as_of=asked.cutoff)


async def _reviewed(asked: Asked, kinds: frozenset[TaskKind]) -> tuple[FactValue, FactValue, FactValue, FactValue]:
    """Reviewed, listed, reviewed by hand, and the base the sample is a share of."""
    contract = asked.contract
    found = await review_counts(
        vendor=contract.vendor, contract=contract.id, period=asked.period, kinds=kinds, for_=SYSTEM
    )
    tasks = tuple(f"task:{task}" for task in found.tasks)
    figures = (found.reviewed, found.listed, found.sampled_reviewed, found.frame)
    reviewed, listed, by_hand, frame = (number(figure, *tasks) for figure in figures)
    return reviewed, listed, by_hand, frame


async def _timings(asked: Asked) -> tuple[TaskTiming, ...]:
    contract, day = asked.contract, local_date(asked.cutoff)
    return await timings(vendor=contract.vendor, contract=contract.id, period=asked.period, until=day, for_=SYSTEM)


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


def _left_out(results: Outcomes) -> tuple[tuple[str, str], ...]:
    return tuple((f"finding:{finding}", why.zh) for why, ids in results.excluded.items() for finding in ids)
