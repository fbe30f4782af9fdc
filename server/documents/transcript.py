"""陈述申辩笔录 (LZ Art.22, 32): what was asked and answered, read over and signed; or why it was not signed."""

from collections.abc import Iterator
from typing import Final

from server.documents.office import BLANK, Office
from server.documents.records import TranscriptPaper
from server.documents.wording import day, filled
from server.paper.blocks import Block, Document, Form, Line, Paragraph, Row
from vendors.periods import SHANGHAI

ORAL: Final = "陈述申辩笔录"
WRITTEN: Final = "陈述申辩记录"


def transcript(paper: TranscriptPaper, office: Office) -> Document:
    """What the transcript reads like; a written defence is recorded on the same sheet."""
    title = title_of(paper)
    return Document(
        title=f"{office.bureau}{title}",
        lines=(office.bureau, title),
        facts=(),
        blocks=(_head(paper), *_said(paper), *_end(paper)),
        signers=(),
        mark=f"{paper.number}　{title}　陈述申辩人逐页签名：{BLANK}",
        made=paper.made,
    )


def title_of(paper: TranscriptPaper) -> str:
    return ORAL if paper.oral else WRITTEN


def _head(paper: TranscriptPaper) -> Form:
    local = paper.made_at.astimezone(SHANGHAI)
    when = f"{day(local.date())}{local.hour}时{local.minute}分"
    asked = (("询问人", filled(paper.asked_by)), ("记录人", filled(paper.taken_down_by)))
    return Form(
        rows=(
            Row(pairs=(("被告知人", f"{paper.institution.name}（{paper.institution.code}）"),)),
            Row(pairs=(("涉及问题", "、".join(paper.numbers)),)),
            Row(pairs=(("时间", f"{when}{'' if paper.in_time else '（逾期提出）'}"),)),
            Row(pairs=(("地点", filled(paper.place)),)),
            Row(pairs=(("陈述申辩人", filled(paper.speaker)), ("身份或职务", filled(paper.capacity)))),
            *((Row(pairs=asked),) if paper.oral else ()),
        )
    )


def _said(paper: TranscriptPaper) -> Iterator[Block]:
    if paper.oral:
        yield Paragraph("告知：你有权对拟认定的事实、理由和依据进行陈述和申辩，提出证据；请如实陈述。")
    for question, answer in paper.exchanges:
        yield Paragraph(f"问：{question}")
        yield Paragraph(f"答：{answer}")
    if not paper.exchanges or not paper.oral:
        yield from (Paragraph(text) for text in paper.content.splitlines() if text.strip())


def _end(paper: TranscriptPaper) -> Iterator[Block]:
    if not paper.oral:
        yield Paragraph("书面陈述申辩材料原件附后。")
        yield Line(f"　　收件人（签名）：{'　' * 8}收到日期：{day(paper.made_at.astimezone(SHANGHAI).date())}")
        return
    yield Paragraph("（以下由陈述申辩人核对后书写：“以上笔录我已看过，与我所说一致。”）")
    yield Line("　")
    yield Line(f"　　陈述申辩人（签名、捺指印）：{'　' * 5}年　　月　　日")
    if paper.unsigned_reason:
        yield Line(f"　　拒绝签名的原因：{paper.unsigned_reason}")
    yield Line(f"　　询问人（签名）：{'　' * 7}记录人（签名）：")
