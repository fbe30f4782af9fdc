"""检查、查处情况 (BT-02, BT-03): institutions inspected by type, violating ones by outcome, each counted once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vendors.actors import Actor
from vendors.registry.rules import must_be_bureau
from vendors.statistics.campaign.figure_sql import SUMMARY
from vendors.statistics.campaign.figures import Window, figures
from vendors.statistics.units import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One row. 检查 = 医疗机构 + 零售药店 and 违规 = 约谈 + 处罚 + 其他 hold because each institution counts once."""

    inspected: int = 0
    medical: int = 0
    pharmacies: int = 0
    violating: int = 0
    interviewed: int = 0
    penalised: int = 0
    other: int = 0
    recovered_fen: int = 0
    returned_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedTable:
    """Rows by county with 市本级 last; the total distinct over them, None for a county's people."""

    rows: Mapping[str, Inspected]
    total: Inspected | None


async def inspected(*, window: tuple[date, date], as_of: datetime, for_: Actor) -> InspectedTable:
    """Over every task in the days of `window`; a county's people get their own row alone."""
    must_be_bureau(for_)
    over = units(window[1])
    asked = Window(campaign=None, begins=window[0], ends=window[1], known=as_of)
    found = await figures(asked, over=over, which=SUMMARY)
    names = (for_.region,) if for_.region else over.rows
    rows = {code: _row(found.get(code, {})) for code in names}
    return InspectedTable(rows=rows, total=None if for_.region else _row(found.get(over.city, {})))


def _row(row: Mapping[str, int]) -> Inspected:
    return Inspected(
        inspected=row.get("inspected", 0),
        medical=row.get("medical_inspected", 0),
        pharmacies=row.get("pharmacy_inspected", 0),
        violating=row.get("violating", 0),
        interviewed=row.get("by_interview", 0),
        penalised=row.get("by_penalty", 0),
        other=row.get("by_other", 0),
        recovered_fen=row.get("recovered_fen", 0),
        returned_fen=row.get("returned_fen", 0),
    )
