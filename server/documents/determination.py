"""认定（处理）决定书: the outcome of each finding, what is taken back by stream, how to object.

Streams of money are told one by one with where each goes (LZ Art.47); they are never added up.
"""

from collections.abc import Iterator
from typing import Final

from server.documents.office import Office
from server.documents.records import DecisionPaper, Settled, Taken
from server.documents.wording import FOOT, columns, day, lines_table, money, receipt
from server.paper.blocks import (
    NUMBER_TO_FILL,
    Annex,
    Block,
    Document,
    Heading,
    Line,
    Paragraph,
    Table,
    annexed,
    enumerated,
    numbered,
)
from vendors.money import capital, yuan

TITLE: Final = "问题认定和处理决定书"
_ANNEXES: Final = ("认定金额明细表", "送达回证")


def decision(paper: DecisionPaper, office: Office) -> Document:
    """What the decision reads like."""
    told = tuple(one.told for one in paper.settled)
    warned = "　其中部分认定已被撤销或变更" if paper.changed_since else ""
    return Document(
        title=f"{office.bureau}{TITLE}",
        lines=(office.bureau, TITLE),
        number=NUMBER_TO_FILL,
        facts=(),
        blocks=tuple(_body(paper, office)),
        annexes=(
            Annex(
                title=f"附件1　{_ANNEXES[0]}",
                blocks=(lines_table(told, determined=True),),
                landscape=True,
            ),
            Annex(
                title=f"附件2　{_ANNEXES[1]}",
                blocks=(
                    receipt(paper=TITLE, number=paper.number, party=paper.institution.name, service=paper.service),
                ),
            ),
        ),
        signers=(),
        bureau=office.bureau,
        mark=f"{paper.number}　{FOOT}{warned}",
        made=paper.made,
    )


def _body(paper: DecisionPaper, office: Office) -> Iterator[Block]:
    yield Line(f"{paper.institution.name}（{paper.institution.code}）：")
    yield Paragraph(
        f"本机关对你单位使用医疗保障基金的有关问题进行了审核，已依法告知你单位拟认定的事实、理由、依据"
        f"和陈述申辩的权利{_discussed(paper)}，现认定和处理如下。"
    )
    yield Heading("一、认定的事实、理由和依据")
    for place, one in enumerate(paper.settled, 1):
        yield Heading(f"（{numbered(place)}）{one.told.violation}（{one.told.number}）", 2)
        yield from _settled(one)
    yield _table(paper)
    yield Heading("二、处理决定")
    yield from _measures(paper)
    yield Heading("三、权利救济")
    yield Paragraph(office.remedies)
    yield from annexed(*_ANNEXES)


def _discussed(paper: DecisionPaper) -> str:
    if paper.discussion is None:
        return ""
    number, held_on = paper.discussion
    return f"，并于{day(held_on)}经负责人集体讨论（{number}）"


def _settled(one: Settled) -> Iterator[Block]:
    amounts = f"告知金额{yuan(one.told.reported_fen)}元，认定金额{money(one.determined_fen)}"
    said = (
        ("事实", one.told.facts),
        ("理由", one.told.reasons),
        ("依据", one.told.basis),
        ("陈述申辩", one.heard),
        ("合议", one.panel),
        ("结论", f"{one.outcome}。{amounts}"),
        ("认定理由", one.reason),
    )
    for place, (name, words) in enumerate(((name, words) for name, words in said if words.strip()), 1):
        yield Paragraph(f"{place}.{name}：{words.strip().rstrip('。')}。")


def _table(paper: DecisionPaper) -> Table:
    rows = tuple(
        (
            *(str(place), one.told.number, one.told.violation, one.outcome),
            *(yuan(one.told.reported_fen), yuan(one.determined_fen)),
        )
        for place, one in enumerate(paper.settled, 1)
    )
    reported, determined = (
        sum(one.told.reported_fen for one in paper.settled),
        sum(one.determined_fen for one in paper.settled),
    )
    return Table(
        title="认定结果一览表",
        columns=columns(
            ("序号", 0.6, "center"),
            ("问题编号", 1.9, "left"),
            ("违规类型", 2, "left"),
            ("结论", 1.1, "center"),
            ("告知金额", 1.3, "right"),
            ("认定金额", 1.3, "right"),
        ),
        rows=(*rows, ("", "合计", "", "", yuan(reported), yuan(determined))),
        unit="单位：元",
        note=f"认定金额合计（大写）：{capital(determined)}。",
        total=True,
    )


def _measures(paper: DecisionPaper) -> Iterator[Block]:
    if not paper.measures:
        yield Paragraph(
            "（处理措施待作出后另行通知。）" if any(s.determined_fen for s in paper.settled) else "不予处理。"
        )
        return
    yield from enumerated([_said(one) for one in paper.measures])
    paid = tuple(one for one in paper.measures if one.approved and one.fen and one.destination)
    if paid:
        yield Table(
            title="款项和去向",
            columns=columns(
                ("资金种类", 1.8, "left"), ("金额", 1.3, "right"), ("大写", 2.6, "left"), ("去向", 1.8, "left")
            ),
            rows=tuple((one.stream, yuan(one.fen), capital(one.fen), one.destination) for one in paid),
            unit="单位：元",
            note="各种资金的去向不同，不相加。",
        )


def _said(one: Taken) -> str:
    pending = "" if one.approved else "（待批准）"
    amount = f"，金额{money(one.fen)}" if one.fen else ""
    more = f"，{one.words}" if one.words else ""
    return f"{one.kind}{pending}{amount}{more}。"
