"""服务人员: the vendor keeps its list, the bureau approves; nobody sees another vendor's people."""

import io
from collections.abc import Callable
from datetime import date

import httpx
import pytest
from openpyxl import load_workbook

from tests.support import a, rooms
from tests.support.accounts import send
from vendors.actors import Actor, Role
from vendors.people.actions import add_staff
from vendors.people.person_queries import person
from vendors.people.queries import staff_of
from vendors.people.rules import StaffState

pytestmark = pytest.mark.anyio
Visit = Callable[[Actor], httpx.AsyncClient]
NUMBER = "620702190001010013"
ENTRY = {
    "name": "何小满", "post": "病历审核员", "identity_kind": "01", "identity_number": NUMBER, "speciality": "病案",
    "title": "主治医师", "certificate": "审核证-001", "certified_until": "2027-12-31", "on_post_from": "2026-07-06",
    "former_employer": "", "former_until": "", "is_lead": "1", "undertaking_on": "2026-07-01",
}  # fmt: skip


def admin_of(vendor: int) -> Actor:
    return Actor(id=500 + vendor, name="祁管理", roles=frozenset({Role.VENDOR_ADMIN}), vendor=vendor)


async def test_the_vendor_enters_a_person_and_the_bureau_approves_them(visit: Visit) -> None:
    vendor = await a.vendor()
    made = await send(visit(admin_of(vendor)), "/people/new", **ENTRY)
    path = made.headers["location"]
    (known,) = await staff_of(vendor, for_=a.MANAGER)
    assert known.standing.state is StaffState.PENDING
    page = await visit(a.MANAGER).get(path)
    assert "审核通过" in page.text
    await send(visit(a.MANAGER), f"{path}/decision", on=path, to="approve", reason="资质相符")
    (known,) = await staff_of(vendor, for_=a.MANAGER, on=a.MONDAY)
    assert known.standing.counts(a.MONDAY)


async def test_an_identity_number_is_shown_masked_and_stands_nowhere_in_clear(visit: Visit) -> None:
    vendor = await a.vendor()
    path = (await send(visit(admin_of(vendor)), "/people/new", **ENTRY)).headers["location"]
    for address in (path, f"{path}/edit", "/people"):
        page = await visit(a.MANAGER).get(address)
        assert NUMBER not in page.text
        assert "620702********0013" in page.text, address


async def test_a_number_that_cannot_be_is_told_at_its_field_and_not_typed_back(visit: Visit) -> None:
    vendor = await a.vendor()
    page = await send(visit(admin_of(vendor)), "/people/new", **(ENTRY | {"identity_number": "620702190001010014"}))
    assert page.status_code == 422
    assert 'id="e-identity_number"' in page.text
    assert "620702190001010014" not in page.text
    assert await staff_of(vendor, for_=a.MANAGER) == ()


async def test_a_person_whose_undertaking_is_refused_is_not_on_the_list(visit: Visit) -> None:
    vendor = await a.vendor()
    page = await send(visit(admin_of(vendor)), "/people/new", **(ENTRY | {"undertaking_on": "2027-01-01"}))
    assert (page.status_code, 'id="e-undertaking_on"' in page.text) == (422, True)
    assert await staff_of(vendor, for_=a.MANAGER) == ()


async def test_the_bureau_is_told_of_the_same_person_at_another_vendor_and_the_vendor_is_not(visit: Visit) -> None:
    first, second = await a.vendor(name="陇上病历质控有限公司"), await a.vendor(name="河西审计服务有限公司")
    await send(visit(admin_of(first)), "/people/new", **ENTRY)
    path = (await send(visit(admin_of(second)), "/people/new", **ENTRY)).headers["location"]
    assert "陇上病历质控有限公司" in (await visit(a.MANAGER).get(path)).text
    assert "陇上病历" not in (await visit(admin_of(second)).get(path)).text


async def test_charlie_gets_the_same_answer_for_alices_people_as_for_nobody(visit: Visit) -> None:
    member = await a.staff(vendor=await a.vendor())
    charlie = admin_of(await a.vendor(name="河西审计服务有限公司"))
    for path in (f"/people/{member}", f"/people/{member}/edit", "/people/987654"):
        assert (await visit(charlie).get(path)).status_code == 404, path
    for step in ("leaving", "undertaking", "certificates", "stations", "trainings", "lead", "edit"):
        answer = await send(visit(charlie), f"/people/{member}/{step}", on="/people/new")
        assert answer.status_code == 404, step
    assert "何小满" not in (await visit(charlie).get("/people")).text


