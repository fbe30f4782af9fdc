"""Words, tables and forms that several papers share."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from server.documents.office import BLANK
from server.documents.records import Service, Told
from server.paper.blocks import DATE_TO_FILL, Align, Column, Form, Row, Table
from vendors.money import capital, yuan

FOOT: Final = "由登记内容生成，加盖印章后生效"
_SUM: Final = "合计"


def day(on: date | None) -> str:
    """2026年3月9日: Arabic, no zero before it; without one, a blank to fill in."""
    return f"{on.year}年{on.month}月{on.day}日" if on else DATE_TO_FILL.strip("　").rjust(10, "　")


def money(fen: int) -> str:
    """Figures and words, as a paper that asks for money has them."""
    return f"{yuan(fen)}元（大写：{capital(fen)}）"


def columns(*said: tuple[str, float, Align]) -> tuple[Column, ...]:
    return tuple(Column(name=name, width=width, align=align) for name, width, align in said)


def findings_table(told: Iterable[Told], *, title: str = "") -> Table:
    """One row a finding, with the sum."""
    found = tuple(told)
    rows = tuple(
        (str(place), one.number, one.violation, one.visit_id, one.patient, yuan(one.reported_fen))
        for place, one in enumerate(found, 1)
    )
    total = ("", _SUM, "", "", "", yuan(sum(one.reported_fen for one in found)))
    return Table(
        title=title,
        columns=columns(
            ("序号", 0.6, "center"),
            ("问题编号", 1.9, "left"),
            ("违规类型", 2, "left"),
            ("就诊号", 2.4, "left"),
            ("参保人", 0.9, "center"),
            ("涉及金额", 1.5, "right"),
        ),
        rows=(*rows, total),
        unit="单位：元",
        total=True,
    )


def lines_table(told: Iterable[Told], *, determined: bool) -> Table:
    """One row a line of a finding, with the sum; with what was determined beside what was reported."""
    found = [(one, item) for one in told for item in one.items]
    rows = tuple(
        (
            *(one.number, one.visit_id, item.name, item.code, _on(item.fee_on), item.quantity, yuan(item.reported_fen)),
            *((yuan(item.determined_fen or 0),) if determined else ()),
        )
        for one, item in found
    )
    sums = [yuan(sum(item.reported_fen for _, item in found))]
    if determined:
        sums.append(yuan(sum(item.determined_fen or 0 for _, item in found)))
    names: tuple[tuple[str, float, Align], ...] = (
        ("问题编号", 2.1, "left"),
        ("就诊号", 2.4, "left"),
        ("项目", 2.6, "left"),
        ("项目编码", 2.6, "left"),
        ("费用日期", 1.4, "center"),
        ("数量", 0.8, "right"),
        ("涉及金额", 1.3, "right"),
    )
    return Table(
        title="",
        columns=columns(*names, *((("认定金额", 1.3, "right"),) if determined else ())),
        rows=(*rows, (_SUM, "", "", "", "", "", *sums)),
        unit="单位：元",
        total=True,
    )


def _on(fee_on: date | None) -> str:
    return fee_on.isoformat() if fee_on else "—"


def receipt(*, paper: str, number: str, party: str, service: Service) -> Form:
    """送达回证: filled as far as the service is known."""
    return Form(
        rows=(
            Row(pairs=(("文书名称", f"{paper}（登记号 {number}）"),)),
            Row(pairs=(("受送达人", party),)),
            Row(pairs=(("送达方式", service.method), ("送达地点", ""))),
            Row(pairs=(("送达时间", day(service.served_on)), ("收件人", service.receiver)), height=14),
            Row(pairs=(("收件人签名或盖章", ""),), height=26),
            Row(pairs=(("代收事由", ""),), height=14),
            Row(pairs=(("拒收情况", service.refusal),), height=22),
            Row(pairs=(("见证人签名", service.witness),), height=18),
            Row(pairs=(("送达人（两人）签名", service.served_by and f"经办：{service.served_by}"),), height=22),
            Row(pairs=(("备注", ""),), height=22),
        )
    )


def filled(text: str) -> str:
    """What was recorded, or a blank to fill in."""
    return text.strip() or BLANK
