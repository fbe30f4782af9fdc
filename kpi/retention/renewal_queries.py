from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpi.retention.misconduct_queries import MisconductView, misconduct
from kpi.retention.probation_queries import ProbationView, probations
from kpi.retention.queries import ProposalView, proposals
from kpi.retention.rectification_queries import RectificationView, rectifications
from kpi.retention.rectification_rules import OPEN, RectificationState
from kpi.retention.renewal_rules import Advised, Record, advise
from kpi.scorecards.queries import CardRow, cards
from kpi.scorecards.rules import CardState
from vendors.actors import Actor
from vendors.contracts.queries import ContractView, contract, contracts
from vendors.contracts.rules import ContractState
from vendors.errors import Words
from vendors.money import half_up
from vendors.policy.parameters import parameter
from vendors.registry.queries import VendorView, vendors
from vendors.registry.rules import ASSIGNABLE, Standing, must_be_bureau

SHOWN = frozenset({ContractState.IN_FORCE, ContractState.SUSPENDED, ContractState.AMENDING, ContractState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalView:
    """What speaks for and against renewing a contract. `cards` are its published quarters, oldest first."""

    contract: ContractView
    standing: Standing
    cards: Sequence[CardRow]
    mean: Decimal | None
    decisions: Sequence[ProposalView]
    rectifications: Sequence[RectificationView]
    probations: Sequence[ProbationView]
    records: Sequence[MisconductView]
    advised: Advised


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Everything of every vendor, read once."""

    vendors: Mapping[int, VendorView]
    cards: Sequence[CardRow]
    decisions: Sequence[ProposalView]
    rectifications: Sequence[RectificationView]
    probations: Sequence[ProbationView]
    records: Sequence[MisconductView]


async def renewals(*, for_: Actor, on: date) -> tuple[RenewalView, ...]:
    """Contracts that run or have run out, the first to end first. Forbidden to vendor people."""
    must_be_bureau(for_)
    signed = await contracts(for_=for_)
    known = await _read(for_, on)
    renewed = {one.renews for one in signed}
    shown = [one for one in signed if one.state_on(on) in SHOWN and one.id not in renewed]
    return tuple(_view(one, known, on) for one in sorted(shown, key=lambda one: (one.ends_on, one.number)))


async def renewal(contract_id: int, *, for_: Actor, on: date) -> RenewalView:
    """One contract's. Raises NotFound, Forbidden to vendor people."""
    must_be_bureau(for_)
    return _view(await contract(contract_id, for_=for_), await _read(for_, on), on)


async def _read(for_: Actor, on: date) -> _Known:
    return _Known(
        vendors={one.id: one for one in await vendors(for_=for_)},
        cards=await cards(for_=for_, states=(CardState.PUBLISHED,)),
        decisions=await proposals(for_=for_),
        rectifications=await rectifications(for_=for_),
        probations=await probations(for_=for_),
        records=await misconduct(for_=for_, on=on, in_force=True),
    )


def _view(one: ContractView, known: _Known, on: date) -> RenewalView:
    standing = known.vendors[one.vendor].standing
    own = sorted(
        (row for row in known.cards if row.contract == one.id and row.period.kind == "Q"),
        key=lambda row: row.period.starts_on,
    )
    totals = [row.total for row in own if row.total is not None]
    mean = half_up(sum(totals, Decimal(0)) / len(totals)) if totals else None
    opened = [each for each in known.rectifications if each.contract == one.id]
    watched = [each for each in known.probations if each.vendor == one.vendor]
    records = [each for each in known.records if each.vendor == one.vendor]
    record = Record(
        mean=mean,
        against=_against(one, standing, own, records),
        conditions=_conditions(one, standing, opened, watched, on),
        least=parameter("renewal_score_min", on).value,
        preferred=parameter("renewal_score_preferred", on).value,
    )
    return RenewalView(
        contract=one,
        standing=standing,
        cards=own,
        mean=mean,
        decisions=[each for each in known.decisions if each.contract == one.id],
        rectifications=opened,
        probations=watched,
        records=records,
        advised=advise(record),
    )


def _against(
    one: ContractView, standing: Standing, own: Sequence[CardRow], records: Sequence[MisconductView]
) -> list[Words]:
    found = []
    if one.renewal_barred:
        found.append(Words(f"已决定不续签：{one.renewal_barred}", f"It was decided not to renew: {one.renewal_barred}"))
    if standing not in {*ASSIGNABLE, Standing.SUSPENDED, Standing.REGISTERED}:
        found.append(Words(f"机构状态为“{standing.zh}”。", f"The vendor is “{standing.en}”."))
    found += [Words(f"{row.period.zh}触发一票否决。", f"A veto in {row.period.en}.") for row in own if row.vetoed]
    found += [
        Words(f"不良记录 {each.number} 有效期至 {each.until}。", f"Misconduct {each.number} stands until {each.until}.")
        for each in records
    ]
    return found


def _conditions(
    one: ContractView,
    standing: Standing,
    opened: Sequence[RectificationView],
    watched: Sequence[ProbationView],
    on: date,
) -> list[Words]:
    found = []
    if standing is Standing.SUSPENDED:
        found.append(Words("机构处于暂停派单，须先恢复。", "The vendor is suspended and must be resumed first."))
    for each in opened:
        if each.state in OPEN:
            found.append(Words(f"整改 {each.number} 尚未验收。", f"Rectification {each.number} is not examined yet."))
        elif each.state is RectificationState.FAILED:
            found.append(Words(f"整改 {each.number} 不合格。", f"Rectification {each.number} failed."))
    found += [
        Words(f"观察期 {each.number} 至 {each.ends_on}。", f"Probation {each.number} runs until {each.ends_on}.")
        for each in watched
        if each.ended_at is None
    ]
    longest = parameter("contract_term_max_months", on).whole
    if one.chain_months and one.chain_months >= longest:
        found.append(
            Words(
                f"连续履行已满 {one.chain_months} 个月（上限 {longest} 个月），须重新采购。",
                f"It has run {one.chain_months} months of at most {longest}: procure anew.",
            )
        )
    return found
