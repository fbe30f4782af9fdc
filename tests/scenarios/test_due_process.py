"""Due process in a browser: notice, oral defence, a determination in part, the discussion's gate, the money back."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser

from tests.support.browsing import Watch, sound
from tests.support.clerks import Somebody, somebody
from tests.support.served import served
from vendors.periods import at_local

pytestmark = pytest.mark.browser
ROLES = {
    "second": ("白露", ["second_reviewer"], "another pair of open eyes"),
    "first": ("安宁", ["first_reviewer"], "read it twice before noon"),
    "legal": ("邓岚", ["legal"], "weigh it twice and say it once"),
    "leader": ("方致远", ["leader"], "weigh all of it and decide"),
    "accountant": ("金满堂", ["accountant"], "every fen finds its own row"),
}
TOLD, HEARD, RECHECKED, RULED = date(2026, 9, 14), date(2026, 9, 16), date(2026, 9, 18), date(2026, 9, 22)
FIRST_PAID, LAST_PAID = date(2026, 10, 9), date(2026, 10, 12)
CHOSEN = "finding=1&finding=2"
TRANSCRIPT = (
    "问：对告知的事实有什么意见？\n答：护理级别当日已变更，其中一部分有医嘱。\n问：有无材料？\n答：医嘱单复印件。"
)
PEOPLE = "方致远 局长\n方毅 分管副局长\n邓岚 法规科科长"
Windows = Callable[[str], Somebody]
Days = Callable[[date], None]


def test_from_notice_to_money_back_every_number_of_the_funnel_is_the_ledgers(browser: Browser, tmp_path: Path) -> None:
    watch, opened = Watch(), dict[str, Somebody]()
    with served(tmp_path / "data", at=at_local(TOLD)) as service:
        for username, (name, roles, password) in ROLES.items():
            service.person(username, name=name, roles=roles, password=password)
        assert service.leads([30_000_00, 6_000_00], [24_000_00]) == [1, 2]

        def at(username: str) -> Somebody:
            if username not in opened:
                window = {"address": service.address, "username": username, "password": ROLES[username][2]}
                opened[username] = somebody(browser, watch, **window)
                opened[username].sign_in()
            return opened[username]

        def on(day: date) -> None:
            service.at(at_local(day))
            opened.clear()

        _heard(at, on)
        _decided(at)
        _paid(at, on)
        _same(at("leader"))
    refused = "409"  # chromium's own line about the determination that lacked its discussion
    assert [said for said in watch.said if refused not in said] == []
    assert watch.left == []


def _heard(at: Windows, on: Days) -> None:
    _tell(at("second"))
    on(HEARD)
    _hear(at("first"))
    on(RECHECKED)
    _recheck(at("legal"))
    on(RULED)


def _decided(at: Windows) -> None:
    _blocked(at("leader"))
    _discuss(at("legal"))
    _determine(at("leader"))
    _measure(at)


def _paid(at: Windows, on: Days) -> None:
    _book(at("accountant"))
    on(FIRST_PAID)
    _receive(at("accountant"), "20000", "收-001", FIRST_PAID)
    on(LAST_PAID)
    _rest(at("accountant"))


def _tell(second: Somebody) -> None:
    """One notice for both, made and served; its paper names the last day to be heard."""
    second.go("/rulings?stage=notify")
    second.page.locator("[data-all]").check()
    second.press("合写告知书")
    for finding in (1, 2):
        second.fill(**{f"reasons_{finding}": "与医嘱和执行记录不符"})
    second.press("保存告知书")
    second.press("制作")
    second.fill(method="direct", told_on=TOLD.isoformat(), receiver="贺敏")
    second.press("记录送达")
    second.sees("2026-09-20")
    sound(second.page, "due_process_notice")
    paper = _words(second.fetch("/documents/notice/1.docx"))
    for words in ("5个工作日内（至2026年9月20日24时止）", "60,000.00元（大写：陆万元整）", "送达回证", "〔　　〕"):
        assert words in paper
    assert second.fetch("/documents/notice/1.pdf").startswith(b"%PDF-1.7")


def _hear(first: Somebody) -> None:
    """What was said by word of mouth, of both findings at once, with its transcript."""
    first.go(f"/rulings/hearings?{CHOSEN}")
    first.fill(form="oral", made_on=HEARD.isoformat(), made_at="09:00", speaker="贺敏", capacity="委托代理人")
    first.fill(asked_by="方毅", taken_down_by="苗青", content=TRANSCRIPT)
    first.press("登记申辩")
    first.go("/rulings/1")
    paper = _words(first.page.request.get(first.address + "/documents/transcript/1.docx").body())
    for words in ("问：对告知的事实有什么意见？", "答：医嘱单复印件。", "YD-2026-000001、YD-2026-000002", "贺敏"):
        assert words in paper


def _recheck(legal: Somebody) -> None:
    legal.go(f"/rulings/rechecks?{CHOSEN}")
    legal.fill(verdict="partly", opinion="其中4,000元有医嘱，应予核减")
    legal.press("提交复核")
    legal.sees("2 个问题的复核意见已记录")


def _rule(leader: Somebody, **more: str) -> None:
    """The first in part (32 000.00 of 36 000.00), the second in full: 56 000.00 together."""
    leader.go(f"/rulings/together?{CHOSEN}")
    leader.fill(outcome_1="partly_upheld", reason_code_1="amount_miscounted", reason_1="核减有医嘱的部分")
    leader.fill(amount_1="30000", amount_2="2000", outcome_2="upheld", reason_code_2="facts_proven", **more)
    leader.press("作出认定")


def _blocked(leader: Somebody) -> None:
    _rule(leader)
    leader.sees("缺少集体讨论记录")
    leader.go("/decisions")
    assert "JD-2026-000001" not in leader.page.content()


def _discuss(legal: Somebody) -> None:
    legal.go(f"/discussions/new?{CHOSEN}")
    legal.fill(kind="leaders", held_on=RULED.isoformat(), place="三楼会议室", chair="方致远", recorder="苗青")
    legal.fill(attendees=PEOPLE, verdict="agreed", conclusion="同意部分成立，追回违规费用")
    legal.press("保存记录")
    legal.sees("TL-2026-0001")
    paper = _words(legal.fetch("/documents/discussion/1.docx"))
    for words in ("方毅（分管副局长）", "同意部分成立", "50,000.00元（含）以上"):
        assert words in paper


def _determine(leader: Somebody) -> None:
    _rule(leader, discussion="1")
    leader.go("/decisions/1")
    leader.sees("56,000.00")
    sound(leader.page, "due_process_decision")


def _measure(at: Windows) -> None:
    """Everything is to be paid back: proposed by one, approved by another, carried out and filed."""
    second = at("second")
    second.go("/decisions/1/measures/new?kind=recover")
    second.fill(discussion="1", basis="服务协议第二十一条")
    second.press("提出措施")
    at("leader").go("/measures/1")
    at("leader").press("批准")
    second.go("/measures/1")
    second.fill(on=RULED.isoformat())
    second.press("登记执行")
    second.go("/decisions/1")
    second.fill(filed_on=RULED.isoformat(), document="张医保备〔2026〕1号")
    second.press("登记备案")
    paper = _words(second.fetch("/documents/decision/1.docx"))
    for words in (
        "部分成立。告知金额36,000.00元，认定金额32,000.00元（大写：叁万贰仟元整）",
        "口头提出陈述申辩，经复核部分采纳", "追回违规费用，金额56,000.00元（大写：伍万陆仟元整）", "财政专户",
        "经负责人集体讨论（TL-2026-0001）",
    ):  # fmt: skip
        assert words in paper


def _book(accountant: Somebody) -> None:
    accountant.go("/recoveries/1")
    accountant.fill(due_on="2026-10-20")
    accountant.press("立账")
    accountant.sees("ZH-2026-000001")


def _act(accountant: Somebody, words: str, **fields: str) -> None:
    """One of the ledger's acts, in the drawer it opens."""
    accountant.go("/recoveries/1")
    accountant.page.locator("#account-1").get_by_role("link", name=re.compile(f"^{words}")).first.click()
    accountant.page.locator("#drawer-body form").first.wait_for()
    for name, value in fields.items():
        accountant.page.locator(f"#drawer-body [name={name}]").fill(value)
    with accountant.page.expect_navigation():
        accountant.page.locator("#drawer-body .acts button.primary").click()


