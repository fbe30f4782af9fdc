"""Papers over HTTP, from real records."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import docx
import httpx
import pytest

from server.documents.pages import HANDLERS
from server.web import clock
from tests.support import a, decided, filed
from tests.support.accounts import browser
from tests.support.rooms import application, house_at
from vendors.actors import Actor, Role
from vendors.findings.actions import recode
from vendors.findings.rules import EvidenceKind
from vendors.handling.actions import NewTransfer, transfer_case
from vendors.handling.rules import MeasureKind
from vendors.journal.queries import history
from vendors.periods import at_local, local_date
from vendors.rulings.actions import (
    NewDefence,
    NewNotice,
    NewPanel,
    NewRuling,
    Part,
    determine,
    draft_notice,
    print_notice,
    record_defence,
    record_panel,
    serve_notice,
)
from vendors.rulings.panel_rules import Member
from vendors.rulings.queries import ruling
from vendors.rulings.rules import DefenceForm, Discussion, NoticeMethod, Outcome, ReasonCode

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
FORMATS = [("pdf", b"%PDF-1.7"), ("docx", b"PK")]


@pytest.fixture
def visit(data: Path) -> Iterator[Visit]:
    """A browser for one person over the papers, after everything below was done."""
    house = house_at(data)
    with clock.everywhere_at(filed.AFTER):
        yield lambda who: browser(application(house, who, HANDLERS), secure=False)


def words_of(answer: httpx.Response) -> str:
    made = docx.Document(io.BytesIO(answer.content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in made.paragraphs), *cells))


def name_of(answer: httpx.Response) -> str:
    return unquote(answer.headers["content-disposition"].partition("''")[2])


async def defended() -> int:
    """A finding defended by word of mouth; its id."""
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 9_200))
    return await filed.defended(id_)


async def letter_and_defence(id_: int) -> tuple[int, int]:
    case = await ruling(finding=id_, for_=filed.LEGAL, at=filed.AFTER)
    assert case.notice
    assert case.notice.letter
    return case.notice.letter, case.defences[0].id


@pytest.mark.parametrize(("suffix", "start"), FORMATS)
async def test_a_notice_is_taken_under_its_chinese_name_and_that_is_journaled(
    visit: Visit, suffix: str, start: bytes
) -> None:
    letter, _defence = await letter_and_defence(await defended())
    answer = await visit(filed.FIRST).get(f"/documents/notice/{letter}.{suffix}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert name_of(answer).startswith("陈述申辩告知书_")
    assert name_of(answer).endswith(f"_2026-09-18.{suffix}")
    taken = (await history(object_type="notice", object_id=letter))[-1].entry
    assert (taken.kind, taken.actor_name) == ("document.taken", filed.FIRST.name)


async def test_the_notice_says_what_was_told_and_until_when(visit: Visit) -> None:
    letter, _defence = await letter_and_defence(await defended())
    text = words_of(await visit(filed.FIRST).get(f"/documents/notice/{letter}.docx"))
    for words in (
        "GZ-2026-000001",
        "按一级护理多收6日",
        "与医嘱不符",
        "条例第三十八条",
        "至2026年9月24日24时止",
        "200.00",
    ):
        assert words in text


async def test_the_transcript_is_that_of_the_hearing(visit: Visit) -> None:
    _letter, defence = await letter_and_defence(await defended())
    answer = await visit(filed.LEGAL).get(f"/documents/transcript/{defence}.docx")
    assert name_of(answer).startswith("陈述申辩笔录_")
    for words in ("贺敏", "委托代理人", "安宁", "程远", "护理级别已于当日变更"):
        assert words in words_of(answer)


async def test_the_decision_tells_the_partial_outcome_and_how_it_was_heard(visit: Visit) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800, 9_200))
    await filed.rechecked(id_)
    detail = (await ruling(finding=id_, for_=filed.LEADER, at=filed.AFTER)).finding
    first, second = (line.id for line in detail.lines)
    new = NewRuling(
        finding=id_, version=detail.head.version, outcome=Outcome.PARTLY_UPHELD,
        reason_code=ReasonCode.AMOUNT_MISCOUNTED, reason="核减两日", amounts={first: 10_800, second: 1_200},
    )  # fmt: skip
    made = await determine(ruling=new, by=filed.LEADER, at=filed.AFTER)
    text = words_of(await visit(filed.LEADER).get(f"/documents/decision/{made.id}.docx"))
    for words in (
        "部分成立",
        "认定金额120.00元（大写：壹佰贰拾元整）",
        "核减两日",
        "口头提出陈述申辩，经复核部分采纳",
        "12.00",
    ):
        assert words in text


async def test_a_late_defence_is_said_to_be_late_and_a_departure_from_the_panel_is_told(visit: Visit) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800))
    await filed.notified(id_)
    late = NewDefence(form=DefenceForm.WRITTEN, content="医嘱在病历中", made_at=filed.AFTER)
    await record_defence(finding=id_, version=await filed.version(id_), defence=late, by=filed.FIRST, at=filed.AFTER)
    today = local_date(filed.AFTER)
    members = [Member(name=name, outcome=Outcome.UPHELD) for name in ("方毅", "邓岚", "苗青")]
    panel = NewPanel(held_on=today, members=members, conclusion=Outcome.UPHELD)
    await record_panel(finding=id_, version=await filed.version(id_), panel=panel, by=filed.LEADER, at=filed.AFTER)
    new = NewRuling(
        finding=id_, version=await filed.version(id_), outcome=Outcome.NOT_UPHELD,
        reason_code=ReasonCode.EVIDENCE_LACKING, reason="护理记录存疑",
    )  # fmt: skip
    met = Discussion(held_on=today, attendees=("方毅", "邓岚", "程远"), conclusion="不采纳合议意见")
    made = await determine(ruling=new, discussion=met, by=filed.LEADER, at=filed.AFTER)
    text = words_of(await visit(filed.LEADER).get(f"/documents/decision/{made.id}.docx"))
    for words in (
        "逾期书面提出陈述申辩（未复核）",
        "经合议（合议人员：方毅、邓岚、苗青），结论为认定成立；本次认定为不成立，与合议结论不一致",
        "理由：与医嘱不符",
        "认定理由：证据不足：护理记录存疑",
    ):
        assert words in text


async def test_the_notice_on_file_is_the_text_that_was_printed(visit: Visit) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0], 10_800))
    await filed.lead(id_)
    part = Part(finding=id_, version=await filed.version(id_), facts="多收6日", reasons="与医嘱不符", basis="条例")
    letter = await draft_notice(parts=[part], by=filed.SECOND, at=filed.FILED)
    await print_notice(letter=letter, by=filed.SECOND, at=filed.FILED)
    address = f"/documents/notice/{letter}.docx"
    before = words_of(await visit(filed.SECOND).get(address))
    await recode(
        finding=id_, version=part.version, violation="0201", reason="同日两次", by=filed.SECOND, at=filed.FILED
    )
    assert words_of(await visit(filed.SECOND).get(address)) == before
    await print_notice(letter=letter, by=filed.SECOND, at=filed.FILED)
    assert words_of(await visit(filed.SECOND).get(address)) != before


async def test_measures_of_a_decision_stand_with_their_amount_and_where_the_money_goes(visit: Visit) -> None:
    case = await decided.decision(10_000_00, 5_000_00)
    await decided.approved(
        case, MeasureKind.RECOVER, parts=dict(zip(case.findings, (10_000_00, 5_000_00), strict=True))
    )
    await decided.proposed(case, MeasureKind.SUSPEND, months=2)
    text = words_of(await visit(filed.LEADER).get(f"/documents/decision/{case.id}.docx"))
    for words in ("追回违规费用", "15,000.00元（大写：壹万伍仟元整）", "财政专户", "中止协议（待批准）", "期限2个月"):
        assert words in text


async def test_the_discussion_is_on_paper_too(visit: Visit) -> None:
    case = await decided.decision(10_000_00)
    made = await decided.discussed(case)
    answer = await visit(filed.LEADER).get(f"/documents/discussion/{made}.docx")
    assert name_of(answer).startswith("集体讨论记录_")
    for words in ("方毅", "邓岚", "同意", "10,000.00"):
        assert words in words_of(answer)


async def test_the_transfer_goes_with_the_list_of_evidence(visit: Visit) -> None:
    case = await decided.decision(10_000_00)
    new = NewTransfer(
        target="1", agency="张掖市公安局（演示）", transferred_on=decided.DAY, findings=case.findings, reason="涉嫌骗保"
    )
    made = await transfer_case(decision=case.id, transfer=new, by=filed.LEGAL, at=decided.AT)
    text = words_of(await visit(filed.LEADER).get(f"/documents/transfer/{made}.docx"))
    for words in ("张掖市公安局（演示）：", "涉嫌骗保", "长期医嘱单", EvidenceKind.DOCUMENT.zh, "移送案件回执"):
        assert words in text


async def test_the_same_records_give_the_same_paper_each_time(visit: Visit) -> None:
    letter, _defence = await letter_and_defence(await defended())
    for suffix, _start in FORMATS:
        path = f"/documents/notice/{letter}.{suffix}"
        assert (await visit(filed.FIRST).get(path)).content == (await visit(filed.LEGAL).get(path)).content


@pytest.mark.parametrize("kind", ["notice", "transcript", "discussion", "decision", "transfer"])
@pytest.mark.parametrize("file", ["99.pdf", "99.docx", "1", "1.exe", "0.pdf", "1.pdf.exe", "一.pdf", "GZ.pdf"])
async def test_a_paper_that_is_not_there_is_404(visit: Visit, kind: str, file: str) -> None:
    assert (await visit(filed.LEADER).get(f"/documents/{kind}/{file}")).status_code == 404


async def test_a_vendor_and_the_administrators_get_no_paper(visit: Visit) -> None:
    case = await decided.decision(10_000_00)
    clerk = case.world.clerk
    admin = Actor(id=9, name="管理员", roles=frozenset({Role.SYSTEM_ADMIN}))
    for who in (clerk, admin, a.clerk_of(case.world.vendor)):
        for file in ("1.pdf", "1.docx"):
            assert (await visit(who).get(f"/documents/decision/{file}")).status_code == 403


async def test_a_character_no_font_has_is_named_and_word_takes_it_all_the_same(visit: Visit) -> None:
    world = await filed.world()
    (id_,) = await filed.stored(world, filed.case(world.visits[0]))
    await filed.lead(id_)
    told = NewNotice(
        facts="患者𠮷某多收6日", reasons="与医嘱不符", basis="条例第三十八条", method=NoticeMethod.DIRECT,
        served_on=filed.SERVED,
    )  # fmt: skip
    at = at_local(filed.SERVED, 10)
    await serve_notice(finding=id_, version=await filed.version(id_), notice=told, by=filed.SECOND, at=at)
    case = await ruling(finding=id_, for_=filed.LEGAL, at=filed.AFTER)
    assert case.notice
    refused = await visit(filed.FIRST).get(f"/documents/notice/{case.notice.letter}.pdf")
    assert refused.status_code == 409
    assert "𠮷" in refused.text
    assert "U+20BB7" in refused.text
    taken = await visit(filed.FIRST).get(f"/documents/notice/{case.notice.letter}.docx")
    assert "患者𠮷某" in words_of(taken)
