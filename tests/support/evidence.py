"""What lies behind a scorecard of any vendor: a check, a questionnaire, a log of outages, a row of a sheet."""

from datetime import date
from typing import Final

from kpi.facts.questionnaires.actions import Sheet, record_questionnaire
from kpi.facts.questionnaires.rules import Side, questions
from tests.support import a
from tests.support.record_rows import CUTOFF, Q3, row, stored
from vendors.transaction import transaction

_CHECK: Final = """
INSERT INTO kpi_check (vendor, contract, kind, period, covers_from, covers_to, checked_on, checkers, basis, recorded_by,
  recorded_at, withdrawn_by, withdrawn_why)
VALUES ($1, $2, 'papers', '2026Q3', '2026-07-01', '2026-09-30', '2026-10-09', '周启明', '记录', '周启明', $3, '', '')
RETURNING id
"""
_LOG: Final = """
INSERT INTO kpi_outage_log (vendor, contract, month, covers_from, covers_to, service_minutes, basis, recorded_by,
  recorded_at)
VALUES ($1, $2, '2026M09', '2026-09-01', '2026-09-30', 43200, '监控平台', '周启明', $3) RETURNING id
"""


async def behind(vendor: int, *, contract: int, task: int) -> dict[str, list[int]]:
    """Ids by the name paths give them, whatever the kind of the vendor: only its pages are asked for."""
    answers = {one.code: 5 for one in questions(Side.BUREAU)}
    said = Sheet(side=Side.BUREAU, answers=answers, answered_on=date(2026, 10, 9), respondent="基金监管科")
    sheet = await record_questionnaire(contract=contract, period=Q3, sheet=said, by=a.MANAGER, at=CUTOFF)
    await stored(vendor, task, [row("confirmations", "HZ-1 河西医药", outcome="已回函相符")])
    async with transaction() as connection:
        check = await connection.fetchval(_CHECK, vendor, contract, CUTOFF)
        log = await connection.fetchval(_LOG, vendor, contract, CUTOFF)
        result = await connection.fetchval("SELECT max(id) FROM vendors_task_result WHERE vendor = $1", vendor)
    return {"check": [check], "sheet": [sheet], "log": [log], "result": [result]}
