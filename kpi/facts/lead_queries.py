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
from vendors.policy.parameters import parameter
from vendors.registry.credit.queries import credit_checks
from vendors.registry.oversight.queries import inspections
from vendors.transaction import transaction

LISTED: Final = "licence_lost_or_blacklisted"
SHARED: Final = "accounts_shared"
UNDECLARED: Final = "recusals_undeclared"
_TAKEN: Final = "SELECT source FROM kpi_conduct_event WHERE contract = $1 AND source <> '' AND withdrawn_at IS NULL"


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
        *await _shared(contract, window, as_of),
    ]
    fresh = [one for one in found if one.record not in taken]
    return tuple(sorted(fresh, key=lambda one: (one.happened_on, one.record)))


async def _shared(contract: ContractView, window: tuple[date, date], as_of: datetime) -> Sequence[Lead]:
    """Days on which one account was used from more addresses than people usually move between."""
    opened = await of_vendors(vendors=[contract.vendor], kind="session.opened", window=window, as_of=as_of)
    places: dict[tuple[str, str, date], dict[str, int]] = {}
    for link in opened.get(contract.vendor, ()):
        entry = link.entry
        whose = (entry.object_id, entry.actor_name, local_date(entry.at))
        places.setdefault(whose, {}).setdefault(str((entry.after or {}).get("address", "")), link.seq)
    usual = parameter("account_addresses_usual", window[1]).whole
    return [
        Lead(
            record=f"journal:{max(seen.values())}",
            kind=SHARED,
            happened_on=day,
            words=Words("同一账号一天内多处登录，疑似共用", "One account used from many places in a day: shared?"),
            basis=f"{day} 账号 {name} 从 {len(seen)} 个地址登录：{'、'.join(sorted(seen))}"[:300],
        )
        for (_person, name, day), seen in places.items()
        if len(seen) > usual
    ]


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
