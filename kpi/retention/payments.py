"""The assessment's part in a payment: what the published cards of an instalment's quarters take off its linked fee.

A card superseded after its quarter was asked for is put right in the next instalment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from kpi.retention.queries import ProposalState, proposal_of
from kpi.retention.rules import linked_fee
from kpi.scorecards.queries import cards
from kpi.scorecards.rules import CardState
from vendors.actors import SYSTEM, Actor
from vendors.contracts import actions
from vendors.contracts.instalments import Part, assessed_periods, spread
from vendors.contracts.payment_queries import PartView, PaymentView, parts, payments_of
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import ContractView
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Gate, NotFound, Words
from vendors.periods import Period
from vendors.transaction import transaction

WHOLE = Decimal(1)
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext($1))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The published card of a quarter and the share of the linked fee due by it."""

    card: int
    number: str
    coefficient: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What an instalment comes to: its own parts and corrections of earlier ones, or what is still lacking."""

    payment: PaymentView
    parts: Sequence[Part]
    lacking: Words | None

    @property
    def deducted_fen(self) -> int:
        return sum(part.deducted_fen for part in self.parts)

    @property
    def payable_fen(self) -> int:
        return self.payment.planned_fen - self.deducted_fen


async def reckon(payment: PaymentView, *, under: ContractView) -> Reckoned:
    """What may be asked for an instalment that is still planned."""
    try:
        own = await _own(payment, under)
    except Gate as gate:
        return Reckoned(payment=payment, parts=(), lacking=gate.words)
    left = payment.planned_fen - sum(part.deducted_fen for part in own)
    found = (*own, *_within(await corrections(under.id), left))
    return Reckoned(payment=payment, parts=found, lacking=None)


async def propose_payment(*, contract: int, instalment: int, note: str = "", by: Actor, at: datetime) -> int:
    """Ask for an instalment; returns the payment's id.

    Raises NotFound, Gate `no_card` or `undecided` while its quarters are not assessed, and as vendors.contracts does.
    """
    async with transaction() as connection:
        await connection.execute(_ONE_AT_A_TIME, f"payments {contract}")
        under = await contract_view(contract, for_=by)
        rows = await payments_of(under, for_=by)
        payment = next((row for row in rows if row.instalment == instalment), None)
        if payment is None:
            raise NotFound
        own = await _own(payment, under) if payment.state is PaymentState.PLANNED else ()
        left = payment.planned_fen - sum(part.deducted_fen for part in own)
        found = (*own, *_within(await corrections(contract), left))
        return await actions.propose_payment(
            contract=contract, instalment=instalment, parts=found, note=note, by=by, at=at
        )


async def settle(*, contract: int, note: str = "", by: Actor, at: datetime) -> int:
    """Corrections that no instalment is left to carry, as a payment of their own. Raises as vendors.contracts does."""
    async with transaction() as connection:
        await connection.execute(_ONE_AT_A_TIME, f"payments {contract}")
        return await actions.settle(contract=contract, parts=await corrections(contract), note=note, by=by, at=at)


async def linked_in(under: ContractView, period: Period) -> int:
    """The linked fee, in fen, that a quarter's card decides under a contract; 0 for other periods."""
    rows = await payments_of(under, for_=SYSTEM)
    return sum(
        linked
        for row in rows
        for quarter, linked in spread(row.linked_fen, assessed_periods(row.covers_from, row.covers_to))
        if quarter == period
    )


async def corrections(contract: int) -> tuple[Part, ...]:
    """What earlier payments' superseded cards have come to mean since, in the order of those payments."""
    known = await parts(contract, for_=SYSTEM)
    first = [one for one in known if one.part.corrects is None]
    found = [await _put_right(contract, one, known) for one in first]
    return tuple(part for part in found if part is not None)


async def _put_right(contract: int, one: PartView, known: Sequence[PartView]) -> Part | None:
    now = await _decided(contract, one.part.period)
    later = [other.part for other in known if other.part.corrects == one.id]
    if now is None:
        return None
    taken = one.part.deducted_fen + sum(part.deducted_fen for part in later)
    change = linked_fee(one.part.linked_fen, now.coefficient).deduction - taken
    if not change:
        return None
    return Part(
        period=one.part.period, linked_fen=0, coefficient=now.coefficient,
        deducted_fen=change, card=now.card, card_number=now.number, corrects=one.id,
    )  # fmt: skip


def _within(found: Sequence[Part], left: int) -> tuple[Part, ...]:
    """As much of the corrections as the instalment can bear; the rest waits for the next."""
    borne = []
    for part in found:
        taken = min(part.deducted_fen, left)
        left -= taken
        if taken:
            borne.append(replace(part, deducted_fen=taken))
    return tuple(borne)


async def _own(payment: PaymentView, under: ContractView) -> tuple[Part, ...]:
    if not payment.linked_fen:
        return ()
    found = []
    for period, linked in spread(payment.linked_fen, assessed_periods(payment.covers_from, payment.covers_to)):
        decided = await _decided(under.id, period)
        if decided is None:
            raise Gate(
                "no_card",
                f"{period.zh}的记分卡尚未公布或挂钩款建议尚未决定，暂不能申请付款。",
                f"The card of {period.en} is not published, or its linked fee not decided; nothing can be asked for.",
            )
        found.append(
            Part(
                period=period,
                linked_fen=linked,
                coefficient=decided.coefficient,
                deducted_fen=linked_fee(linked, decided.coefficient).deduction,
                card=decided.card,
                card_number=decided.number,
            )
        )
    return tuple(found)


async def _decided(contract: int, period: Period) -> Decided | None:
    """None without a published card, or while a deduction waits for the leader; a declined one takes nothing off.

    An earlier decision that was kept goes on as it was.
    """
    published = await cards(for_=SYSTEM, contract=contract, period=period, states=(CardState.PUBLISHED,))
    if not published:
        return None
    card = published[0]
    proposal = await proposal_of(card.id, for_=SYSTEM)
    if proposal is None or (proposal.state is ProposalState.PROPOSED and proposal.fee_ratio < WHOLE):
        return None
    return Decided(card=card.id, number=card.number, coefficient=proposal.coefficient)
