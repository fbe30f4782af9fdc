"""The queue's page: filters in the address, sorts, export, the vendor's own list."""

import io
from collections.abc import Callable

import httpx
import openpyxl
import pytest

from tests.support import filed
from tests.support.rooms import fill
from vendors.actors import Actor
from vendors.findings.actions import review_first
from vendors.findings.rules import Opinion

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
Visit = Callable[[Actor], httpx.AsyncClient]


async def four() -> tuple[filed.World, tuple[int, ...]]:
    world = await filed.world()
    cases = [filed.case(f"X{n:07d}", 1_000 * n, violation="0202" if n % 2 else "0301") for n in range(1, 5)]
    return world, await filed.stored(world, *cases)


def cells(answer: httpx.Response) -> list[tuple[object, ...]]:
    assert answer.status_code == 200, answer.text[:500]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    return list(sheet.iter_rows(min_row=4, values_only=True))


async def test_the_filter_stands_in_the_address_and_in_every_link(visit: Visit) -> None:
    await four()
    page = (await visit(filed.FIRST).get("/review?tab=first&violation=02&min=20&sort=amount&way=desc&mine=")).text
    assert "待初审 1" in page
    assert "YD-2026-000003" in page
    assert "tab=all&amp;violation=02&amp;min=20&amp;sort=amount&amp;way=desc" in page
    assert 'href="/review/export?tab=first&amp;violation=02&amp;min=20' in page
    assert '<option value="02" selected>' in page


async def test_values_that_mean_nothing_narrow_nothing(visit: Visit) -> None:
    await four()
    odd = "min=abc&max=1e99&from=2026-13-01&to=9999-12-31&false=x&source=x&severity=x&sort=x&way=x&institution=-1"
    page = await visit(filed.FIRST).get(f"/review?tab=first&{odd}&after=WzEsMl0")
    assert page.status_code == 200
    assert "待初审 4" in page.text


async def test_columns_are_chosen_and_kept_in_the_address(visit: Visit) -> None:
    await four()
    plain = (await visit(filed.FIRST).get("/review?tab=first")).text
    chosen = (await visit(filed.FIRST).get("/review?tab=first&col=task&col=visit&col=nonsense")).text
    assert "<td>X0000001</td>" not in plain
    assert "<td>X0000001</td>" in chosen
    assert "tab=all&amp;cols=task%2Cvisit" in chosen
    assert "<td>X0000001</td>" in (await visit(filed.FIRST).get("/review?tab=first&cols=task,visit")).text


async def test_sorted_by_amount_walking_keeps_to_that_order(visit: Visit) -> None:
    _world, ids = await four()
    walked = (await visit(filed.FIRST).get(f"/review/{ids[2]}?tab=first&sort=amount&way=desc")).text
    assert f'data-key="j" href="/review/{ids[1]}?' in walked
    assert f'data-key="k" href="/review/{ids[3]}?' in walked


async def test_the_drawer_leads_to_like_findings(visit: Visit) -> None:
    world, ids = await four()
    drawer = (await visit(filed.FIRST).get(f"/review/{ids[0]}?tab=first")).text
    assert f"vendor={world.vendor}&amp;" in drawer
    assert "同类问题" in drawer
    assert "violation=0202" in drawer


async def test_the_export_holds_what_the_filter_shows_in_its_order(visit: Visit) -> None:
    await four()
    rows = cells(await visit(filed.FIRST).get("/review/export?tab=first&violation=02&sort=amount&way=desc"))
    assert [row[0] for row in rows] == ["YD-2026-000003", "YD-2026-000001"]
    assert rows[0][8] == 30


async def test_a_vendors_list_and_export_tell_state_and_reason_and_no_names(visit: Visit) -> None:
    world, ids = await four()
    await review_first(
        finding=ids[0], version=1, opinion=Opinion.RETURN, reason="缺医嘱单", by=filed.FIRST, at=filed.AFTER
    )
    stranger = (await filed.rival(world)).clerk
    page = (await visit(world.clerk).get("/review")).text
    for text in ("审核理由", "退回补证：缺医嘱单"):
        assert text in page
    for text in (filed.FIRST.name, "我退回过的", "批量办理"):
        assert text not in page
    told = [row[-1] for row in cells(await visit(world.clerk).get("/review/export?tab=all"))]
    assert told == ["退回补证 缺医嘱单", "", "", ""]
    assert cells(await visit(stranger).get("/review/export?tab=all")) == []


async def test_an_answered_return_shows_the_reviewer_both_sides(visit: Visit) -> None:
    world, ids = await four()
    await review_first(
        finding=ids[0], version=1, opinion=Opinion.RETURN, reason="缺医嘱单", by=filed.FIRST, at=filed.AFTER
    )
    waiting = (await visit(world.clerk).get(f"/review/{ids[0]}")).text
    assert "待机构补证" in waiting
    await fill(visit(world.clerk), f"/review/{ids[0]}/answer", on=f"/review/{ids[0]}", note="已补长期医嘱",
               evidence_kind_1="document", evidence_name_1="临时医嘱单")  # fmt: skip
    table = (
        (await visit(filed.FIRST).get(f"/review/{ids[0]}?tab=first")).text.split("退回与补证")[2].split("</table>")[0]
    )
    for text in ("缺医嘱单", "已补长期医嘱", "临时医嘱单"):
        assert text in table
