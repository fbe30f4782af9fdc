from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from kpi.engine.limits import beyond
from kpi.facts.entry_queries import entries
from kpi.facts.rules import enterable, event_names
from kpi.facts.withdrawing import mark_withdrawn, reasoned
from kpi.rulebooks.queries import has_one, in_force
from vendors.actors import Actor
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid, Words
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau

MOST = Decimal(10) ** 12  # N(18,6)
MOST_TIMES = 1000
NOTHING: Mapping[str, Decimal] = {}
_ENTER = """
INSERT INTO kpi_manual_fact (vendor, contract, period, name, value, evidence, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (contract, period, name) DO UPDATE SET value = $5, evidence = $6, entered_by = $7, entered_at = $8
"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('kpi_conduct_event'), $1)"
_MADE = """
SELECT EXISTS (SELECT FROM kpi_conduct_event WHERE contract = $1 AND source = $2 AND withdrawn_at IS NULL)
"""
_TWICE = """
SELECT EXISTS (SELECT FROM kpi_conduct_event
  WHERE contract = $1 AND happened_on = $2 AND kind = $3 AND basis = $4 AND withdrawn_at IS NULL)
"""
_RECORD = """
INSERT INTO kpi_conduct_event (vendor, contract, happened_on, kind, times, basis, recorded_by, recorded_at, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
"""


async def enter_fact(
    *,
    contract: int,
    period: Period,
    name: str,
    value: Decimal,
    evidence: str,
    by: Actor,
    at: datetime,
    beside: Mapping[str, Decimal] = NOTHING,
) -> None:
    """Enter a number only people know, with its evidence; entering it again replaces it (the journal keeps both).

    `beside` are numbers entered at the same time. Raises Invalid for a fact that is counted from the record, a
    negative number, one above the most it can be, or no evidence; Forbidden, NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        known = {one: entry.value for one, entry in (await entries(contract=contract, period=period, for_=by)).items()}
        _check_entry(under, period, name, evidence, {**known, **beside, name: value})
        before = await deed.connection.fetchval(
            "SELECT value FROM kpi_manual_fact WHERE contract = $1 AND period = $2 AND name = $3",
            contract,
            str(period),
            name,
        )
        await deed.connection.execute(
            _ENTER, under.vendor, contract, str(period), name, value, evidence.strip(), by.name, at
        )
        deed.note(
            "fact.entered",
            "contract",
            contract,
            vendor=under.vendor,
            before=None if before is None else {"value": str(before)},
            after={"period": str(period), "name": name, "value": str(value)},
            note=evidence.strip(),
        )


def _check_entry(under: ContractView, period: Period, name: str, evidence: str, values: Mapping[str, Decimal]) -> None:
    rulebook, value = in_force(under.vendor_kind.value, period.ends_on), values[name]
    fields = {}
    if name not in enterable(rulebook):
        fields["name"] = Words(
            "该数据由系统从记录统计，或不属于本类考核规则。", "Counted from the record, or not in this rulebook."
        )
    if not value.is_finite() or not 0 <= value < MOST:
        fields["value"] = Words("应为不小于 0 的数，且在合理范围内。", "A number of 0 or more, within reason.")
    elif fault := beyond(rulebook, values, touched=(name,)).get(name):
        fields["value"] = Words(fault.zh, fault.en)
    if not evidence.strip():
        fields["evidence"] = Words("请写明依据。", "Say what it rests on.")
    if fields:
        raise Invalid(fields)


async def record_conduct(
    *, contract: int, kind: str, happened_on: date, count: int, basis: str, by: Actor, at: datetime, source: str = ""
) -> int:
    """Record a deduction, veto or bonus event with its basis; returns its id. `source` is the record of a lead.

    Raises Invalid, Conflict (it stands already, or an event has been made of the source), Forbidden, NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        fields = _event_faults(count, basis)
        fields |= _day_faults(kind, happened_on, vendor_kind=under.vendor_kind.value, today=local_date(at))
        if fields:
            raise Invalid(fields)
        await deed.connection.execute(_ONE_AT_A_TIME, contract)
        if source and await deed.connection.fetchval(_MADE, contract, source):
            raise Conflict("该记录已登记为履约行为。", "An event has been made of this record.")
        if await deed.connection.fetchval(_TWICE, contract, happened_on, kind, basis.strip()):
            raise Conflict(
                "同一日期、同一依据的该行为已登记，如有差错请先作废。",
                "The same event of that day and basis stands already; withdraw it first if it is wrong.",
            )
        row = (under.vendor, contract, happened_on, kind, count, basis.strip(), by.name, at, source)
        event = await deed.connection.fetchval(_RECORD, *row)
        after: dict[str, Json] = {"kind": kind, "happened_on": happened_on.isoformat(), "count": count}
        deed.note("conduct.recorded", "contract", contract, vendor=under.vendor, after=after, note=basis.strip())
    return int(event)


async def withdraw_conduct(*, event: int, reason: str, by: Actor, at: datetime) -> None:
    """作废: from now on it does not count; cards issued before keep what they counted.

    Raises Invalid (no reason), Conflict (withdrawn), NotFound, Forbidden.
    """
    must_be_bureau(by)
    why = reasoned(reason)
    async with act(by=by, at=at) as deed:
        row = await mark_withdrawn(deed, table="kpi_conduct_event", id_=event, reason=why)
        after: dict[str, Json] = {"event": event, "kind": row["kind"], "happened_on": row["happened_on"].isoformat()}
        deed.note("conduct.withdrawn", "contract", row["contract"], vendor=row["vendor"], after=after, note=why)


def _day_faults(kind: str, on: date, *, vendor_kind: str, today: date) -> dict[str, Words]:
    """What is wrong with the day, and whether the rulebook of that day knows the event."""
    if on > today:
        return {"happened_on": Words("不能晚于今天。", "Not after today.")}
    if not has_one(vendor_kind, on):
        return {"happened_on": Words("当天没有生效的考核规则。", "No rulebook was in force on that day.")}
    if kind not in event_names(in_force(vendor_kind, on)):
        return {"kind": Words("考核规则没有这种事件。", "The rulebook has no such event.")}
    return {}


def _event_faults(count: int, basis: str) -> dict[str, Words]:
    fields = {}
    if not 1 <= count <= MOST_TIMES:
        fields["count"] = Words(f"应为 1–{MOST_TIMES} 次。", f"Once at least, {MOST_TIMES} times at most.")
    if not basis.strip():
        fields["basis"] = Words("请写明依据。", "Say what it rests on.")
    return fields
