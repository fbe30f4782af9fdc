"""How much of something stands in a state, as a person sees it: what the queues count."""

from collections.abc import Awaitable, Callable
from datetime import date

from vendors.actors import Actor
from vendors.contracts.list_queries import Narrowed, page_of_contracts
from vendors.contracts.payment_queries import PaymentFilter, payment_counts
from vendors.contracts.payment_rules import PaymentState
from vendors.contracts.queries import contract
from vendors.contracts.rules import ContractState
from vendors.handoffs.queries import HandoffFilters, handoff_counts, handoffs
from vendors.handoffs.rules import HandoffState, Side
from vendors.people.lead_actions import ProposalState
from vendors.people.list_queries import state_counts
from vendors.people.person_queries import proposals
from vendors.people.recusal.queries import TieFilter, ties
from vendors.people.recusal.ties import TieState
from vendors.people.rules import StaffState
from vendors.periods import at_local
from vendors.provision.queries import provision_totals
from vendors.provision.rules import ProvisionState
from vendors.recoveries.queries import AccountFilters, account_counts, to_be_booked
from vendors.registry.qualifications.queries import to_verify
from vendors.review_rules.queries import rule_states
from vendors.review_rules.rules import RuleState
from vendors.reviewing.queries.opinions import asked_of
from vendors.reviewing.queries.samples import unlooked
from vendors.reviewing.rules import OpinionState
from vendors.rulings.queries import letter_counts, panels_waiting
from vendors.rulings.service_rules import LetterState
from vendors.statistics.campaign.queries import reports
from vendors.statistics.campaign.rules import ReportState
from vendors.tasks.clock.queries import open_pauses
from vendors.tasks.list_queries import state_counts as task_counts
from vendors.tasks.rules import TaskState

Count = Callable[[Actor, date], Awaitable[int]]


def tables(*states: ReportState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a table waits whatever the day
        found = await reports(for_=who)
        return sum(one.state in states and one.superseded_at is None for one in found)

    return count


def staff(state: StaffState) -> Count:
    async def count(who: Actor, on: date) -> int:
        return (await state_counts(for_=who, on=on))[state]

    return count


def payments(state: PaymentState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a payment waits whatever the day
        return (await payment_counts(PaymentFilter(), for_=who)).get(state, 0)

    return count


def releases(state: ProvisionState) -> Count:
    async def count(who: Actor, on: date) -> int:
        return (await provision_totals(for_=who, on=on)).states[state]

    return count


def rules(*states: RuleState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a rule waits whatever the day
        found = await rule_states(for_=who)
        return sum(found[state] for state in states)

    return count


async def leads(who: Actor, on: date) -> int:  # noqa: ARG001 a proposal waits whatever the day
    return len(await proposals(for_=who, state=ProposalState.PENDING))


async def recusals(who: Actor, on: date) -> int:  # noqa: ARG001 a tie waits whatever the day
    return (await ties(for_=who, which=TieFilter(state=TieState.DECLARED), size=1))[1]


def contracts(*, passed: bool) -> Count:
    """In the legal reviewer's hands, or through them."""

    async def count(who: Actor, on: date) -> int:
        rows, _ = await page_of_contracts(Narrowed(state=ContractState.LEGAL_REVIEW.value), on=on, for_=who)
        found = [await contract(row.id, for_=who) for row in rows]
        return sum(one.review_passed is passed for one in found)

    return count


async def refused_drafts(who: Actor, on: date) -> int:
    """Drafts the legal reviewer sent back."""
    rows, _ = await page_of_contracts(Narrowed(state=ContractState.DRAFT.value), on=on, for_=who)
    found = [await contract(row.id, for_=who) for row in rows]
    return sum(one.reviewed_at is not None for one in found)


def slips(state: HandoffState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a slip waits whatever the day
        return (await handoff_counts(for_=who))[state]

    return count


def sent(*states: HandoffState) -> Count:
    """Slips a vendor's own people sent."""

    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a slip waits whatever the day
        found = await handoffs(for_=who, which=HandoffFilters(states=frozenset(states)))
        return sum(one.mine is Side.SENDER for one in found)

    return count


def tasks(state: TaskState) -> Count:
    async def count(who: Actor, on: date) -> int:  # noqa: ARG001 a task waits whatever the day
        return (await task_counts(for_=who))[state]

    return count


async def second_looks(who: Actor, on: date) -> int:  # noqa: ARG001 a case waits whatever the day
    return await unlooked(for_=who)


async def opinions(who: Actor, on: date) -> int:  # noqa: ARG001 an opinion waits whatever the day
    return sum(one.state is OpinionState.ASKED for one in await asked_of(for_=who))


async def certificates(who: Actor, on: date) -> int:  # noqa: ARG001 a certificate waits whatever the day
    return len(await to_verify(for_=who))


async def clocks(who: Actor, on: date) -> int:  # noqa: ARG001 a request waits whatever the day
    return len(await open_pauses(for_=who))


async def unserved(who: Actor, on: date) -> int:  # noqa: ARG001 a notice waits whatever the day
    """Notices made as papers and not served yet."""
    return (await letter_counts())[LetterState.PRINTED] if who.at_bureau else 0


async def panels_due(who: Actor, on: date) -> int:
    return await panels_waiting(for_=who, on=on)


async def unbooked(who: Actor, on: date) -> int:  # noqa: ARG001 a measure waits whatever the day
    return len(await to_be_booked(for_=who))


def recoveries(filters: AccountFilters) -> Count:
    """Accounts of the recovery ledger."""

    async def count(who: Actor, on: date) -> int:
        return sum((await account_counts(for_=who, at=at_local(on), filters=filters)).values())

    return count
