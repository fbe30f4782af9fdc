"""From an uploaded workbook to a scorecard's fact, and from the card back to the cell, by links alone."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from server.scorecards import pages
from server.web import clock
from tests.importers.batches.test_record_sheets import audit_desk, confirmed, filled, named
from tests.support import a, cards, rooms
from tests.support.record_rows import facts_of
from vendors.periods import Period, at_local
from vendors.tasks.queries import task
from vendors.tasks.rules import TaskKind

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
ROWS = 5


async def test_warnings_of_an_uploaded_sheet_are_counted_by_their_lines(data: Path) -> None:
    desk = await audit_desk(data, TaskKind.STOCK_MONITORING)
    kind = named("smart-monitoring")
    charged = date(2026, 8, 5)  # as in the example; all its days are moved back into the first quarter
    await confirmed(desk, await filled(desk, kind, ROWS, warned="是", warned_on=charged + timedelta(days=1)))
    contract = (await task(desk.task, for_=a.MANAGER)).contract
    facts = await facts_of(contract, period=Period.parse("2026Q1"))
    assert facts["warnings"].value == facts["warnings_on_time"].value == 1


async def test_a_card_leads_to_the_vendors_cell_in_three_steps(data: Path) -> None:
    desk = await audit_desk(data)
    await confirmed(desk, await filled(desk, named("confirmations"), supplier="河西医药配送有限公司"))
    contract = (await task(desk.task, for_=a.MANAGER)).contract
    card = await cards.issued(contract)
    with clock.everywhere_at(at_local(date(2026, 10, 13))):
        who = rooms.visit(rooms.house_at(data), a.MANAGER, pages.HANDLERS)
        shown = await who.get(f"/scorecards/{card}")
        line = re.search(rf'href="(/scorecards/{card}/lines/C03)"', shown.text)
        assert line
        opened = await who.get(line[1])
        row = re.search(r'href="(/scorecards/rows/\d+)">函证结果汇总 第 4 行', opened.text)
        assert row
        cell = (await who.get(row[1])).text
    assert "河西医药配送有限公司" in cell
    assert re.search(r"<code>[A-Z]+4</code></td><td>供应商名称", cell)
