"""Facts every kind of vendor has: people, reports, first uploads, conduct."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpi.engine.facts import FactValue
from kpi.facts.rules import CONDUCT, counted, number
from vendors.actors import SYSTEM
from vendors.contracts.queries import ContractView, reports_due
from vendors.journal.queries import of_vendor
from vendors.money import half_up
from vendors.people.queries import on_post, without_undertaking
from vendors.periods import Period, end_of_day, local_date
from vendors.policy.calendar import working_days_between
from vendors.policy.parameters import parameter
from vendors.tasks.fact_queries import timings
from vendors.tasks.results.attempts import first_pass

Counted = dict[str, FactValue]
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose numbers, of which period, as known at the cut-off."""

    contract: ContractView
    period: Period
    cutoff: datetime

    @property
    def window(self) -> tuple[date, date]:
        """The period's first and last day."""
        return self.period.starts_on, self.period.ends_on

    @property
    def until(self) -> datetime:
        """The end of the period, or the cut-off if that is earlier."""
        return min(end_of_day(self.period.ends_on), self.cutoff)


async def common_facts(asked: Asked, conduct: Mapping[str, tuple[int, tuple[str, ...]]]) -> Counted:
    """`conduct` maps kinds of event to how often and which records."""
    facts = {
        name: FactValue(value=Decimal(count), records=records)
        for name, (count, records) in ((name, conduct.get(name, (0, ()))) for name in CONDUCT)
    }
    leaks = await _unmasked(asked)
    exports = facts["exports_in_breach"]
    facts["exports_in_breach"] = FactValue(
        value=(exports.value or Decimal(0)) + len(leaks), records=(*exports.records, *leaks)
    )
    return facts | await _people(asked) | await _reports(asked) | await _uploads(asked)


async def _people(asked: Asked) -> Counted:
    contract = asked.contract
    day = local_date(asked.until)
    ends = await on_post(contract.vendor, period=asked.period, until=day, for_=SYSTEM)
    unsigned = await without_undertaking(contract.vendor, on=day, for_=SYSTEM)
    mean = half_up(Decimal(sum(len(end.counted) for end in ends)) / len(ends), MILLIONTH) if ends else None
    present_only = tuple(
        (f"staff:{person}@{end.day}", "暂停、资质或保密承诺缺失") for end in ends for person in end.present_only
    )
    records = tuple(f"staff:{person}@{end.day}" for end in ends for person in end.counted)
    return {
        "staff_on_post": FactValue(value=mean, records=records, excluded=present_only),
        "staff_contracted": number(contract.staff_required, f"contract:{contract.number}"),
        "confidentiality_pledges_missing": counted((person.id for person in unsigned), prefix="staff"),
    }


async def _reports(asked: Asked) -> Counted:
    day = local_date(asked.until)
    known = await reports_due(for_=SYSTEM, contract=asked.contract.id, due_in=asked.period)
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


async def _uploads(asked: Asked) -> Counted:
    contract = asked.contract
    day = local_date(asked.cutoff)
    due = await timings(vendor=contract.vendor, contract=contract.id, period=asked.period, until=day, for_=SYSTEM)
    attempts = await first_pass(tasks=tuple(timing.task for timing in due))
    records = tuple(f"batch:{number}" for number in attempts.batches)
    return {
        "rows_first_pass": FactValue(value=Decimal(attempts.rows), records=records),
        "rows_first_pass_valid": FactValue(value=Decimal(attempts.clean), records=records),
    }


async def _unmasked(asked: Asked) -> tuple[str, ...]:
    """Uploads that held unmasked names: an event of information security (domain.md §3.7 no. 14)."""
    links = await of_vendor(
        vendor=asked.contract.vendor,
        kind="batch.unmasked",
        window=asked.window,
        as_of=asked.cutoff,
    )
    return tuple(f"journal:{link.seq}" for link in links)
