"""案件移送函 (LZ Art.39): what is handed over to whom and why, the evidence with it, and a receipt to send back."""

from collections.abc import Iterator
from typing import Final

from server.documents.office import BLANK, Office
from server.documents.records import TransferPaper
from server.documents.wording import FOOT, columns, findings_table, money
from server.paper.blocks import (
    DATE_TO_FILL,
    NUMBER_TO_FILL,
    Annex,
    Block,
    Document,
    Form,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    annexed,
)
from vendors.money import yuan

TITLE: Final = "案件移送函"
_ANNEXES: Final = ("移送问题一览表", "证据材料清单", "移送案件回执")


def transfer(paper: TransferPaper, office: Office) -> Document:
    """What the letter reads like."""
    return Document(
        title=f"{office.bureau}{TITLE}",
        lines=(office.bureau, TITLE),
        number=NUMBER_TO_FILL,
        facts=(),
        blocks=tuple(_body(paper, office)),
        annexes=(
            Annex(title=f"附件1　{_ANNEXES[0]}", blocks=(findings_table(paper.told),)),
            Annex(title=f"附件2　{_ANNEXES[1]}", blocks=(_evidence(paper),)),
            Annex(title=f"附件3　{_ANNEXES[2]}", blocks=tuple(_receipt(paper, office))),
        ),
        signers=(),
        bureau=office.bureau,
        mark=f"{paper.number}　{FOOT}",
        made=paper.made,
    )


def _body(paper: TransferPaper, office: Office) -> Iterator[Block]:
    yield Line(f"{paper.agency}：")
    yield Paragraph(
        f"我局在审核{paper.institution.name}（{paper.institution.code}）使用医疗保障基金的过程中，发现该单位"
        f"{len(paper.told)}项问题（认定决定登记号{paper.decision}），涉及金额{money(paper.amount_fen)}，"
        "涉嫌属于贵单位管辖的事项。现将案件移送贵单位依法处理。"
    )
    yield Heading("一、移送的事实和理由")
    yield from (Paragraph(text) for text in paper.reason.splitlines() if text.strip())
    for one in paper.told:
        yield Paragraph(f"{one.number}　{one.violation}：{one.facts.strip().rstrip('。')}。")
    yield Heading("二、移送的依据")
    yield Paragraph(paper.basis.strip() or BLANK)
    yield Heading("三、请予配合的事项")
    yield Paragraph(
        "请贵单位收到本函后在回执上签收退回；受理或者不予受理、处理结果，请书面告知我局。"
        "案件材料涉及参保人个人信息，请依法保管和使用。"
    )
    yield Line(f"　　联系人：{office.contact}　联系电话：{office.phone}")
    yield Line(f"　　地址：{office.address}")
    yield from annexed(*_ANNEXES)


def _evidence(paper: TransferPaper) -> Table:
    found = [(one.number, *item) for one in paper.told for item in one.evidence]
    return Table(
        title="",
        columns=columns(
            ("序号", 0.6, "center"),
            ("问题编号", 1.9, "left"),
            ("证据种类", 1.3, "left"),
            ("名称", 3, "left"),
            ("页码", 0.8, "center"),
        ),
        rows=tuple((str(place), *row) for place, row in enumerate(found, 1)) or (("", "", "", "（无）", ""),),
        note="原件、复印件及份数由移交双方当面核对。",
    )


def _receipt(paper: TransferPaper, office: Office) -> Iterator[Block]:
    yield Line(f"{office.bureau}：")
    yield Paragraph(
        f"你局移送的{paper.institution.name}有关案件（登记号{paper.number}，问题{len(paper.told)}项，"
        f"涉及金额{yuan(paper.amount_fen)}元）及所附材料已收到。"
    )
    yield Form(
        rows=(
            Row(pairs=(("处理意见", "□ 受理　　□ 不予受理　　□ 转　　　　　　处理"),), height=16),
            Row(pairs=(("不予受理的理由", ""),), height=24),
            Row(pairs=(("收件人（签名）", ""), ("联系电话", "")), height=16),
        )
    )
    yield Line("（收件单位印章）　　　", "right")
    yield Line(f"{DATE_TO_FILL}　　", "right")
