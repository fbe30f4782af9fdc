"""A vendor's own reasons against giving it work, told from what is known of it on a day. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.bars import Bar
from vendors.errors import Words
from vendors.registry.credit.rules import CreditSource, CreditState
from vendors.registry.ownership.blacklist_rules import Hit
from vendors.registry.qualifications.rules import Lack, Need
from vendors.registry.rules import Standing, blocked

CREDIT_RULE: Final = "财库〔2016〕125号（查询使用信用记录）"
BLACKLIST_RULE: Final = "医保信用体系建设（黑名单制度）"
STANDING_RULE: Final = "第三方机构状态管理"
_HOUSE: Final = "（本局默认）"
_NEVER: Final = Words("没有失信核查记录。", "No dishonesty check of the vendor is on record.")
_STALE: Final = Words("失信核查已超过有效期，须重新核查。", "The dishonesty check is out of date and must be repeated.")
_RECORD: Final = Words("失信核查有记录。", "The dishonesty check found the vendor on record.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What bars are told from. `before_register` is a vendor of before certificates and checks were entered.

    `unproven` and `unasked` only count for 入库: certificates without a scan, public lists without a fresh answer.
    """

    standing: Standing
    banned_until: date | None
    before_register: bool
    lacks: Sequence[Lack]
    hits: Sequence[Hit]
    credit: CreditState
    unproven: Sequence[Need] = ()
    unasked: Sequence[CreditSource] = ()


def bars(known: Known) -> tuple[Bar, ...]:
    """Standing first, then what its file says; of a vendor that waits for it, all that keeps it from 入库."""
    told = admission_bars(known) if known.standing is Standing.PENDING else file_bars(known)
    return (*standing_bars(known.standing, known.banned_until), *told)


def standing_bars(standing: Standing, banned_until: date | None) -> tuple[Bar, ...]:
    """The standing's own bar, if it has one."""
    words = blocked(standing)
    if words is None:
        return ()
    if standing is Standing.BANNED and banned_until:
        last = banned_until.isoformat()
        words = Words(
            f"该机构禁入至 {last}，不能派单。", f"The vendor is banned until {last} and may be given no tasks."
        )
    return (Bar(code=f"standing_{standing.value}", words=words, rule=STANDING_RULE),)


def file_bars(known: Known) -> tuple[Bar, ...]:
    """What stands against it whatever its standing."""
    return (*_lacks(known), *_hits(known.hits), *_credit(known))


def admission_bars(known: Known) -> tuple[Bar, ...]:
    """What keeps it from 入库, a mere namesake on the blacklist among it."""
    return (*file_bars(known), *_unproven(known.unproven), *_unasked(known))


def _unproven(needs: Sequence[Need]) -> Iterator[Bar]:
    for need in needs:
        words = Words(
            f"必备资质“{need.names.zh}”没有扫描件，也未说明原因。",
            f"“{need.names.en}” has no scan, nor a reason why there is none.",
        )
        yield Bar(code="qualification_unproven", words=words, rule=_HOUSE.strip("（）"))


def _unasked(known: Known) -> Iterator[Bar]:
    if not known.unasked or known.credit is not CreditState.CLEAN:
        return
    words = Words(
        "以下名单没有有效的核查结果：" + "、".join(one.zh for one in known.unasked) + "。",
        f"No valid answer of: {', '.join(one.en for one in known.unasked)}.",
    )
    yield Bar(code="credit_unasked", words=words, rule=CREDIT_RULE)


def _lacks(known: Known) -> Iterator[Bar]:
    for lack in known.lacks:
        names = lack.names
        if lack.lapsed_on:
            last = lack.lapsed_on.isoformat()
            words = Words(f"必备资质“{names.zh}”已于 {last} 到期。", f"The vendor's “{names.en}” lapsed after {last}.")
            yield Bar(code="qualification_lapsed", words=words, rule=lack.source)
        else:
            words = Words(f"缺少必备资质“{names.zh}”。", f"The vendor shows no valid “{names.en}”.")
            yield Bar(code="qualification_missing", words=words, rule=lack.source, waivable=known.before_register)


def _hits(found: Sequence[Hit]) -> Iterator[Bar]:
    for hit in found:
        code = "blacklisted" if hit.sure else "blacklist_name"
        yield Bar(code=code, words=hit.words, rule=BLACKLIST_RULE, waivable=not hit.sure)


def _credit(known: Known) -> Iterator[Bar]:
    if known.credit is CreditState.ON_RECORD:
        yield Bar(code="credit_record", words=_RECORD, rule=CREDIT_RULE)
    elif known.credit is CreditState.STALE:
        yield Bar(code="credit_stale", words=_STALE, rule=CREDIT_RULE + _HOUSE, waivable=True)
    elif known.credit is CreditState.NEVER:
        yield Bar(code="credit_never", words=_NEVER, rule=CREDIT_RULE, waivable=known.before_register)
