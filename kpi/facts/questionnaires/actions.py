import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kpi.facts.questionnaires.rules import Side, problems, score
from kpi.facts.withdrawing import mark_withdrawn, reasoned
from vendors.actors import Actor
from vendors.attachments.actions import attach
from vendors.attachments.rules import File
from vendors.contracts.queries import contract as contract_view
from vendors.errors import Conflict, Invalid, Words
from vendors.findings.reach_queries import reported_on
from vendors.institutions.queries import institutions_by_code
from vendors.journal.actions import act
from vendors.journal.rules import Json
from vendors.periods import Period, local_date
from vendors.registry.rules import must_be_bureau
from vendors.tasks.results.fact_queries import reached

ATTACHED: Final = "questionnaire"
_INSERT: Final = """
INSERT INTO kpi_questionnaire (contract, period, covers_from, covers_to, side, institution, respondent, answers, score,
  comment, answered_on, recorded_by, recorded_at, withdrawn_by, withdrawn_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '') RETURNING id
"""
_TWICE: Final = """
SELECT EXISTS (SELECT FROM kpi_questionnaire WHERE contract = $1 AND period = $2 AND side = $3
  AND institution IS NOT DISTINCT FROM $4 AND respondent = $5 AND withdrawn_at IS NULL)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of answers. `institution` is the code of an inspected institution, for its side only."""

    side: Side
    answers: Mapping[str, int]
    answered_on: date
    respondent: str = ""
    institution: str = ""
    comment: str = ""


async def record_questionnaire(
    *, contract: int, period: Period, sheet: Sheet, by: Actor, at: datetime, file: File | None = None, sha256: str = ""
) -> int:
    """Keep a sheet of answers; returns its id.

    Raises Invalid (an answer missing, an institution the contract's tasks never reached), Conflict (this respondent has
    answered for the period), Forbidden, NotFound.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        under = await contract_view(contract, for_=by)
        faults = problems(
            side=sheet.side, answers=sheet.answers, respondent=sheet.respondent, answered_on=sheet.answered_on,
            today=local_date(at),
        )  # fmt: skip
        institution, name = await _respondent(sheet, contract, faults)
        if faults:
            raise Invalid(faults)
        if await deed.connection.fetchval(_TWICE, contract, str(period), sheet.side.value, institution, name):
            raise Conflict(
                f"{name} 本期已有问卷，如有差错请先作废。", f"{name} has answered for the period; withdraw that first."
            )
        points = score(sheet.answers)
        made = int(
            await deed.connection.fetchval(
                _INSERT, contract, str(period), period.starts_on, period.ends_on, sheet.side.value, institution, name,
                json.dumps(dict(sheet.answers)), points, sheet.comment.strip(), sheet.answered_on, by.name, at,
            )
        )  # fmt: skip
        after: dict[str, Json] = {
            "contract": contract, "period": str(period), "side": sheet.side.value, "score": str(points),
        }  # fmt: skip
        # no vendor: it does not read who answered
        deed.note("questionnaire.recorded", "questionnaire", made, after=after)
        if file is not None:
            await attach(
                deed, object_type=ATTACHED, object_id=made, vendor=None, title=f"{under.number} {name}"[:120],
                file=file, sha256=sha256,
            )  # fmt: skip
    return made


async def _respondent(sheet: Sheet, contract: int, faults: dict[str, Words]) -> tuple[int | None, str]:
    if sheet.side is Side.BUREAU:
        return None, sheet.respondent.strip()
    known = await institutions_by_code([sheet.institution])
    found = known.get(sheet.institution)
    if found is None:
        faults["institution"] = Words("登记表没有这个机构编码。", "The register has no such code.")
        return None, ""
    if found.id not in await reached(contract=contract) | await reported_on(contract=contract):
        faults["institution"] = Words(
            "该机构不在本合同任务的范围内，不是被检机构。", "No task of this contract reached it; it was not inspected."
        )
    return found.id, found.name


async def withdraw_questionnaire(*, questionnaire: int, reason: str, by: Actor, at: datetime) -> None:
    """作废: it no longer counts. Raises Invalid (no reason), Conflict (withdrawn), NotFound, Forbidden."""
    must_be_bureau(by)
    why = reasoned(reason)
    async with act(by=by, at=at) as deed:
        row = await mark_withdrawn(deed, table="kpi_questionnaire", id_=questionnaire, reason=why)
        after: dict[str, Json] = {"contract": row["contract"]}
        deed.note("questionnaire.withdrawn", "questionnaire", questionnaire, after=after, note=why)
