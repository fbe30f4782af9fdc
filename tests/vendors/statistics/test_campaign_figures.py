"""What the records propose for the campaign table."""

from datetime import date

import pytest

from tests.support import a, baotou
from vendors.statistics.campaign.columns import COLUMNS
from vendors.statistics.campaign.figures import Figures, Window, figures
from vendors.statistics.units import units

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


async def _figures(campaign: int = 1) -> Figures:
    window = Window(campaign=campaign, begins=date(2021, 1, 1), ends=date(2021, 12, 31), known=a.AT)
    return await figures(window, over=units(a.MONDAY))


async def test_every_proposal_is_a_column_of_the_table() -> None:
    found = await _figures()
    proposed = {key for row in found.values() for key in row}
    assert proposed == {one.key for one in COLUMNS if one.computed and one.key != "coverage"}


async def test_leads_and_institutions_count_where_they_lie_and_the_total_is_its_own() -> None:
    task = await baotou.findings()
    found = await _figures(await baotou.campaign(task=task))
    whole, parts = found["620700"], [found[code] for code in baotou.COUNTIES]
    assert whole["leads"] == 1993 == sum(one["leads"] for one in parts)
    assert whole["inspected"] == baotou.DISTINCT == whole["medical_inspected"] + whole["pharmacy_inspected"]
    assert (whole["vendors"], [one.get("vendors", 0) for one in parts]) == (0, [0, 0])


async def test_a_vendor_in_two_counties_is_one_in_the_total() -> None:
    task = await baotou.findings()
    campaign = await baotou.campaign(task=task)
    window = Window(campaign=campaign, begins=date(2026, 7, 1), ends=date(2026, 7, 31), known=a.AT)
    found = await figures(window, over=units(a.MONDAY))
    assert [found[code]["vendors"] for code in ("620700", *baotou.COUNTIES)] == [1, 1, 1]


async def test_another_campaigns_records_are_not_counted() -> None:
    await baotou.findings()
    found = await _figures(await baotou.campaign())
    assert found["620700"]["leads"] == 0
    assert found["620700"]["medical_total"] + found["620700"]["pharmacy_total"] == baotou.DISTINCT
