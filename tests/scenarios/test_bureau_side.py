"""The bureau's side in a browser, before any finding: who was hired, who may work where, who was drawn and sent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.demo.scans import sample_pdf
from tests.support.browsing import Watch, sound
from tests.support.clerks import Cell, Somebody, filled, somebody
from tests.support.served import served
from vendors.periods import at_local

pytestmark = pytest.mark.browser
MONDAY = date(2026, 7, 13)
CODE, OTHER_CODE = "91620700MA0000015U", "91620700MA0000023N"
FIRST, SECOND = "H62070299901", "H62072299902"
ROLES = {
    "manager": ("林知秋", ["contract_manager", "task_manager"], ""),
    "legal": ("邓岚", ["legal"], ""),
    "admin": ("何满仓", ["vendor_admin"], CODE),
    "lead": ("何小满", ["vendor_lead", "vendor_clerk"], CODE),
}
PASSWORDS = {
    "manager": "the river rises in the snow",
    "legal": "weigh it twice and say it once",
    "admin": "keep the barn before the rain",
    "lead": "count every line by hand",
}
CLAUSES = (
    "服务内容和范围", "服务质量和时限要求", "费用标准和结算方式", "监督检查和绩效考核", "保密、回避和廉洁义务",
    "违约责任和变更解除", "委托处理个人信息的目的", "委托处理的期限", "处理方式",
)  # fmt: skip
Windows = Callable[[str], Somebody]


def _hospital(code: str, name: str, region: str) -> dict[str, Cell]:
    return {
        "机构编码": code, "机构名称": name, "机构类型": "三级医院", "医院等级": "三级乙等", "机构性质": "公立",
        "所属区划": region,
    }  # fmt: skip


HOSPITALS = [_hospital(FIRST, "示例市第一人民医院", "620702"), _hospital(SECOND, "雪山县人民医院", "620722")]


def test_from_a_scanned_certificate_to_an_answered_slip(browser: Browser, tmp_path: Path) -> None:
    watch, opened = Watch(), dict[str, Somebody]()
    scan = tmp_path / "病历质控能力证明.pdf"
    scan.write_bytes(sample_pdf("record quality proof"))
    with served(tmp_path / "data", at=at_local(MONDAY)) as service:

        def at(username: str) -> Somebody:
            if username not in opened:
                name, roles, code = ROLES[username]
                service.person(username, name=name, roles=roles, password=PASSWORDS[username], vendor_code=code)
                window = {"address": service.address, "username": username, "password": PASSWORDS[username]}
                opened[username] = somebody(browser, watch, **window)
                opened[username].sign_in()
            return opened[username]

        manager = at("manager")
        _registers(manager, tmp_path)
        _admit(manager, CODE, "陇上病历质控有限公司", scan)
        _admit(manager, OTHER_CODE, "祁连病案服务有限公司", scan)
        _contract(at, "HT-2026-0001", "陇上病历质控有限公司")
        _contract(at, "HT-2026-0002", "祁连病案服务有限公司")
        _staff(at)
        _pool(manager)
        _campaign(manager)
        _draw(manager)
        _assign(manager)
        _accept(at)
        _stop_and_resume(at, lambda day: service.at(at_local(day)))
        _slip(at)
        _told(at)
    assert watch.said == []
    assert watch.left == []


def _registers(manager: Somebody, folder: Path) -> None:
    manager.go("/registry/institutions")
    path = folder / "institutions.xlsx"
    path.write_bytes(filled(manager.fetch("institutions/template"), "定点医药机构", HOSPITALS))
    manager.send(path, "上传并核对")
    manager.sees("没有错误，尚未提交")
    manager.press("提交生效")
    manager.sees("提交生效。")


def _admit(manager: Somebody, code: str, name: str, scan: Path) -> None:
    """A vendor with its scanned certificate, checked against the public lists, taken into the register."""
    manager.go("/vendors/new")
    manager.write({"统一社会信用代码": code, "类别": "医疗质量评估机构", "机构名称": name, "简称": name[:4]})
    manager.write({"法定代表人": "何满仓", "资质名称": "病历质控能力证明", "证书编号": "BAZK-2026-001"})
    manager.write({"发证机关": "示例省病案质控中心", "有效期起": "2026-01-01", "有效期止": "2028-12-31"})
    manager.send(scan, "登记")
    manager.sees("没有失信核查记录")
    manager.page.get_by_role("link", name="失信核查").click()
    for source in ("信用中国", "政府采购严重违法失信行为记录名单"):
        manager.write({"来源": source, "核查日期": "2026-07-13", "结果": "无记录"})
        manager.press("登记核查")
        manager.sees(source)
    manager.page.get_by_role("link", name="概况").or_(manager.page.get_by_role("link", name="基本信息")).first.click()
    manager.write({"核对意见": "资质与核查齐备"})
    manager.press("入库")
    manager.sees("已入库")
    manager.page.get_by_role("link", name="资质证书").first.click()
    manager.sees("附件1")


def _contract(at: Windows, number: str, vendor: str) -> None:
    """Drafted with an item and every clause, reviewed by somebody else, signed."""
    manager = at("manager")
    manager.go("/contracts/new")
    manager.write({"采购方式": "公开招标", "中标（成交）日期": "2026-07-06", "承办机构": vendor, "合同编号": number})
    manager.write({"名称": "病历审核服务合同", "金额（元）": "480000", "预算年度": "2026", "付款期数": "4"})
    manager.write({"起始日期": "2026-07-13", "终止日期": "2027-07-12", "考核挂钩比例（%）": "20"})
    manager.write({"抽检比例（%）": "5", "约定人数": "2", "服务领域": "病历核查", "服务内容": "住院病历审核"})
    manager.write(
        {"单位": "份", "数量": "12000", "单价（元）": "40", "时限（日）": "20", "质量标准": "准确率不低于95%"}
    )
    for place, field in enumerate(manager.page.get_by_placeholder("如 第九条").all(), start=1):
        field.fill(f"第{place}条")
    manager.press("保存草稿")
    manager.press("送合法性审核")
    contract = manager.page.url.removeprefix(manager.address)
    at("legal").go(contract)
    at("legal").write({"审核结论": "通过", "审核意见": "采购程序合规，条款齐备"})
    at("legal").press("提交审核意见")
    manager.go(contract)
    manager.write({"签订日期": "2026-07-13"})
    manager.press("登记签订")
    manager.sees("履行中")


def _staff(at: Windows) -> None:
    """Listed by the vendor, approved by the bureau; one of them once worked at a hospital."""
    people = {"何小满": ("项目负责人", "", "是"), "石磊": ("病历审核员", "示例市第一人民医院", "否")}
    for name, (post, employer, lead) in people.items():
        admin = at("admin")
        admin.go("/people/new")
        admin.write({"姓名": name, "岗位": post, "到岗日期": "2026-07-13", "保密承诺书签署日期": "2026-07-13"})
        admin.write({"是否项目负责人": lead})
        if employer:
            admin.write({"曾任职单位": employer, "离职日期": "2025-09-30"})
        admin.press("保存")
        admin.sees("待审核")
    at("manager").go("/todos")
    at("manager").page.get_by_role("link", name="2 名机构人员待审核").click()
    for name in people:
        at("manager").go("/people?state=pending")
        at("manager").page.get_by_role("link", name=name).first.click()
        at("manager").go(at("manager").page.url.removeprefix(at("manager").address))
        at("manager").press("审核通过")


def _pool(manager: Somebody) -> None:
    """Three inspectors, one with a relative at the first hospital; what else ties people to it is found and told."""
    for number, name in enumerate(("关雎", "左思远", "樊川"), start=1):
        manager.go("/inspectors/new")
        manager.write({"姓名": name, "单位": "市医疗保障局基金监管科", "执法证号": f"甘6207{number:04d}"})
        manager.write({"有效期起": "2025-01-01", "有效期至": "2028-12-31"})
        manager.press("保存")
    for who, kind, detail in (
        ("关雎", "近亲属", "配偶为该院护士"),
        ("祁连病案", "持股", "股东持有该院股份"),
    ):
        manager.go("/recusals/new")
        manager.write({"申报对象": who, "关系": kind, "定点机构": FIRST, "说明": detail})
        manager.press("保存")
        manager.sees(who)
    manager.go("/recusals/found")
    found = manager.row("石磊")
    expect(found).to_contain_text("曾任职")
    found.get_by_role("button", name="确认登记").click()
    manager.sees("没有发现未登记的利害关系")


def _campaign(manager: Somebody) -> None:
    manager.go("/campaigns/new")
    manager.write({"名称": "2026年住院基金专项整治", "类型": "专项整治", "负责人": "方致远"})
    manager.write({"开始日期": "2026-07-13", "结束日期": "2026-10-30"})
    manager.write({"结算起始日": "2025-07-01", "结算截止日": "2026-06-30"})
    manager.labelled("假病人").check()
    manager.press("保存")
    manager.unfold("加入阶段")
    manager.write({"阶段名称": "检查实施", "开始日期": "2026-07-13", "结束日期": "2026-09-30"})
    manager.press("加入阶段")
    manager.unfold("加入节点")
    manager.write({"阶段": "检查实施", "类别": "工作节点", "节点名称": "双随机抽取", "应完成日期": "2026-07-20"})
    manager.press("加入节点")
    manager.page.get_by_role("link", name="机构名单").click()
    manager.write({"机构类型": "三级医院"})
    manager.press("列入")
    manager.sees("雪山县人民医院")
    manager.go("/campaigns/1")
    manager.write({"变更为": "进行中"})
    manager.press("变更")
    manager.sees("双随机抽取")
    sound(manager.page, "bureau_campaign")


def _draw(manager: Somebody) -> None:
    """The seed is sealed first; whoever must keep away is shown with the reason and was not paired."""
    manager.go("/draws/new")
    manager.page.get_by_role("link", name="双随机").first.click()
    manager.write({"名称": "检查对象与检查人员", "专项行动": "2026年住院基金专项整治", "方法": "双随机"})
    manager.write({"每个对象检查人员": "2", "数量": "2"})
    manager.press("封存种子")
    manager.write({"见证人": "邓岚、严守正"})
    manager.press("打开总体并抽取")
    expect(manager.row("配偶").or_(manager.row("近亲属"))).to_contain_text("关雎")
    drawn = manager.page.get_by_role("region", name="抽样结果").get_by_role("row").filter(has_text=FIRST)
    expect(drawn).to_contain_text("左思远")
    expect(drawn).to_contain_text("樊川")
    expect(drawn).not_to_contain_text("关雎")
    manager.sees("一致")
    sound(manager.page, "bureau_draw")


def _assign(manager: Somebody) -> None:
    """The proposal names who may not be given the task, and why; the one proposed first gets it."""
    manager.go("/tasks/new")
    manager.write({"任务名称": "示例市第一人民医院专项检查", "期间起": "2025-07-01", "期间止": "2026-06-30"})
    manager.write({"专项行动": "2026年住院基金专项整治", "范围内定点机构": FIRST})
    manager.write({"类型": "专项检查协助"})
    manager.press("看派单建议")
    barred = manager.row("祁连病案")
    expect(barred).to_contain_text("持股")
    expect(barred).to_contain_text("示例市第一人民医院")
    sound(manager.page, "bureau_proposal")
    manager.press("建立任务")
    for name in ("左思远", "樊川"):
        manager.row(name).get_by_role("checkbox", name=name).first.check()
        manager.row(name).get_by_label(f"无需回避：{name}").check()
    manager.press("确定检查人员")
    manager.press("下达")
    manager.sees("派单通知书")


def _accept(at: Windows) -> None:
    """The tied one cannot join; who joins declares first."""
    lead = at("lead")
    lead.go("/tasks/1")
    tied = lead.row("石磊")
    expect(tied).to_contain_text("曾任职")
    expect(tied.get_by_role("checkbox").first).to_be_disabled()
    lead.row("何小满").get_by_label("本人声明与范围内机构无利害关系").check()
    sound(lead.page, "bureau_accept")
    lead.press("接收任务")
    if lead.page.get_by_role("button", name="开始执行").count():
        lead.press("开始执行")
    lead.sees("已申报回避")


def _stop_and_resume(at: Windows, wait_until: Callable[[date], None]) -> None:
    """The clock stands while the bureau owes material, and goes on with the days that were left."""
    lead, manager = at("lead"), at("manager")
    lead.go("/tasks/1")
    due = lead.page.locator("dt", has_text="截止日期").locator("+ dd").first.inner_text()
    lead.unfold("申请暂停计时")
    lead.write({"所需材料": "医院补充调阅的护理记录单"})
    lead.press("提出申请")
    manager.go("/todos")
    manager.page.get_by_role("link", name="护理记录单").click()
    manager.press("同意暂停")
    manager.sees("暂停计时")
    wait_until(date(2026, 7, 16))
    manager.sign_in()
    lead.sign_in()
    manager.go("/tasks/1")
    manager.write({"已交付材料": "护理记录单 6 份"})
    manager.press("材料已交付，恢复计时")
    lead.go("/tasks/1")
    later = lead.page.locator("dt", has_text="截止日期").locator("+ dd").first.inner_text()
    assert later > due
    sound(lead.page, "bureau_clock")


def _slip(at: Windows) -> None:
    """From one group to another: sent, received, answered, closed."""
    manager, lead = at("manager"), at("lead")
    manager.go("/handoffs/new")
    manager.write(
        {"发出小组": "智能监控小组", "接收小组": "病历审核小组", "接收机构": "陇上病历", "涉及机构编码": FIRST}
    )
    manager.write({"流转事由": "低标准入院疑点", "线索事实": "同一诊断平均住院日偏低，共 12 例，请核查病历。"})
    manager.press("发出")
    lead.go("/todos")
    lead.page.get_by_role("link", name="低标准入院疑点").click()
    lead.press("接收")
    lead.write({"答复": "采纳", "办理情况或理由": "抽阅 12 份病历，7 份入院指征不足。"})
    lead.press("提交答复")
    manager.go("/todos")
    manager.page.get_by_role("link", name="已答复，待办结").click()
    manager.go("/handoffs/1")
    manager.sees("抽阅 12 份病历")
    manager.press("办结")
    manager.sees("已办结")


def _told(at: Windows) -> None:
    """What each side did was told to the other, once."""
    lead = at("lead")
    lead.go("/messages")
    expect(lead.row("任务已下达")).to_contain_text("示例市第一人民医院专项检查")
    lead.row("任务已下达").get_by_role("button", name="查看").click()
    lead.page.wait_for_url("**/tasks/1")
    lead.go("/messages")
    expect(lead.page.get_by_text("任务已下达")).to_have_count(0)
    sound(lead.page, "bureau_messages")
