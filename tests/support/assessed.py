"""A vendor whose quarter is over: a workbook sent, its findings determined, conduct on record, nothing scored yet."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from importers.batches.actions import confirm
from importers.batches.rules import BatchState
from kpi.facts.actions import record_conduct
from tests.support import a, filed, ledger, uploads
from vendors.findings.queries import Filters, queue
from vendors.periods import at_local, local_date
from vendors.registry.queries import vendor as vendor_view
from vendors.rulings.actions import NewRuling, determine
from vendors.rulings.rules import Outcome, ReasonCode
from vendors.tasks.actions import begin_check, check_off
from vendors.tasks.queries import task as task_view

ACCEPTED = at_local(date(2026, 7, 15))
CASES, FOUND = 30, 20
STANDS = NewRuling(finding=0, version=0, outcome=Outcome.UPHELD, reason_code=ReasonCode.FACTS_PROVEN)
FALLS = replace(STANDS, outcome=Outcome.NOT_UPHELD, reason_code=ReasonCode.EVIDENCE_LACKING, reason="证据不足")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What was made, by the ids pages call it."""

    code: str
    contract: int
    findings: tuple[int, ...]


async def quarter(*, folder: Path, fallen: int, shared: int = 0, on_post: int = 2) -> Assessed:
    """Of twenty findings so many fell; an account was shared so often; so many people of ten are on post."""
    staff = ["何小满", "石磊", *(f"审核员{place}" for place in range(3, on_post + 1))]
    desk = await uploads.desk(folder=folder, visits=CASES, staff=staff)
    taken = await desk.upload(await desk.workbook(found=FOUND))
    assert await desk.check(taken.batch) is BatchState.READY
    await confirm(batch=taken.batch, by=desk.clerk, at=uploads.UPLOADED)
    await begin_check(task=desk.task, by=a.MANAGER, at=ACCEPTED)
    await check_off(task=desk.task, by=a.MANAGER, at=ACCEPTED, note="核对一致")
    page = await queue(for_=filed.LEADER, at=filed.FILED, filters=Filters(batch=taken.batch), size=FOUND)
    found = tuple(sorted(row.id for row in page.rows))
    for place, finding in enumerate(found):
        await filed.notified(finding)
        ruling = replace(FALLS if place < fallen else STANDS, finding=finding, version=await filed.version(finding))
        await determine(ruling=ruling, by=filed.LEADER, at=filed.AFTER)
    task = await task_view(desk.task, for_=a.MANAGER)
    if shared:
        await record_conduct(
            contract=task.contract, kind="accounts_shared", happened_on=date(2026, 8, 12), count=shared,
            basis="登录日志：两人共用一个账号", by=a.MANAGER, at=filed.AFTER,
        )  # fmt: skip
    seen = await vendor_view(task.vendor, for_=a.MANAGER)
    return Assessed(code=seen.code, contract=task.contract, findings=found)


async def annulled(finding: int, *, at: datetime) -> None:
    """The determination set aside by reconsideration."""
    await ledger.reversed_(finding, at=at, decided_on=local_date(at))
