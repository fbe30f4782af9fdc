"""The assessment in a browser: objected to, put right, approved, published, decided upon; and counted again."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.demo.scans import sample_pdf
from tests.support.assessed import Assessed
from tests.support.browsing import Watch, sound
from tests.support.clerks import Somebody, somebody
from tests.support.served import Service, served
from vendors.periods import at_local

pytestmark = pytest.mark.browser
DRAFTED, OBJECTED, REVIEWED = date(2026, 10, 12), date(2026, 10, 14), date(2026, 10, 16)
REVERSED = date(2026, 11, 9)
TOLD, ANSWERED, DECIDED = date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 27)
QUARTER = "/assessments?period=2026Q3"
BUREAU = {
    "manager": ("林知秋", ["contract_manager", "task_manager"]),
    "second": ("白露", ["second_reviewer"]),
    "leader": ("方致远", ["leader"]),
    "legal": ("邓岚", ["legal"]),
}
PASSWORDS = {
    "manager": "the river rises in the snow",
    "second": "another pair of open eyes",
    "leader": "weigh all of it and decide",
    "legal": "weigh it twice and say it once",
    "lead": "count every line by hand",
}
PEOPLE = "方致远、白露、邓岚、林知秋、顾长风"
Windows = Callable[[str], Somebody]
Days = Callable[[date], None]


class House:
    """The service with everybody's browser window; days pass and people sign in afresh."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.browser, self.service = browser, service
        self.watch, self.opened = Watch(), dict[str, Somebody]()
        for username, (name, roles) in BUREAU.items():
            service.person(username, name=name, roles=roles, password=PASSWORDS[username])

    def vendor(self, made: Assessed) -> None:
        self.service.person(
            "lead", name="何小满", roles=["vendor_lead", "vendor_clerk"], password=PASSWORDS["lead"],
            vendor_code=made.code,
        )  # fmt: skip

    def __call__(self, username: str) -> Somebody:
        if username not in self.opened:
            window = {"address": self.service.address, "username": username, "password": PASSWORDS[username]}
            self.opened[username] = somebody(self.browser, self.watch, **window)
            self.opened[username].sign_in()
        return self.opened[username]

    def on(self, day: date) -> None:
        self.service.at(at_local(day))
        self.opened.clear()


def test_from_an_objection_to_a_blocked_assignment(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "data", at=at_local(DRAFTED)) as service:
        at = House(browser, service)
        made = service.quarter(fallen=5, shared=2)
        at.vendor(made)
        _draft(at("manager"))
        at.on(OBJECTED)
        _object(at("lead"), tmp_path)
        at.on(REVIEWED)
        _accept(at("second"))
        _approve(at("leader"), 2, "不合格", REVIEWED)
        _four_clicks(at("lead"))
        at.on(TOLD)
        _tell(at("manager"))
        at.on(ANSWERED)
        _state(at("lead"))
        _hear(at("legal"))
        at.on(DECIDED)
        _decide(at("leader"))
        _blocked(at("manager"))
    refused = "409"  # chromium's own line about the task that may not be issued
    assert [said for said in at.watch.said if refused not in said] == []
    assert at.watch.left == []


def test_a_published_card_is_counted_again_after_a_reversal_and_the_old_one_stays(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path / "data", at=at_local(DRAFTED)) as service:
        at = House(browser, service)
        made = service.quarter(fallen=2, shared=2, on_post=10)
        at.vendor(made)
        _draft(at("manager"))
        _unopposed(at, 1)
        _approve(at("leader"), 1, "良好", DRAFTED)
        _ask_for_payment(at("manager"), made.contract)
        at.on(REVERSED)
        service.annul(made.findings[-1])
        _count_again(at("manager"))
        _unopposed(at, 2)
        _approve(at("leader"), 2, "合格", REVERSED)
        _compared(at("leader"))
    assert at.watch.said == []
    assert at.watch.left == []


def _unopposed(at: House, card: int) -> None:
    at("lead").go(f"/scorecards/{card}")
    at("lead").press("无异议")
    at("second").go(f"/scorecards/{card}")
    at("second").press("复核完成")


def _ask_for_payment(manager: Somebody, contract: int) -> None:
    """The quarter's linked fee in full, by the card as it was."""
    manager.go(f"/contracts/{contract}?tab=payments")
    manager.press("申请付款")
    manager.go("/payments")
    manager.sees("120,000.00")


def _count_again(manager: Somebody) -> None:
    manager.go("/scorecards/1")
    manager.sees("待重新核算")
    manager.press("重新核算")
    manager.sees("版本差异")
    manager.go("/scorecards/2")
    manager.press("反馈机构")


