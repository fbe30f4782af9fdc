"""Short names of indicators for the corners of a radar; an indicator without one is named by its code."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kpi.engine.card import Card, Line
from server.web.i18n import locale
from vendors.money import half_up

SHORT: Final[Mapping[str, str]] = {
    "K01": "人员到位", "K02": "报告及时", "K03": "数据规范", "K04": "数据安全", "K05": "廉洁自律", "K06": "协同衔接",
    "K07": "满意度",
    "A01": "审核完成", "A02": "抽检达标", "A03": "按时完成", "A04": "认定准确", "A05": "金额偏差", "A06": "漏检控制",
    "A07": "申辩成立",
    "B01": "筛查覆盖", "B02": "疑点查实", "B03": "规则维护", "B04": "预警及时", "B05": "进销存", "B06": "系统可用",
    "B07": "医师库", "B08": "申辩成立",
    "C01": "按时完成", "C02": "抽盘覆盖", "C03": "函证控制", "C04": "底稿完整", "C05": "认定准确", "C06": "金额偏差",
    "C07": "一次通过", "C08": "申辩成立",
    "D01": "调查及时", "D02": "结论准确", "D03": "评定按时", "D04": "结论一致", "D05": "审核差错", "D06": "护理评估",
    "D07": "咨询办结", "D08": "支付及时",
}  # fmt: skip
SHORT_ENGLISH: Final[Mapping[str, str]] = {
    "K01": "Staffing", "K02": "Reports", "K03": "Data", "K04": "Security", "K05": "Integrity", "K06": "Hand-offs",
    "K07": "Satisfaction",
}  # fmt: skip


def axis(code: str) -> str:
    """In English the professional indicators by code: their names are too long for a corner."""
    return (SHORT if locale() == "zh" else SHORT_ENGLISH).get(code, code)


def achieved(line: Line) -> Decimal | None:
    """Points as a percentage of what the line could bring; None when it does not apply."""
    if line.points is None or not line.effective_points:
        return None
    return half_up(line.points / line.effective_points * 100)


def means(cards: Iterable[Card]) -> Mapping[str, Decimal]:
    """The mean achievement of every indicator over some cards, those without it left out."""
    found: dict[str, list[Decimal]] = {}
    for card in cards:
        for line in card.lines:
            share = achieved(line)
            if share is not None:
                found.setdefault(line.code, []).append(share)
    return {code: half_up(sum(shares, Decimal(0)) / len(shares)) for code, shares in found.items()}


def block_mean(cards: Sequence[Card], block: str) -> Decimal | None:
    """The mean achievement of one block over some cards."""
    shares = [
        line.points / line.max_points * 100
        for card in cards
        for line in card.blocks
        if line.code == block and line.points is not None and line.max_points
    ]
    return half_up(sum(shares, Decimal(0)) / len(shares)) if shares else None
