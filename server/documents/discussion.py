"""集体讨论记录 (LZ Art.21): who was there, what was put before them, what each said, what was concluded."""

from collections.abc import Iterator
from typing import Final

from server.documents.office import Office
from server.documents.records import DiscussionPaper
from server.documents.wording import day, filled, findings_table, money
from server.paper.blocks import Block, Column, Document, Form, Heading, Line, Paragraph, Row, Table
from vendors.money import yuan

TITLE: Final = "集体讨论记录"
_ONE_SHEET: Final = 15
"""So many signatures stand together on one page."""


def discussion(paper: DiscussionPaper, office: Office) -> Document:
    """What the record reads like."""
    return Document(
        title=f"{office.bureau}{TITLE}",
        lines=(office.bureau, TITLE),
        facts=(f"登记号：{paper.number}　　类别：{paper.kind}",),
        blocks=(_head(paper), *_body(paper)),
        signers=(),
        mark=f"{paper.number}　本记录入卷，供医保部门内部使用",
        made=paper.made,
    )


def _head(paper: DiscussionPaper) -> Form:
    return Form(
        rows=(
            Row(pairs=(("事由", paper.matter or f"{paper.institution.name}有关问题的认定和处理"),)),
            Row(pairs=(("时间", day(paper.held_on)), ("地点", filled(paper.place)))),
            Row(pairs=(("主持人", filled(paper.chair)), ("记录人", filled(paper.recorder)))),
            Row(pairs=(("参加人", _people(paper.attendees)),), height=16),
            Row(pairs=(("缺席人", _people(paper.absent) or "无"),)),
        )
    )


def _people(people: tuple[tuple[str, str], ...]) -> str:
    return "、".join(f"{name}（{post}）" if post else name for name, post in people)


def _body(paper: DiscussionPaper) -> Iterator[Block]:
    total = sum(one.reported_fen for one in paper.told)
    yield Heading("一、提请讨论的事项")
    yield Paragraph(
        f"{paper.institution.name}（{paper.institution.code}）涉嫌违规问题{len(paper.told)}项，涉及金额{money(total)}。"
        f"依据{paper.gate.cited}，不予支付或者追回金额{yuan(paper.gate.value)}元（含）以上以及中止协议类的处理，"
        "应当由负责人集体讨论，讨论记录入卷。"
    )
    yield findings_table(paper.told, title="提请讨论的问题")
    yield Heading("二、讨论意见")
    yield from (Paragraph(text) for text in (paper.opinions or "（讨论意见另附。）").splitlines() if text.strip())
    yield Heading("三、讨论结论")
    yield Paragraph(f"结论：{paper.verdict}。")
    yield from (Paragraph(text) for text in paper.conclusion.splitlines() if text.strip())
    yield _signing(paper)
    yield Line(f"　　主持人（签名）：{'　' * 7}记录人（签名）：")


def _signing(paper: DiscussionPaper) -> Table:
    return Table(
        title="参加人签名",
        columns=tuple(Column(name=name, align="center") for name in ("姓名", "职务", "意见", "签名")),
        rows=tuple((name, post or "—", "", "　") for name, post in paper.attendees),
        whole=len(paper.attendees) <= _ONE_SHEET,
    )
