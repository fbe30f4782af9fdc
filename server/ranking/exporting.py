"""The tables of the page as workbooks."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from litestar import Response

from importers.workbook.writing.looks import COUNT, PERCENT, SCORE
from kpi.ranking.comparing import Compared, Comparison
from kpi.ranking.rules import Standing
from server.desk.grades import grade_name
from server.web.listing import listing
from server.web.tabs import Field
from vendors.periods import Period
from vendors.registry.rules import Kind

_RANKED: Final = (
    Field("名次", 8, COUNT), Field("并列", 8), Field("机构", 30), Field("合同编号", 18), Field("综合得分", 10, SCORE),
    Field("区间下限", 10, SCORE), Field("区间上限", 10, SCORE), Field("收缩估计", 10, SCORE),
    Field("按得分名次", 10, COUNT), Field("按下限名次", 10, COUNT), Field("等级", 10), Field("一票否决", 10),
    Field("样本不足的指标", 20), Field("考核规则", 14),
)  # fmt: skip
_COMPARED: Final = (
    Field("名次", 8, COUNT), Field("并列", 8), Field("机构", 30), Field("合同编号", 18), Field("实际值", 12),
    Field("分子", 10, COUNT), Field("样本量", 10, COUNT), Field("区间下限", 10, PERCENT),
    Field("区间上限", 10, PERCENT), Field("收缩估计", 10, PERCENT), Field("按实际值名次", 12, COUNT),
    Field("按保守界名次", 12, COUNT), Field("样本不足", 10),
)  # fmt: skip
Line = tuple[str | int | Decimal | None, ...]


def ranked_book(rows: Sequence[Standing], period: Period, kind: Kind, *, at: datetime) -> Response[bytes]:
    title, plain = f"{period.zh}{kind.zh}排名", f"ranking-{period}-{kind.value}"
    return listing(title, _RANKED, map(_ranked, rows), at=at, plain=plain)


def compared_book(found: Comparison, period: Period, *, at: datetime) -> Response[bytes]:
    title, plain = f"{period.zh}{found.code}{found.words.zh}", f"ranking-{period}-{found.code}"
    return listing(title, _COMPARED, map(_compared, found.rows), at=at, plain=plain)


def _ranked(one: Standing) -> Line:
    row = one.row
    return (
        one.rank, _yes(one.shared), row.vendor_name, row.contract_number, row.total, one.lower, one.upper, one.shrunk,
        one.by_total, one.by_lower, grade_name(row.grade, row.rulebook), _yes(row.vetoed), "、".join(one.small),
        row.rulebook,
    )  # fmt: skip


def _compared(one: Compared) -> Line:
    lower, upper = (one.interval.lower, one.interval.upper) if one.interval else (None, None)
    return (
        one.rank, _yes(one.shared), one.row.vendor_name, one.row.contract_number, one.line.shown, one.hits, one.trials,
        _figure(lower), _figure(upper), _figure(one.shrunk), one.by_value, one.by_sure, _yes(one.small),
    )  # fmt: skip


def _yes(holds: bool) -> str:
    return "是" if holds else ""


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 6)))
