"""Vendors on their way out or back: told of measures, heard, decided on, rectifying."""

from collections.abc import Collection
from datetime import date

from kpi.facts.actions import record_conduct
from kpi.retention.decision_actions import Discussed, decide
from kpi.retention.misconduct_actions import list_misconduct
from kpi.retention.notice_actions import answer_notice, serve_notice
from kpi.retention.notice_rules import Answer
from kpi.retention.probation_actions import enter_probation
from kpi.retention.queries import proposal as proposal_view
from kpi.retention.queries import proposal_of
from kpi.retention.rectification_actions import open_rectification
from kpi.retention.rectification_queries import rectifications
from tests.support import a, cards
from vendors.actors import SYSTEM, Actor, Role
from vendors.transaction import transaction

AT = cards.ISSUED
OTHER = Actor(id=21, name="石文谦", roles=frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER}))
TALK = Discussed(
    on=date(2026, 10, 12), people=("方毅", "周启明", "邓岚", "石文谦", "钱进"), record="局务会纪要第 12 号：同意。"
)


async def vetoed(contract: int) -> int:
    """A published card with a veto; the proposal's id."""
    await record_conduct(
        contract=contract, kind="data_leak", happened_on=date(2026, 8, 3), count=1, basis="检查记录第3号",
        by=a.MANAGER, at=AT,
    )  # fmt: skip
    return await proposed(contract)


async def proposed(contract: int, *, measures: Collection[str] = ()) -> int:
    """A published card and its proposal; `measures` stand in for those its grade leads to."""
    await cards.facts(contract)
    (card,) = await cards.published(contract)
    found = await proposal_of(card, for_=SYSTEM)
    assert found
    if measures:
        sql = """
        UPDATE kpi_proposal SET measures =
          (SELECT jsonb_agg(jsonb_build_array(code, code, code)) FROM unnest($2::text[]) AS code) WHERE id = $1
        """
        async with transaction() as connection:
            await connection.execute(sql, found.id, list(measures))
    return found.id


async def told(proposal: int, *, answer: Answer | None = Answer.NOTHING, statement: str = "情况属实") -> int:
    """The notice served, and answered unless `answer` is None; its id."""
    notice = await serve_notice(proposal=proposal, by=OTHER, at=AT)
    if answer:
        async with transaction() as connection:
            vendor = await connection.fetchval("SELECT vendor FROM kpi_proposal WHERE id = $1", proposal)
        await answer_notice(notice=notice, answer=answer, statement=statement, by=a.clerk_of(vendor), at=AT)
    return notice


async def told_if_owed(proposal: int) -> None:
    """Told and nothing said against it, where anything proposed asks for that."""
    if (await proposal_view(proposal, for_=SYSTEM)).needed.notice:
        await told(proposal)


async def decided(proposal: int, *, measures: Collection[str] | None = None) -> None:
    """Told, nothing said against it, discussed and accepted."""
    await told(proposal)
    await decide(
        proposal=proposal, accepted=True, decision="按考核结果执行", measures=measures, discussed=TALK,
        by=cards.LEADER, at=AT,
    )  # fmt: skip


async def rectifying(contract: int) -> int:
    """A vendor put on rectification; the rectification's id."""
    proposal = await proposed(contract, measures=("rectify",))
    await told_if_owed(proposal)
    await decide(proposal=proposal, accepted=True, decision="限期整改", by=cards.LEADER, at=AT)
    (found,) = await rectifications(for_=SYSTEM)
    return found.id


async def matters(vendor: int, *, contract: int, proposal: int) -> dict[str, list[int]]:
    """One of everything a vendor can have of its retention; their ids by the names paths give them."""
    grounds = "考核不合格"
    rectification = await open_rectification(
        vendor=vendor, contract=contract, proposal=proposal, grounds=grounds, by=cards.LEADER, at=AT
    )
    probation = await enter_probation(vendor=vendor, grounds=grounds, by=cards.LEADER, at=AT)
    record = await list_misconduct(
        vendor=vendor, proposal=proposal, grounds=grounds, basis="合同约定", by=cards.LEADER, at=AT
    )
    return {"rectification": [rectification], "probation": [probation], "misconduct": [record]}
