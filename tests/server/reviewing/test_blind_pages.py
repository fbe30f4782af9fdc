"""What a second reviewer sees of a blind finding does not depend on what the first one said."""

import io
import re
from collections.abc import Callable, Sequence
from typing import TypedDict

import httpx
import pytest
from openpyxl import load_workbook

from tests.support import blind, filed
from vendors.actors import Actor
from vendors.findings.actions import classify, recode
from vendors.findings.rules import FalseKind, Opinion, Severity

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]
OPEN = ("/review/{id}?tab=second", "/review/{id}", "/rulings/{id}", "/expert-requests/new?finding={id}")


class Classes(TypedDict):
    severity: Severity
    false_kinds: Sequence[FalseKind]


async def _alike(*classes: Classes) -> tuple[int, int]:
    """Two findings that differ in nothing but the first opinion, and in `classes` when given, with a re-coding:
    their visits are of one institution.
    """
    world = await filed.world(visits=4)
    ids = await filed.stored(world, filed.case(world.visits[0]), filed.case(world.visits[2]))
    for id_, wanted in zip(ids, classes, strict=False):
        said = {"violation": "0201", "reason": f"同日计费两次，{wanted['severity']}"}
        await recode(finding=id_, version=1, **said, by=filed.FIRST, at=filed.FILED)
        await classify(finding=id_, version=2, **wanted, by=filed.FIRST, at=filed.FILED)
    for id_, opinion in zip(ids, (Opinion.PASS, Opinion.REJECT), strict=True):
        await blind.spoken_first(id_, opinion)
    await blind.sample()
    return ids[0], ids[1]


async def _page(client: httpx.AsyncClient, path: str, id_: int, *, drawer: bool = False) -> str:
    answer = await client.get(path.format(id=id_), headers={"HX-Request": "true"} if drawer else {})
    assert answer.status_code in {200, 403, 404}, path
    return _plain(answer.text, await filed.head(id_), id_)


def _plain(text: str, head: object, id_: int) -> str:
    """Without what any two findings differ in: number, visit, id, lines, neighbours in the queue, tokens."""
    for own in (getattr(head, "number", ""), getattr(head, "visit_id", ""), getattr(head, "patient_masked", "")):
        text = text.replace(own, "OWN")
    text = re.sub(rf"(/review/|/rulings/|finding=|/expert-requests/new\?finding=){id_}\b", r"\1ID", text)
    text = re.sub(r"(/source/|#?line-)\d+", r"\1N", text)
    text = re.sub(r"\b[0-9a-f]{16}<", "REQUEST<", text)
    text = re.sub(r'(<option value=")\d+(">书证)', r"\1N\2", text)
    text = re.sub(r'<a class="btn sm" data-key="[jk]".*?</a>', "WALK", text, flags=re.DOTALL)
    text = re.sub(r'(name="finding" value=")\d+', r"\1ID", text)
    return re.sub(r'(_csrf" value="|X-CSRF-Token[^0-9a-f]+)[0-9a-f.]+', r"\1T", text)


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("drawer", [False, True], ids=["page", "drawer"])
async def test_pages_of_a_passed_and_a_rejected_finding_are_the_same_bytes(
    visit: Visit, path: str, drawer: bool
) -> None:
    passed, rejected = await _alike()
    for who in (filed.SECOND, filed.LEADER):
        one = await _page(visit(who), path, passed, drawer=drawer)
        other = await _page(visit(who), path, rejected, drawer=drawer)
        assert one == other, who.name


@pytest.mark.parametrize("path", OPEN)
async def test_how_the_first_reviewer_classed_and_coded_a_finding_leaves_no_byte_of_a_value(
    visit: Visit, path: str
) -> None:
    plain, classed = await _alike(
        {"severity": Severity.ABUSE, "false_kinds": ()},
        {"severity": Severity.FRAUD, "false_kinds": (FalseKind.ILLNESS,)},
    )
    for who in (filed.SECOND, filed.LEADER):
        one, other = await _page(visit(who), path, plain), await _page(visit(who), path, classed)
        assert one == other, who.name
        assert ("行为性质 无 →" in other, "同日计费两次" in other) == (False, False)


async def test_the_sweep_would_see_the_difference_if_there_were_one(visit: Visit) -> None:
    passed, rejected = await _alike()
    client = visit(blind.AUDITOR)
    assert await _page(client, "/review/{id}", passed) != await _page(client, "/review/{id}", rejected)


@pytest.mark.parametrize("path", ["/review?tab=second", "/review?tab=all", "/review-samples/{sample}", "/agreement"])
async def test_no_list_names_the_first_reviewer_or_their_reason(visit: Visit, path: str) -> None:
    await _alike()
    page = await visit(filed.SECOND).get(path.format(sample=1))
    assert page.status_code in {200, 404}
    for told in ("安宁", "依据不足", "初审不通过"):
        assert told not in page.text


async def test_the_exported_list_names_them_neither(visit: Visit) -> None:
    await _alike()
    book = await visit(filed.SECOND).get("/review/export?tab=all")
    assert book.status_code == 200
    text = _cells(book.content)
    for told in ("安宁", "依据不足", "初审不通过"):
        assert told not in text


def _cells(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


async def test_the_page_says_that_the_review_is_blind(visit: Visit) -> None:
    passed, _rejected = await _alike()
    page = await visit(filed.SECOND).get(f"/review/{passed}")
    assert "盲审：您发表意见前不显示已有的审核意见。" in page.text
    after = await visit(filed.FIRST).get(f"/review/{passed}")
    assert "符合条例" in after.text
