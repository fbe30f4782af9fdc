"""What other registers hold that may be an event of conduct: a person decides, nothing is taken off by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import Actor
from vendors.contracts.queries import ContractView
from vendors.errors import Words
from vendors.journal.queries import of_vendors
from vendors.people.recusal.fact_queries import found_ties
from vendors.periods import Period, local_date
from vendors.registry.credit.queries import credit_checks
from vendors.registry.oversight.queries import inspections
from vendors.transaction import transaction

LISTED: Final = "licence_lost_or_blacklisted"
UNDECLARED: Final = "recusals_undeclared"
_TAKEN: Final = "SELECT source FROM kpi_conduct_event WHERE contract = $1 AND source <> ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A record that may count against the vendor; `kind` is the event it points to, empty when that is open."""

    record: str
    kind: str
    happened_on: date
    words: Words
    basis: str


async def leads(*, contract: ContractView, period: Period, for_: Actor, as_of: datetime) -> tuple[Lead, ...]:
    """Those of a period nobody has made an event of, the oldest first. For the bureau."""
    async with transaction() as connection:
        taken = {row["source"] for row in await connection.fetch(_TAKEN, contract.id)}
    window = (period.starts_on, period.ends_on)
    found = [
        *await _ties(contract, window),
        *await _seen(contract, window, for_),
        *await _listed(contract, window, as_of),
        *await _on_record(contract, window, for_),
    ]
    fresh = [one for one in found if one.record not in taken]
    return tuple(sorted(fresh, key=lambda one: (one.happened_on, one.record)))


async def _ties(contract: ContractView, window: tuple[date, date]) -> Sequence[Lead]:
    return [
        Lead(
            record=f"tie:{tie.id}",
            kind=UNDECLARED,
            happened_on=tie.decided_on,
            words=Words("核查发现的回避关系（未申报）", "A tie that was found, not declared"),
            basis=f"回避核查：{tie.who} 与 {tie.institution_name}，认定应回避",
        )
        for tie in await found_ties(contract.vendor, window=window)
    ]


async def _seen(contract: ContractView, window: tuple[date, date], for_: Actor) -> Sequence[Lead]:
    """Inspections that asked for something to be put right."""
    first, last = window
    return [
        Lead(
            record=f"inspection:{one.id}",
            kind="",
            happened_on=one.inspected_on,
            words=Words(f"监督检查（{one.kind.zh}）要求整改", f"An inspection ({one.kind.en}) asked for correction"),
            basis=f"{one.inspected_on} {one.kind.zh}：{one.findings}"[:300],
        )
        for one in await inspections(for_=for_, vendor=contract.vendor)
        if one.rectify_by is not None and first <= one.inspected_on <= last
    ]


async def _listed(contract: ContractView, window: tuple[date, date], as_of: datetime) -> Sequence[Lead]:
    found = await of_vendors(vendors=[contract.vendor], kind="vendor.blacklist_hit", window=window, as_of=as_of)
    return [
        Lead(
            record=f"journal:{link.seq}",
            kind=LISTED,
            happened_on=local_date(link.entry.at),
            words=Words("命中黑名单", "Found on the blacklist"),
            basis=link.entry.note,
        )
        for link in found.get(contract.vendor, ())
    ]


async def _on_record(contract: ContractView, window: tuple[date, date], for_: Actor) -> Sequence[Lead]:
    first, last = window
    return [
        Lead(
            record=f"credit_check:{one.id}",
            kind=LISTED,
            happened_on=one.checked_on,
            words=Words(f"失信核查有记录（{one.source.zh}）", f"On record at a dishonesty check ({one.source.en})"),
            basis=f"{one.checked_on} {one.source.zh} 查询有记录 {one.note}".strip(),
        )
        for one in await credit_checks(contract.vendor, for_=for_)
        if one.on_record and first <= one.checked_on <= last
    ]
