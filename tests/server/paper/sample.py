"""One document with every kind of block."""

from datetime import UTC, datetime

from server.paper.blocks import (
    NUMBER_TO_FILL,
    Annex,
    Column,
    Document,
    Drawing,
    Form,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    annexed,
)

MADE = datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="200" height="40"/></svg>'
NASTY = r'=cmd|"/c calc"!A1 #panic("x") $x^2$ *粗* _斜_ @ref <标签> `码` \u{41} // 注 [括]'


def document(*, text: str = "正文一段。", bureau: str = "张掖市医疗保障局", long: int = 3) -> Document:
    rows = tuple((str(place), "护理费", "1,234.50") for place in range(1, long + 1))
    table = Table(
        title="明细表",
        columns=(Column(name="序号", align="center"), Column(name="项目", width=3), Column(name="金额", align="right")),
        rows=(*rows, ("", "合计", "3,703.50")),
        unit="单位：元",
        note="注：按分计算。",
        total=True,
    )
    form = Form(rows=(Row(pairs=(("受送达人", "某医院"),)), Row(pairs=(("时间", ""), ("地点", "")), height=20)))
    return Document(
        title="张掖市医疗保障局告知书",
        lines=("张掖市医疗保障局", "告知书"),
        facts=("登记号：GZ-2026-000001",),
        number=NUMBER_TO_FILL,
        blocks=(
            Line("某医院："),
            Heading("一、事实"),
            Heading("（一）重复收费", 2),
            Paragraph(text),
            table,
            form,
            Drawing(SVG, "图1　金额"),
            *annexed("明细表", "送达回证"),
        ),
        annexes=(Annex(title="附件1　明细表", blocks=(table,), landscape=True),),
        signers=(),
        bureau=bureau,
        mark="GZ-2026-000001",
        made=MADE,
    )
