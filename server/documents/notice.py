"""陈述申辩告知书 (LZ Art.22): facts, reasons and basis of each finding, the right to be heard and its last day."""

from collections.abc import Iterator
from typing import Final

from server.documents.office import Office
from server.documents.records import NoticePaper, Told
from server.documents.wording import FOOT, day, findings_table, lines_table, money, receipt
from server.paper.blocks import NUMBER_TO_FILL, Annex, Block, Document, Heading, Line, Paragraph, annexed, numbered

TITLE: Final = "陈述申辩告知书"
_ANNEXES: Final = ("拟认定问题明细表", "送达回证")


def notice(paper: NoticePaper, office: Office) -> Document:
    """What the notice reads like."""
    return Document(
        title=f"{office.bureau}{TITLE}",
        lines=(office.bureau, TITLE),
        number=NUMBER_TO_FILL,
        facts=(),
        blocks=tuple(_body(paper, office)),
        annexes=(
            Annex(
                title=f"附件1　{_ANNEXES[0]}",
                blocks=(lines_table(paper.told, determined=False),),
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
        mark=f"{paper.number}　{FOOT}",
        made=paper.made,
    )


def _body(paper: NoticePaper, office: Office) -> Iterator[Block]:
    yield Line(f"{paper.institution.name}（{paper.institution.code}）：")
    yield Paragraph(
        f"经审核，拟对你单位{len(paper.told)}项问题作出认定，涉及医疗保障基金"
        f"{money(sum(one.reported_fen for one in paper.told))}。"
        f"根据{paper.term.cited}，现将拟认定的事实、理由、依据和你单位享有的权利告知如下。"
    )
    yield Heading("一、拟认定的事实、理由和依据")
    for place, one in enumerate(paper.told, 1):
        yield Heading(f"（{numbered(place)}）{one.violation}（{one.number}）", 2)
        yield from _finding(one)
    yield findings_table(paper.told, title="拟认定问题一览表")
    yield Heading("二、陈述申辩的权利和期限")
    yield from _right(paper, office)
    yield Line(f"　　联系人：{office.contact}　联系电话：{office.phone}")
    yield from annexed(*_ANNEXES)


def _finding(one: Told) -> Iterator[Block]:
    yield Paragraph(f"1.事实：{_ended(one.facts)}涉及金额{money(one.reported_fen)}。")
    yield Paragraph(f"2.理由：{_ended(one.reasons)}")
    yield Paragraph(f"3.依据：{_ended(one.basis)}")


def _right(paper: NoticePaper, office: Office) -> Iterator[Block]:
    until = ""
    if paper.until:
        until = f"（至{day(paper.until)}24时止{'，该日暂定，以国务院办公厅放假安排为准' if paper.provisional else ''}）"
    yield Paragraph(
        f"你单位可以自收到本告知书之日起{paper.term.value}个工作日内{until}，以书面或者口头方式向本机关陈述、申辩，"
        "并提交证据材料。口头陈述申辩的，由本机关制作笔录。"
    )
    yield Paragraph(
        "逾期未行使上述权利的，视为放弃陈述申辩。陈述申辩提出的事实、理由和证据，由原审核人员以外的人员复核。"
    )
    yield Paragraph(f"陈述申辩地点：{office.address}{f'，{office.department}' if office.department else ''}。")


def _ended(text: str) -> str:
    """The words as they were given, ended as a sentence."""
    said = text.strip()
    return said if not said or said[-1] in "。！？.;；" else f"{said}。"
