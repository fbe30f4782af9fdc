"""The whole story in a browser: from a vendor's registration to the downloaded quarterly report."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from tests.support.browsing import Watch, sound
from tests.support.clerks import Cell, Somebody, filled, somebody
from tests.support.served import Service, served
from vendors.periods import at_local

pytestmark = pytest.mark.browser

CODE = "91620700MA0000015U"
HOSPITAL: dict[str, Cell] = {
    "机构编码": "H62070299901", "机构名称": "示例市第一人民医院", "机构类型": "三级医院", "医院等级": "三级乙等",
    "机构性质": "公立", "所属区划": "620702",
}  # fmt: skip
PASSWORDS = {
    "manager": "the river rises in the snow",
    "legal": "weigh it twice and say it once",
    "reviewer": "read it twice before noon",
    "second": "another pair of open eyes",
    "leader": "weigh all of it and decide",
    "clerk": "count every line by hand",
}
ROLES = {
    "manager": ("林知秋", ["contract_manager", "task_manager"]),
    "legal": ("邓岚", ["legal"]),
    "reviewer": ("安宁", ["first_reviewer"]),
    "second": ("白露", ["second_reviewer"]),
    "leader": ("方致远", ["leader"]),
}
SHEET = "病历审核疑点明细"
Windows = Callable[[str], Somebody]


def _case(number: int) -> dict[str, Cell]:
    return {
        "就诊ID": f"620702G{number:012d}", "结算ID": f"S{number:08d}", "机构编码": "H62070299901",
        "住院号": f"00{number:05d}", "人员编号": f"6207{number:016d}", "患者姓名(脱敏)": "张*明", "性别": "1",
        "年龄": 63, "险种": "310", "医疗类别": "21", "入院日期": date(2026, 5, 3), "出院日期": date(2026, 5, 11),
        "科室": "骨科", "医师代码": "D620702999001", "医师姓名": "赵某", "主要诊断编码": "M51.202",
        "主要诊断": "腰椎间盘突出", "医疗总费用": 8632.50, "统筹基金支付": 6120.30, "结算日期": date(2026, 5, 12),
    }  # fmt: skip


def _finding(**changes: Cell) -> dict[str, Cell]:
    found: dict[str, Cell] = {
        "医保项目编码": "001201000030000", "医保项目名称": "一级护理", "费用发生日期": date(2026, 5, 5), "数量": 6,
        "单价": 30, "违规数量": 6, "扣减方式": "差额", "应收单价": 12, "违规类型代码": "0202", "问题定性": "明确违规",
        "违规依据": "条例第三十八条（三）", "违规描述": "医嘱二级护理，按一级护理计费6日", "违规金额(元)": 108.00,
        "基金支付损失(元)": 86.40, "证据清单": "书证:长期医嘱单:3;书证:费用清单:7",
    }  # fmt: skip
    return found | changes


def _signed(row: dict[str, Cell]) -> dict[str, Cell]:
    return row | {"审核人": "何小满", "复核人": "石磊", "审核日期": date(2026, 7, 13)}


def test_from_contract_to_downloaded_report(browser: Browser, tmp_path: Path) -> None:
    watch, opened = Watch(), dict[str, Somebody]()
    with served(tmp_path / "data", at=at_local(date(2026, 7, 13))) as service:
        for username, (name, roles) in ROLES.items():
            service.person(username, name=name, roles=roles, password=PASSWORDS[username])

        def at(username: str) -> Somebody:
            if username not in opened:
                window = {"address": service.address, "username": username, "password": PASSWORDS[username]}
                opened[username] = somebody(browser, watch, **window)
                opened[username].sign_in()
            return opened[username]

        _hire(at)
        service.person(
            "clerk", name="何小满", roles=["vendor_lead", "vendor_clerk"], password=PASSWORDS["clerk"], vendor_code=CODE
        )
        _registers(at("manager"), tmp_path)
        _assign(at("manager"))
        _upload(at("clerk"), tmp_path)
        _accept(at("manager"))
        _review(at)
        _later(service, opened, date(2026, 7, 22))
        _determine(at("second"))
        _later(service, opened, date(2026, 10, 9))
        _score(at)
        _later(service, opened, date(2026, 10, 12))
        _report(at("manager"))
    refused_form = "422"  # chromium's own line about the form with the wrong code
    assert [said for said in watch.said if refused_form not in said] == []
    assert watch.left == []


def _later(service: Service, opened: dict[str, Somebody], day: date) -> None:
    """Days pass: the schedule has fired, and everybody signs in afresh."""
    service.at(at_local(day))
    opened.clear()


def _hire(at: Windows) -> None:
    manager = at("manager")
    manager.go("/vendors/new")
    manager.fill(code=CODE[:-1] + "T", kind="A", name="陇上病历质控有限公司", short_name="陇上质控")
    manager.fill(legal_representative="何满仓")
    manager.press("登记")
    manager.sees("校验")
    manager.fill(code=CODE)
    manager.press("登记")
    manager.sees("待登记")
    manager.go("/vendors/1/qualifications")
    manager.fill(code="record_quality_proof", number="BAZK-2025-7", issuer="省病案质控中心", valid_from="2025-01-01")
    manager.fill(unscanned="原件已当面核对")
    manager.press("登记资质")
    for source in ("credit_china", "procurement"):
        manager.go("/vendors/1/checks")
        manager.fill(source=source, checked_on="2026-07-13", result="clean")
        manager.press("登记核查")
    manager.go("/vendors/1")
    manager.fill(reason="资料齐全")
    manager.press("入库")
    manager.sees("已入库")
    _sign(at)
    for name, lead in (("何小满", "1"), ("石磊", "0")):
        manager.go("/people/new")
        manager.fill(vendor="1", name=name, post="病历审核员", on_post_from="2026-01-01", undertaking_on="2026-01-01")
        manager.fill(is_lead=lead)
        manager.press("保存")
        manager.sees("2026-01-01 签署")


def _sign(at: Windows) -> None:
    """Drafted, reviewed by somebody else, signed."""
    manager = at("manager")
    manager.go("/contracts/new")
    manager.fill(
        vendor="1", number="HT-2026-0001", title="病历审核服务合同", procurement="open_tender", amount="480000"
    )
    manager.fill(budget_year="2026", starts_on="2026-01-01", ends_on="2026-12-31", linked="20", instalments="4")
    manager.fill(staff="2", sampling="5", item1_domain="records", item1_description="住院病历审核", item1_unit="份")
    manager.fill(item1_quantity="12000", item1_price="40", item1_days="20", item1_quality="准确率不低于95%")
    for field in manager.page.locator("[name^=clause_]").all():
        field.fill("第九条")
    manager.press("保存草稿")
    manager.press("送合法性审核")
    at("legal").go("/contracts/1")
    at("legal").fill(passed="yes", opinion="条款齐备")
    at("legal").press("提交审核意见")
    manager.go("/contracts/1")
    manager.fill(signed_on="2026-07-13")
    manager.press("登记签订")
    manager.sees("480,000.00")


def _registers(manager: Somebody, folder: Path) -> None:
    cases = [_case(number) for number in range(1, 31)]
    for book, sheet, rows in (("institutions", "定点医药机构", [HOSPITAL]), ("cases", "结算人次", cases)):
        manager.go(f"/registry/{book}")
        path = folder / f"{book}.xlsx"
        path.write_bytes(filled(manager.fetch(f"{book}/template"), sheet, rows))
        manager.send(path, "上传并核对")
        manager.sees("没有错误，尚未提交")
        manager.press("提交生效")
        manager.sees("提交生效。")


def _assign(manager: Somebody) -> None:
    manager.go("/tasks/new")
    manager.fill(kind="full_review", title="2026年第二季度住院病历审核", deadline_days="15")
    manager.page.locator("#proposal [name=contract]").first.check()
    manager.fill(covers_from="2026-04-01", covers_to="2026-06-30")
    manager.press("建立任务")
    manager.fill(settled_from="2026-04-01", settled_to="2026-06-30")
    manager.press("列入清单")
    manager.sees("列入 30 份病例")
    manager.fill(percent="5")
    manager.press("封存种子")
    manager.press("抽取样本")
    manager.sees("按公开的种子重算，结果一致")
    manager.press("下达")
    manager.sees("任务已下达")


def _upload(clerk: Somebody, folder: Path) -> None:
    clerk.go("/tasks/1")
    for declared in clerk.page.locator("[name=no_tie]").all():
        declared.check()
    clerk.press("接收任务")
    clerk.go("/tasks/1/upload")
    template = clerk.fetch("/tasks/1/template")
    right = [_signed(_finding() if number < 5 else {}) for number in range(30)]
    wrong = [dict(row) for row in right]
    wrong[0]["违规金额(元)"] = 109.00
    wrong[1]["违规类型代码"] = "9999"
    wrong[2]["复核人"] = "何小满"
    wrong[3]["费用发生日期"] = "2026-13-05"
    (folder / "明细一.xlsx").write_bytes(filled(template, SHEET, wrong))
    (folder / "明细二.xlsx").write_bytes(filled(template, SHEET, right))
    clerk.send(folder / "明细一.xlsx", "上传并校验")
    clerk.sees("有 4 处错误，整份文件没有入库")
    rows = clerk.page.locator("tr", has=clerk.page.get_by_text("错误", exact=True))
    told = rows.locator("td:nth-child(n+3):nth-child(-n+4)").all_inner_texts()
    wanted = _cells(template, {4: "违规金额(元)", 5: "违规类型代码", 6: "复核人", 7: "费用发生日期"})
    assert {column + row for row, column in zip(told[::2], told[1::2], strict=True)} == wanted
    sound(clerk.page, "story_problems")
    clerk.sees("下载错误标注表")
    annotated = openpyxl.load_workbook(io.BytesIO(clerk.fetch("/annotated")))
    assert annotated.sheetnames[0] == "问题清单"
    clerk.go("/tasks/1/upload")
    clerk.send(folder / "明细二.xlsx", "上传并校验")
    clerk.sees("没有错误，尚未提交")
    clerk.press("确认提交")
    clerk.sees("HZ-2026-0002")


def _cells(template: bytes, wanted: dict[int, str]) -> set[str]:
    """Where the planted errors are: `AP4`."""
    sheet = openpyxl.load_workbook(io.BytesIO(template))[SHEET]
    places = {str(cell.value).removesuffix("*").strip(): cell.column_letter for cell in sheet[3] if cell.value}
    return {f"{places[heading]}{row}" for row, heading in wanted.items()}


def _accept(manager: Somebody) -> None:
    manager.go("/tasks/1")
    manager.press("开始验收")
    manager.unfold("验收通过")
    manager.page.locator("details[open] [name=reason]").fill("书面审核报告随季度报告另行报送")
    manager.press("确定")
    manager.sees("任务已验收")


def _review(at: Windows) -> None:
    for username in ("reviewer", "second"):
        for finding in range(1, 6):
            at(username).go(f"/review/{finding}")
            at(username).press("通过")
    at("second").go("/rulings/1")
    for finding in range(1, 6):
        at("second").go(f"/rulings/{finding}")
        at("second").fill(reasons="与医嘱不符", method="direct", served_on="2026-07-13")
        at("second").press("记录送达")
        at("second").sees("2026-07-20")


def _determine(second: Somebody) -> None:
    for finding in range(1, 6):
        second.go(f"/rulings/{finding}")
        if finding == 1:
            second.fill(outcome="partly_upheld", reason_code="amount_miscounted", reason="应计5日")
            second.page.locator("[name^=amount_]").first.fill("90.00")
        else:
            second.fill(outcome="upheld", reason_code="facts_proven")
        second.press("作出认定")
        second.sees("90.00" if finding == 1 else "108.00")


def _score(at: Windows) -> None:
    at("manager").go("/assessments?period=2026Q3")
    at("manager").press("出具")
    at("manager").go("/scorecards/1")
    at("manager").press("反馈机构")
    at("clerk").go("/scorecards/1")
    at("clerk").press("无异议")
    at("second").go("/scorecards/1")
    at("second").press("复核完成")
    at("leader").go("/scorecards/1")
    at("leader").sees("问题认定准确率")
    at("leader").go("/scorecards/1/approval")
    at("leader").fill(held_on="2026-10-09", members="方致远、白露、邓岚", minutes="集体审议，同意初评结果。")
    at("leader").press("审定")
    at("leader").press("公布")
    at("leader").go("/retention/1")
    at("leader").fill(decision="同意按建议执行")
    at("leader").press("采纳")
    at("clerk").go("/scorecards/1")
    at("clerk").sees("2 / 2")
    sound(at("clerk").page, "story_scorecard")


def _report(manager: Somebody) -> None:
    manager.go("/reports")
    manager.sees("BG-2026Q3-01")
    pdf, xlsx = manager.fetch("/pdf"), manager.fetch("/xlsx")
    assert pdf.startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    texts = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert any("陇上病历质控" in text for text in texts)