async def test_a_vendor_approves_nobody(visit: Visit) -> None:
    vendor = await a.vendor()
    admin = admin_of(vendor)
    member = await add_staff(vendor=vendor, name="新人", post="审核员", on_post_from=a.MONDAY, by=admin, at=a.AT)
    answer = await send(visit(admin), f"/people/{member}/decision", on="/people/new", to="approve", reason="")
    assert answer.status_code == 403


async def test_a_suspension_needs_its_reason(visit: Visit) -> None:
    member = await a.staff(vendor=await a.vendor())
    path = f"/people/{member}"
    page = await send(visit(a.MANAGER), f"{path}/decision", on=path, to="suspend", reason="")
    assert (page.status_code, 'id="e-reason"' in page.text) == (422, True)
    await send(visit(a.MANAGER), f"{path}/decision", on=path, to="suspend", reason="泄密调查")
    assert "暂停" in (await visit(a.MANAGER).get(path)).text


async def test_a_certificate_with_its_scan_waits_until_the_bureau_has_checked_it(visit: Visit) -> None:
    vendor = await a.vendor()
    path = f"/people/{await a.staff(vendor=vendor)}"
    told = {"kind": "2", "number": "YS-2020-77", "valid_from": "2020-01-01", "valid_until": ""}
    scan = b"%PDF-1.7 scan"
    admin = visit(admin_of(vendor))
    await rooms.attach(admin, f"{path}/certificates", scan, name="证书.pdf", on=path, **told)
    page = await visit(a.MANAGER).get(path)
    assert ("YS-2020-77" in page.text, "待核验" in page.text) == (True, True)
    await send(visit(a.MANAGER), "/people/certificates/1/check", on=path)
    assert "已核验" in (await visit(a.MANAGER).get(path)).text
    assert (await visit(a.MANAGER).get("/attachments/1")).content == scan
    charlie = admin_of(await a.vendor(name="河西审计服务有限公司"))
    assert (await visit(charlie).get("/attachments/1")).status_code == 404


async def test_stations_trainings_and_the_last_day_go_on_record(visit: Visit) -> None:
    await a.hospitals()
    vendor = await a.vendor()
    path = f"/people/{await a.staff(vendor=vendor)}"
    admin = visit(admin_of(vendor))
    await send(admin, f"{path}/stations", on=path, place="金河县第一人民医院", begins="2026-07-01", ends="")
    await send(
        admin, f"{path}/trainings", on=path, topic="违规类型识别", held_on="2026-07-02", hours="3.5",
        organiser="市医保局", attended="1",
    )  # fmt: skip
    await send(admin, f"{path}/leaving", on=path, left_on="2026-07-31")
    page = await visit(a.MANAGER).get(path)
    for said in ("金河县第一人民医院", "违规类型识别", "3.5", "2026-07-31"):
        assert said in page.text, said


async def test_forms_of_the_page_say_what_is_wrong_beside_the_field(visit: Visit) -> None:
    vendor = await a.vendor()
    path = f"/people/{await a.staff(vendor=vendor)}"
    lesson = {"topic": "识别", "held_on": "2027-01-01", "hours": "1", "organiser": "局", "attended": "1"}
    for step, fields, wrong in (
        ("leaving", {"left_on": "2025-01-01"}, "left_on"),
        ("stations", {"place": "", "begins": "", "ends": ""}, "begins"),
        ("trainings", lesson, "held_on"),
        ("lead", {"lead_reason": ""}, "lead_reason"),
    ):  # fmt: skip
        page = await send(visit(a.MANAGER), f"{path}/{step}", on=path, **fields)
        assert page.status_code == 422, step
        assert f'href="#f-{wrong}"' in page.text, step


async def test_a_new_lead_is_proposed_by_the_vendor_and_begins_with_the_bureaus_word(visit: Visit) -> None:
    vendor = await a.vendor()
    await a.staff(vendor=vendor, name="何小满")
    path = f"/people/{await a.staff(vendor=vendor, name='石磊')}"
    await send(visit(admin_of(vendor)), f"{path}/lead", on=path, lead_reason="原负责人调离")
    assert "石磊" in (await visit(a.MANAGER).get("/people")).text
    await send(visit(a.MANAGER), "/people/leads/1", on=path, verdict="approve", opinion="同意")
    leads = [one.name for one in await staff_of(vendor, for_=a.MANAGER) if one.is_lead]
    assert leads == ["石磊"]


