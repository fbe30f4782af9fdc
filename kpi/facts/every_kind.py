"""Facts every kind of vendor has: people, reports, first uploads."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.facts.asked import Asked, Counted, merged
from kpi.facts.rules import counted, number
from vendors.actors import SYSTEM
from vendors.contracts.queries import ReportView, reports_due
from vendors.money import half_up
from vendors.people.queries import StaffView, on_post, staff_of_each, without_undertaking
from vendors.periods import local_date
from vendors.policy.calendar import working_days_between
from vendors.policy.parameters import parameter
from vendors.tasks.results.attempts import FirstPass, first_pass

MILLIONTH = Decimal("0.000001")


async def every_kind_facts(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    """By contract."""
    return merged(asked, await _people(asked), await _reports(asked), await _uploads(asked))


async def _people(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    people = await staff_of_each({one.contract.vendor for one in asked})
    return {one.contract.id: _staff(one, people[one.contract.vendor]) for one in asked}


def _staff(asked: Asked, people: tuple[StaffView, ...]) -> Counted:
    contract = asked.contract
    day = local_date(asked.until)
    ends = on_post(people, period=asked.period, until=day)
    mean = half_up(Decimal(sum(len(end.counted) for end in ends)) / len(ends), MILLIONTH) if ends else None
    present_only = tuple(
        (f"staff:{person}@{end.day}", "暂停、资质或保密承诺缺失") for end in ends for person in end.present_only
    )
    records = tuple(f"staff:{person}@{end.day}" for end in ends for person in end.counted)
    unsigned = without_undertaking(people, on=day)
    return {
        "staff_on_post": FactValue(value=mean, records=records, excluded=present_only),
        "staff_contracted": number(contract.staff_required, f"contract:{contract.number}"),
        "confidentiality_pledges_missing": counted((person.id for person in unsigned), prefix="staff"),
    }


async def _reports(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    owed: dict[int, list[ReportView]] = {one.contract.id: [] for one in asked}
    for report in await reports_due(for_=SYSTEM, due_in=asked[0].period):
        if report.contract in owed:
            owed[report.contract].append(report)
    return {one.contract.id: _delivered(one, owed[one.contract.id]) for one in asked}


def _delivered(asked: Asked, known: Sequence[ReportView]) -> Counted:
    day = local_date(asked.until)
    due = [report for report in known if report.due_on <= day]
    ends = {report.id: report.delivered_on or day for report in due}
    grace = parameter("report_late_grace_days", day).whole  # K02
    late = [r for r in due if not r.on_time and working_days_between(r.due_on, ends[r.id]) > grace]
    later = tuple((f"report:{report.id}", "未到截止日") for report in known if report.due_on > day)
    return {
        "reports_due": counted((report.id for report in due), prefix="report", excluded=later),
        "reports_on_time": counted((report.id for report in due if report.on_time), prefix="report"),
        "reports_over_five_days_late": counted((report.id for report in late), prefix="report"),
    }


async def _uploads(asked: Sequence[Asked]) -> Mapping[int, Counted]:
    first = await first_pass(contracts=[one.contract.id for one in asked], period=asked[0].period)
    return {contract: _first_pass(attempts) for contract, attempts in first.items()}


def _first_pass(attempts: FirstPass) -> Counted:
    records = tuple(f"batch:{number}" for number in attempts.batches)
    return {
        "rows_first_pass": FactValue(value=Decimal(attempts.rows), records=records),
        "rows_first_pass_valid": FactValue(value=Decimal(attempts.clean), records=records),
    }
