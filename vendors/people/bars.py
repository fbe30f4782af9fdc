"""Why a vendor's people do not let it be given work (K01, LZ Art.38)."""

from datetime import date
from typing import Final

from vendors.actors import SYSTEM
from vendors.bars import Bar
from vendors.errors import Words
from vendors.people.queries import StaffView, staff_of

PLAN: Final = "张掖市医保基金监管方式创新试点工作实施方案 二(一)"
SECRECY: Final = "兰州市医疗保障基金使用监督管理办法 第三十八条"


async def staff_bars(vendor: int, *, on: date) -> tuple[Bar, ...]:
    """Nobody approved on post; no lead among them; somebody there without undertaking or with a lapsed certificate."""
    people = tuple(one for one in await staff_of(vendor, for_=SYSTEM, on=on) if one.standing.works(on))
    if not people:
        return (_nobody(),)
    bars = [] if any(one.is_lead for one in people) else [_no_lead()]
    unbound = tuple(one for one in people if not one.standing.bound(on))
    lapsed = tuple(one for one in people if not one.standing.certified(on))
    bars += [_unbound(unbound)] if unbound else []
    bars += [_lapsed(lapsed)] if lapsed else []
    return tuple(bars)


def _nobody() -> Bar:
    words = Words("该机构没有经审核在岗的服务人员。", "The vendor has nobody on post whom the bureau approved.")
    return Bar(code="staff.nobody", words=words, rule=PLAN)


def _no_lead() -> Bar:
    words = Words("该机构没有在岗的项目负责人。", "The vendor has no project lead on post.")
    return Bar(code="staff.no_lead", words=words, rule=PLAN, waivable=True)


def _unbound(people: tuple[StaffView, ...]) -> Bar:
    names = _names(people)
    zh, en = f"在岗人员未签保密承诺书：{names}。", f"On post without a confidentiality undertaking: {names}."
    return Bar(code="staff.unbound", words=Words(zh, en), rule=SECRECY)


def _lapsed(people: tuple[StaffView, ...]) -> Bar:
    names = _names(people)
    zh = f"在岗人员证书已到期：{names}；请续证，或先暂停、离岗。"
    en = f"On post with a lapsed certificate: {names}; renew it, or suspend them or let them leave first."
    return Bar(code="staff.lapsed", words=Words(zh, en), rule=PLAN)


def _names(people: tuple[StaffView, ...]) -> str:
    return "、".join(one.name for one in people)
