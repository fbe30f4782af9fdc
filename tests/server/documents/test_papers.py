"""What each paper says, read from its blocks."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.text.paragraph import Paragraph as Words

from server.documents.determination import decision
from server.documents.discussion import discussion
from server.documents.notice import notice
from server.documents.office import BLANK, UNSETTLED, Office
from server.documents.records import Rule, Settled
from server.documents.transcript import transcript
from server.documents.transfer import transfer
from server.documents.wording import day, money
from server.paper import pdf, word
from server.paper.blocks import NUMBER_TO_FILL, Block, Document, Drawing, Form, Paragraph, Table, closed
from tests.server.documents.samples import (
    OFFICE,
    decision_paper,
    discussion_paper,
    notice_paper,
    told,
    transcript_paper,
    transfer_paper,
)

PAPERS = {
    "notice": notice(notice_paper(), OFFICE),
    "transcript": transcript(transcript_paper(), OFFICE),
    "discussion": discussion(discussion_paper(), OFFICE),
    "decision": decision(decision_paper(), OFFICE),
    "transfer": transfer(transfer_paper(), OFFICE),
}


def texts(document: Document) -> Iterator[str]:
    """Everything that stands on the paper."""
    for block in (*document.blocks, *(block for annex in document.annexes for block in annex.blocks)):
        yield from _of(block)


def _of(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from (cell for row in block.rows for cell in row)
            yield block.note
        case Form():
            yield from (text for row in block.rows for pair in row.pairs for text in pair)
        case Drawing():
            yield block.caption
        case _:
            yield block.text


def said(document: Document) -> str:
    return "\n".join(texts(document))


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_set_as_pdf_and_written_as_word(name: str) -> None:
    assert pdf.render(PAPERS[name]).startswith(b"%PDF-1.7")
    assert word.render(PAPERS[name]).startswith(b"PK")


@pytest.mark.parametrize("name", ["notice", "decision", "transfer"])
def test_number_date_and_seal_are_the_bureaus(name: str) -> None:
    paper = PAPERS[name]
    assert (paper.number, paper.bureau, paper.signers) == (NUMBER_TO_FILL, "张掖市医疗保障局", ())
    assert "\u3014" in paper.number
    assert "\u3015" in paper.number


@pytest.mark.parametrize("name", ["transcript", "discussion"])
def test_a_record_is_signed_and_not_issued(name: str) -> None:
    assert PAPERS[name].bureau == ""
    assert "签名" in said(PAPERS[name])


def test_the_notice_tells_facts_reasons_and_basis_of_each_finding_and_the_right_to_be_heard() -> None:
    text = said(PAPERS["notice"])
    for words in ("1.事实：", "2.理由：", "3.依据：《医疗保障基金使用监督管理条例》第三十八条第（三）项"):
        assert text.count(words) == 2
    for words in (
        "《兰州市医疗保障基金使用监督管理办法》第二十二条",
        "5个工作日内（至2026年9月28日24时止）",
        "示范路1号",
    ):
        assert words in text
    assert "51,234.50元（大写：伍万壹仟贰佰叁拾肆元伍角整）" in text
    assert "不得" not in text


def test_a_notice_not_yet_served_tells_the_term_without_its_last_day() -> None:
    text = said(notice(notice_paper(until=None), OFFICE))
    assert "5个工作日内，以书面或者口头方式" in text


def test_a_provisional_last_day_is_said_to_be_so() -> None:
    assert "该日暂定" in said(notice(notice_paper(provisional=True), OFFICE))


def test_a_rule_the_bureau_carries_on_by_itself_is_not_cited_as_law() -> None:
    own = notice_paper(term=Rule(value=5, source="本局沿用", article=""))
    text = said(notice(own, OFFICE))
    assert "根据有关规定" in text
    assert "本局沿用" not in text


def test_the_annex_of_the_notice_names_every_line_and_patients_masked_only() -> None:
    table = PAPERS["notice"].annexes[0].blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 2 + 1 + 1
    assert table.rows[-1][-1] == "51,234.50"
    assert "张*明" in said(PAPERS["notice"])


def test_the_transcript_has_questions_and_answers_and_is_read_over() -> None:
    text = said(PAPERS["transcript"])
    assert text.count("问：") == text.count("答：") == 2
    assert "与我所说一致" in text
    assert "2026年9月18日10时30分" in text
    assert "逐页签名" in PAPERS["transcript"].mark


def test_why_it_was_not_signed_stands_in_the_transcript() -> None:
    assert "拒绝签名的原因：不同意笔录" in said(transcript(transcript_paper(unsigned_reason="不同意笔录"), OFFICE))


def test_a_written_defence_is_recorded_under_its_own_name_and_late_is_said() -> None:
    written = transcript(transcript_paper(oral=False, exchanges=(), content="第一段\n第二段", in_time=False), OFFICE)
    assert written.lines[1] == "陈述申辩记录"
    for words in ("第一段", "第二段", "（逾期提出）", "原件附后"):
        assert words in said(written)


def test_the_discussion_tells_who_was_there_what_was_said_and_concluded() -> None:
    text = said(PAPERS["discussion"])
    for words in (
        "程远（局长）",
        "周宁（出差）",
        "方毅：3月1日至10日",
        "同意部分成立",
        "50,000.00元（含）以上",
        "第二十一条",
    ):
        assert words in text


def test_the_decision_says_outcome_and_amount_of_each_finding_in_figures_and_words() -> None:
    text = said(PAPERS["decision"])
    assert "认定成立。告知金额50,000.00元，认定金额50,000.00元（大写：伍万元整）" in text
    assert "部分成立。告知金额1,234.50元，认定金额234.50元（大写：贰佰叁拾肆元伍角整）" in text
    assert "认定金额合计（大写）：伍万零贰佰叁拾肆元伍角整。" in text
    assert "经负责人集体讨论（TL-2026-0002）" in text


def test_streams_of_money_are_told_one_by_one_and_never_added_up() -> None:
    (streams,) = (block for block in PAPERS["decision"].blocks if isinstance(block, Table) and "去向" in block.title)
    assert [row[0] for row in streams.rows] == ["追回基金"]
    assert not streams.total
    approved = tuple(replace(one, approved=True) for one in decision_paper().measures)
    both = decision(decision_paper(measures=approved), OFFICE)
    (streams,) = (block for block in both.blocks if isinstance(block, Table) and "去向" in block.title)
    assert [(row[1], row[3]) for row in streams.rows] == [("50,234.50", "财政专户"), ("10,046.90", "按协议约定")]
    assert "60,281.40" not in said(both)


def test_remedies_are_the_bureaus_own_text_or_marked_as_unsettled() -> None:
    assert UNSETTLED in said(PAPERS["decision"])
    own = Office(bureau="张掖市医疗保障局", remedies="如不服本决定，可依法申请行政复议。")
    assert "可依法申请行政复议" in said(decision(decision_paper(), own))


def test_a_decision_reversed_since_says_so_at_its_foot() -> None:
    assert "已被撤销或变更" in decision(decision_paper(changed_since=True), OFFICE).mark
    assert "已被撤销或变更" not in PAPERS["decision"].mark


def test_a_decision_that_upholds_nothing_handles_nothing() -> None:
    none = Settled(told=told(1, 100, determined=(0,)), outcome="不成立", determined_fen=0, reason="证据不足", heard="—")
    text = said(decision(decision_paper(settled=(none,), measures=()), OFFICE))
    assert "不予处理。" in text
    assert "认定金额0.00元（大写：零元整）" in text


def test_the_transfer_lists_findings_and_evidence_and_brings_its_receipt() -> None:
    letter = PAPERS["transfer"]
    assert [annex.title.split("　")[1] for annex in letter.annexes] == [
        "移送问题一览表",
        "证据材料清单",
        "移送案件回执",
    ]
    text = said(letter)
    for words in ("张掖市公安局：", "护理记录单（复印件）", "12-15", "□ 受理", "章敏", "50,234.50元"):
        assert words in text


def test_without_the_bureaus_texts_blanks_stand_where_they_belong() -> None:
    text = said(notice(notice_paper(), Office(bureau="张掖市医疗保障局")))
    assert f"联系人：{BLANK}" in text
    assert f"陈述申辩地点：{BLANK}。" in text


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (5_000_000, "50,000.00元（大写：伍万元整）"),
        (100_500_000, "1,005,000.00元（大写：壹佰万伍仟元整）"),
        (10_000_500_005, "100,005,000.05元（大写：壹亿零伍仟元零伍分）"),
        (123_450, "1,234.50元（大写：壹仟贰佰叁拾肆元伍角整）"),
    ],
)
def test_amounts_stand_in_figures_and_words(fen: int, words: str) -> None:
    assert money(fen) == words


def test_a_day_has_no_zero_before_it_and_one_to_come_is_a_blank() -> None:
    assert day(date(2026, 3, 9)) == "2026年3月9日"
    assert day(None).split() == ["年", "月", "日"]


def _kept(paragraphs: Sequence[Words]) -> list[str]:
    """What stands on the page of what follows it."""
    return [one.text for one in paragraphs if one.paragraph_format.keep_with_next]


@pytest.mark.parametrize(
    ("name", "last"),
    [("notice", "陈述申辩地点"), ("transcript", "（以下由陈述申辩人核对后书写"), ("decision", UNSETTLED[:8])],
)
def test_nobody_signs_an_empty_page(name: str, last: str) -> None:
    before = [one for one in closed(PAPERS[name]) if isinstance(one, Paragraph) and one.kept]
    assert before[-1].text.startswith(last)
    made = docx.Document(io.BytesIO(word.render(PAPERS[name])))
    assert {one.text for one in before} <= set(_kept(made.paragraphs))


def test_a_long_answer_is_not_moved_whole_for_the_sake_of_the_signatures() -> None:
    long = transcript(transcript_paper(exchanges=(("意见？", "有临时医嘱。" * 100),)), OFFICE)
    assert [one.kept for one in closed(long) if isinstance(one, Paragraph)][-2:] == [False, True]


def test_a_sum_and_the_places_to_sign_stay_with_the_row_above_them() -> None:
    made = docx.Document(io.BytesIO(word.render(PAPERS["discussion"])))
    _head, findings, signing = made.tables
    assert _kept(findings.rows[-2].cells[0].paragraphs)
    assert not _kept(findings.rows[-3].cells[0].paragraphs)
    assert all(_kept(row.cells[0].paragraphs) for row in signing.rows)
