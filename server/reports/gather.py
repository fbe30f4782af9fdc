"""Asks vendors and kpi for a period's numbers, once, and freezes them. Needs to see every vendor's rows."""

from dataclasses import replace
from datetime import date, datetime

from server.reports.figures import Defended, Found, KpiFigures, Month, Overall
from server.reports.rules import ReportKind, next_steps, place_of, problems, title_of
from server.reports.scores import Scores, gather_scores
from vendors.actors import SYSTEM
from vendors.contracts import queries as contracts
from vendors.contracts.queries import ContractView
from vendors.contracts.rules import ContractState
from vendors.periods import Period, local_date
from vendors.policy.codes import code_list, taxonomy
from vendors.rulings.queries.statistics import Statistics, Tally, statistics
from vendors.tasks.period_queries import PeriodTasks, period_tasks
from vendors.transaction import transaction


async def gather(*, kind: ReportKind, period: Period, bureau: str, at: datetime) -> KpiFigures:
    """The figures of a period as known at `at`; number and version are given when they are archived.

    Everything is read from one snapshot, so it must not run inside another transaction.
    """
    window = (period.starts_on, period.ends_on)
    async with transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        known = await statistics(window=window, as_of=at)
        tasks = await period_tasks(window=window, as_of=at)
        running = await _running(period, at)
        scores = await gather_scores(period=period, contracts=running, at=at)
    figures = KpiFigures(
        kind=kind.value,
        number="",
        title=title_of(bureau, period),
        period=str(period),
        period_name=period.zh,
        bureau=bureau,
        place=place_of(bureau),
        cutoff=at,
        version=0,
        overall=_overall(tasks, running),
        scores=scores.cards,
        lines=scores.lines,
        found=_found("合计", known.total),
        by_type=_by_type(known),
        by_county=_by_county(known),
        defended=_defended(known.total, scores),
        conduct=scores.conduct,
        proposals=scores.proposals,
        months=_months(known, period),
        months_total=_month("合计", known.total),
    )
    return replace(figures, problems=problems(figures), next_steps=next_steps(figures))


async def _running(period: Period, at: datetime) -> tuple[ContractView, ...]:
    """Contracts in force on the period's last day, or today while it lasts."""
    day: date = min(period.ends_on, local_date(at))
    signed = await contracts.contracts(for_=SYSTEM)
    return tuple(
        sorted(
            (one for one in signed if one.state_on(day) is ContractState.IN_FORCE),
            key=lambda one: (one.vendor_kind.value, one.vendor_name, one.number),
        )
    )


def _overall(tasks: PeriodTasks, running: tuple[ContractView, ...]) -> Overall:
    return Overall(
        vendors=len({one.vendor for one in running}),
        contracts=len(running),
        tasks_issued=tasks.issued,
        tasks_finished=tasks.finished,
        tasks_overdue=tasks.overdue,
        reviewed=tasks.reviewed,
        listed=tasks.listed,
        sampled=tasks.sampled,
        frame=tasks.frame,
        institutions=tasks.institutions,
    )


def _by_type(known: Statistics) -> tuple[Found, ...]:
    names = {entry.group: entry.group_name for entry in taxonomy()}
    return tuple(_found(names.get(code, code), tally) for code, tally in known.by_violation)


def _by_county(known: Statistics) -> tuple[Found, ...]:
    names = code_list("region")
    return tuple(_found(names.get(code, code), tally) for code, tally in known.by_region)


def _found(name: str, tally: Tally) -> Found:
    return Found(
        name=name,
        institutions=tally.institutions,
        cases=tally.cases,
        lines=tally.lines,
        reported_fen=tally.reported_fen,
        settled_fen=tally.settled_fen,
        determined_fen=tally.determined_fen,
        upheld=tally.upheld,
        rejected=tally.rejected,
        pending=tally.pending,
    )


def _defended(tally: Tally, scores: Scores) -> Defended:
    return Defended(
        notices=tally.notified,
        defences=tally.defended,
        moved=tally.moved,
        objections=scores.objections,
        objections_upheld=scores.objections_upheld,
    )


def _months(known: Statistics, period: Period) -> tuple[Month, ...]:
    """Every month of the period, those without findings too."""
    nothing = Month(month="", institutions=0, cases=0, lines=0, amount_fen=0)
    found = {month: _month(month, tally) for month, tally in known.by_month}
    keys = [f"{month.year}-{month.number:02d}" for month in period.months]
    return tuple(found.get(key, replace(nothing, month=key)) for key in keys)


def _month(name: str, tally: Tally) -> Month:
    return Month(
        month=name,
        institutions=tally.institutions,
        cases=tally.cases,
        lines=tally.lines,
        amount_fen=tally.reported_fen,
    )