def _receive(accountant: Somebody, amount: str, voucher: str, day: date) -> None:
    _act(accountant, "登记收款", amount=amount, day=day.isoformat(), voucher=voucher, party="金河县第一人民医院")


def _rest(accountant: Somebody) -> None:
    _mistake(accountant)
    _receive(accountant, "36000", "收-003", LAST_PAID)
    _act(accountant, "登记上缴", amount="56000", day=LAST_PAID.isoformat(), voucher="缴-001")


def _mistake(accountant: Somebody) -> None:
    """Money of another institution, booked and taken back by a row of its own."""
    _receive(accountant, "1000", "收-002", LAST_PAID)
    row = accountant.page.locator("#account-1 tr", has_text="收-002")
    row.get_by_role("link", name="冲销").click()
    accountant.page.locator("#drawer-body [name=reason]").fill("串户：系其他机构缴款")
    with accountant.page.expect_navigation():
        accountant.page.locator("#drawer-body button.danger").click()
    accountant.sees("-1,000.00")


def _same(leader: Somebody) -> None:
    """The funnel against the ledger, number by number."""
    leader.go("/recoveries/1")
    sound(leader.page, "due_process_ledger")
    ledger = {name: _fact(leader, name) for name in ("应追（元）", "已追回（元）", "未追回（元）", "已上缴（元）")}
    assert ledger == {
        "应追（元）": "56,000.00", "已追回（元）": "56,000.00", "未追回（元）": "0.00", "已上缴（元）": "56,000.00",
    }  # fmt: skip
    leader.go("/recoveries/funnel?since=2026-01-01&until=2026-12-31&as_of=2026-10-12")
    sound(leader.page, "due_process_funnel")
    funnel = _stages(leader)
    assert [funnel[name] for name in ("上报", "完成初审", "复审通过", "已告知")] == ["60,000.00"] * 4
    assert funnel["已认定"] == "56,000.00"
    assert funnel["应追"] == ledger["应追（元）"]
    assert funnel["已追回"] == ledger["已追回（元）"]
    assert funnel["已缴财政专户"] == ledger["已上缴（元）"]


def _fact(somebody_: Somebody, name: str) -> str:
    return somebody_.page.locator("#account-1 dl dt", has_text=name).first.locator("+ dd").inner_text()


def _stages(somebody_: Somebody) -> Mapping[str, str]:
    rows = somebody_.page.locator("main table tbody tr").all()
    return {row.locator("td").nth(0).inner_text(): row.locator("td").nth(2).inner_text() for row in rows}


def _words(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in made.paragraphs), *cells))