def _compared(leader: Somebody) -> None:
    """Line by line, with the fee to be put right; the old card is the old card."""
    leader.go("/scorecards/2/differences")
    changed = leader.page.locator("main")
    for words in ("A04", "A05", "认定成立条数", "18 → 17", "-4,800.00", "在下一期付款中更正"):
        expect(changed).to_contain_text(words)
    sound(leader.page, "assessment_restated")
    leader.go("/scorecards/1")
    leader.sees("已被取代")
    leader.sees("按冻结的数据重算，逐字节一致")


def _draft(manager: Somebody) -> None:
    manager.go(QUARTER)
    manager.press("出具 1 份记分卡")
    manager.page.get_by_role("link", name="2026年第三季度").first.click()
    manager.press("反馈机构")
    manager.sees("2026-10-19")


def _object(lead: Somebody, folder: Path) -> None:
    """One line, with the reason and a scan."""
    (folder / "考勤.pdf").write_bytes(sample_pdf("log of sign-ins"))
    lead.go(QUARTER)
    lead.page.get_by_role("link", name="2026年第三季度").first.click()
    lead.page.locator("a[href$='/objections/K04']").first.click()
    lead.write({"异议和理由": "8月12日第二次登录系本人在另一台电脑上登录，并非共用，附登录日志。"})
    lead.page.locator("input[type=file]").set_input_files(folder / "考勤.pdf")
    sound(lead.page, "assessment_objection")
    lead.press("提交异议")
    lead.sees("异议已提交")
    lead.press("异议已提完")


def _accept(second: Somebody) -> None:
    """One sharing less: the card has a new version, and the old one is kept."""
    second.go("/objections?state=open")
    second.page.locator("a[href^='/objections/1']").first.click()
    second.sees("考勤.pdf")
    second.write({"复核理由": "经核对登录日志，8月12日为一人两机，更正为 1 次。", "更正方式": "更正数据"})
    second.write({"共用账号次数": "1"})
    sound(second.page, "assessment_decision")
    second.press("成立")
    second.sees("经核对登录日志")
    second.go("/scorecards/1")
    second.press("复核完成")
    second.sees("版本差异")
    second.page.get_by_role("link", name="版本差异").click()
    expect(second.page.locator("main")).to_contain_text("+2.")
    sound(second.page, "assessment_difference")


def _approve(leader: Somebody, card: int, grade: str, day: date) -> None:
    leader.go(f"/scorecards/{card}")
    leader.page.get_by_role("link", name="集体审定").click()
    leader.write({"会议日期": day.isoformat(), "参加人员": PEOPLE, "讨论情况": "逐项审议，同意复核后的得分。"})
    leader.press("审定")
    leader.press("公布")
    leader.sees(grade)
    sound(leader.page, "assessment_published")


def _four_clicks(lead: Somebody) -> None:
    """From the score to the row of the vendor's own workbook."""
    page = lead.page
    lead.go(QUARTER)
    page.get_by_role("link", name="2026年第三季度").first.click()
    page.locator("tr", has_text="A04").get_by_text("明细").click()
    page.locator("#drawer-body a.chip", has_text="问题").first.click()
    page.get_by_role("link", name=re.compile(r"第 \d+ 行")).first.click()
    lead.sees("机构报送时的原文，一字未改")
    lead.sees("按一级护理计费6日")
    sound(page, "assessment_row")


def _tell(manager: Somebody) -> None:
    manager.go("/retention")
    manager.go("/retention/1")
    manager.sees("暂停派单")
    manager.press("告知机构")
    manager.sees("答复期限")


def _state(lead: Somebody) -> None:
    lead.go("/retention/1")
    lead.write({"答复": "陈述申辩", "事实、理由和请求": "已停用共用账号并补足人员，请求从轻。"})
    lead.press("提交答复")
    lead.sees("请求从轻")


def _hear(legal: Somebody) -> None:
    legal.go("/retention/1")
    legal.write({"日期": ANSWERED.isoformat(), "结论": "申辩不成立", "意见和理由": "改正情况属实，不影响本期结果。"})
    legal.press("提交记录")
    legal.sees("不影响本期结果")


def _decide(leader: Somebody) -> None:
    leader.go("/retention/1")
    leader.write({"决定和理由": "采纳考核建议，暂停派单并限期整改。"})
    leader.press("采纳")
    leader.sees("由此办理")
    sound(leader.page, "assessment_decided")


def _blocked(manager: Somebody) -> None:
    """A suspended vendor is neither offered nor given a task."""
    manager.go("/tasks/new")
    manager.fill(kind="full_review", title="2026年第四季度住院病历审核", deadline_days="15")
    expect(manager.page.locator("#proposal")).to_contain_text("暂停派单")