async def test_the_list_is_narrowed_paged_and_exported_alike(visit: Visit) -> None:
    vendor = await a.vendor()
    for serial in range(52):
        await a.staff(vendor=vendor, name=f"人员{serial:02d}")
    bureau = visit(a.MANAGER)
    page = await bureau.get("/people?sort=name")
    assert ("人员49" in page.text, "人员51" in page.text, "共 52 条" in page.text) == (True, False, True)
    following = await bureau.get(page.text.split('class="btn sm" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert "人员51" in following.text
    saved = await bureau.get("/people/export?text=人员5")
    sheet = load_workbook(io.BytesIO(saved.content)).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["人员50", "人员51"]


async def test_certificates_that_end_soon_are_found(visit: Visit) -> None:
    vendor = await a.vendor()
    for name, until in (("将到期者", date(2026, 8, 1)), ("长期者", date(2030, 1, 1))):
        await add_staff(
            vendor=vendor, name=name, post="医师", on_post_from=a.MONDAY, certificate="证", certified_until=until,
            by=a.MANAGER, at=a.AT,
        )  # fmt: skip
    page = await visit(a.MANAGER).get("/people?expiring=1")
    assert ("将到期者" in page.text, "长期者" in page.text) == (True, False)


async def test_a_filter_nobody_could_choose_narrows_nothing_and_does_not_fail(visit: Visit) -> None:
    await a.staff(vendor=await a.vendor())
    page = await visit(a.MANAGER).get("/people?vendor=x&state=nonsense&sort=nonsense&after=nonsense")
    assert (page.status_code, "何小满" in page.text) == (200, True)


async def test_the_drawer_shows_the_person_without_the_shell(visit: Visit) -> None:
    member = await a.staff(vendor=await a.vendor())
    answer = await visit(a.MANAGER).get(f"/people/{member}", headers={"HX-Request": "true"})
    assert ("何小满" in answer.text, "<html" in answer.text) == (True, False)


async def test_a_session_is_recorded_for_everybody_at_work_and_says_who_was_missing(visit: Visit) -> None:
    vendor = await a.vendor()
    came, missed = await a.staff(vendor=vendor, name="何小满"), await a.staff(vendor=vendor, name="石磊")
    path = f"/people/trainings/new?vendor={vendor}"
    told = {"topic": "病历审核要点", "held_on": "2026-07-01", "hours": "4", "organiser": "市医保局"}
    sent = await send(visit(admin_of(vendor)), "/people/trainings/new", on=path, there=str(came), **told)
    assert sent.status_code == 303
    trained = [(await person(one, for_=a.MANAGER, on=a.MONDAY)).trainings[0] for one in (came, missed)]
    assert [one.attended for one in trained] == [True, False]
    assert "何小满" in (await visit(a.MANAGER).get(path)).text
    wrong = await send(
        visit(a.MANAGER), "/people/trainings/new", on=path, vendor=str(vendor), **(told | {"hours": "0"})
    )
    assert (wrong.status_code, 'id="e-hours"' in wrong.text) == (422, True)
    other = admin_of(await a.vendor(name="河西审计服务有限公司"))
    assert "何小满" not in (await visit(other).get(path)).text


async def test_the_vendor_puts_a_last_day_right_on_the_page_of_the_person(visit: Visit) -> None:
    vendor = await a.vendor()
    path = f"/people/{await a.staff(vendor=vendor)}"
    admin = visit(admin_of(vendor))
    await send(admin, f"{path}/leaving", on=path, left_on="2026-06-30")
    refused = await send(admin, f"{path}/leaving/correction", on=path, left_on="2025-01-01", left_reason="填错")
    assert (refused.status_code, 'id="e-left_on"' in refused.text) == (422, True)
    await send(admin, f"{path}/leaving/correction", on=path, left_on="", left_reason="填错")
    assert "更正离岗日期" in (await admin.get(path)).text  # in its history
    (known,) = await staff_of(vendor, for_=a.MANAGER)
    assert known.standing.on_post_to is None


@pytest.mark.parametrize("number", ["9" * 12, "9" * 5_000, "²"])
async def test_a_number_no_record_has_is_told_at_its_field_or_names_nothing(visit: Visit, number: str) -> None:
    vendor = await a.vendor()
    await a.staff(vendor=vendor)
    bureau = visit(a.MANAGER)
    entered = await send(bureau, "/people/new", **(ENTRY | {"vendor": number}))
    assert (entered.status_code, 'id="e-vendor"' in entered.text) == (422, True)
    noted = await send(bureau, "/recusals/new", person=f"staff:{number}", kind="kin", institution="甲")
    assert (noted.status_code, 'id="e-person"' in noted.text) == (422, True)
    declared = await send(bureau, "/recusals/declare", on="/recusals/new", task=number, person=f"vendor:{vendor}")
    assert declared.status_code == 404
    hours = {"topic": "违规识别", "held_on": "2026-07-01", "organiser": "市局", "vendor": str(vendor), "there": number}
    trained = await send(bureau, "/people/trainings/new", **hours, hours="9" * 39)
    assert (trained.status_code, 'id="e-hours"' in trained.text) == (422, True)
