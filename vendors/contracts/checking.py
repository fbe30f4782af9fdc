"""What makes terms unacceptable, and what is merely odd. Limits are policy parameters, passed in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from vendors.contracts.calendar import months_between
from vendors.contracts.rules import BidderTerms, ContractTerms, ItemTerms
from vendors.errors import Words
from vendors.money import half_up, yuan
from vendors.policy.parameters import parameter
from vendors.registry.uscc import problem

_NUMBER: Final = re.compile(r"^[0-9A-Za-z\u4e00-\u9fff〔〕()（）\-]{4,30}$")
_EMPTY: Final = Words("不能为空。", "Must not be empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The parameters terms are held against."""

    longest_months: int
    least_sampling: Decimal
    best_score: Decimal
    today: date


def limits(on: date) -> Limits:
    """As in force on a day."""
    return Limits(
        longest_months=parameter("contract_term_max_months", on).whole,
        least_sampling=parameter("sampling_ratio_min", on).value,
        best_score=parameter("evaluation_score_max", on).value,
        today=on,
    )


def problems(terms: ContractTerms, limits: Limits) -> dict[str, Words]:
    """What makes the terms unacceptable, by field."""
    found = {name: words for name, (holds, words) in _checks(terms, limits).items() if not holds}
    for place, item in enumerate(terms.items, start=1):
        found |= item_problems(item, place)
    for place, bidder in enumerate(terms.bidders, start=1):
        found |= _bidder_problems(bidder, place, limits.best_score)
    return found


def _checks(terms: ContractTerms, limits: Limits) -> Mapping[str, tuple[bool, Words]]:
    months = months_between(terms.starts_on, terms.ends_on)
    percent, longest = half_up(limits.least_sampling * 100, Decimal(1)), limits.longest_months
    return {
        "number": (number_is_good(terms.number), NUMBER_WORDS),
        "title": (bool(terms.title.strip()), _EMPTY),
        "amount_fen": (terms.amount_fen > 0, Words("合同金额须大于 0。", "The amount must be above 0.")),
        "ends_on": (
            terms.starts_on <= terms.ends_on and months <= longest,
            Words(
                f"止期不得早于起期，期限不得超过 {longest} 个月（现为 {months} 个月）。",
                f"The end must follow the start, at most {longest} months in all (now {months}).",
            ),
        ),
        "linked_ratio": (
            0 <= terms.linked_ratio <= 1,
            Words("考核挂钩比例应在 0–100% 之间。", "The linked share lies between 0 and 100 %."),
        ),
        "sampling_ratio": (
            limits.least_sampling <= terms.sampling_ratio <= 1,
            Words(f"抽检比例应在 {percent}%–100% 之间。", f"The sampling ratio lies between {percent} and 100 %."),
        ),
        "staff_required": (terms.staff_required > 0, Words("约定人数须大于 0。", "Must be above 0.")),
        "instalments": (terms.instalments > 0, Words("付款期数须大于 0。", "Must be above 0.")),
        "items": (bool(terms.items), Words("至少一项服务事项。", "At least one service item.")),
        "evaluation_score": (_scored(terms.evaluation_score, limits.best_score), _score_words(limits.best_score)),
        "notice_on": ((terms.notice_on or date.min) <= limits.today, Words("日期不得晚于今天。", "Not after today.")),
        "awarded_on": (
            _in_order(terms, limits.today),
            Words("中标（成交）日期不得早于采购公告日期、晚于今天。", "Not before the notice nor after today."),
        ),
        "bidders": (
            sum(one.awarded for one in terms.bidders) <= 1,
            Words("中标（成交）供应商只能有一家。", "Only one bidder is awarded the contract."),
        ),
    }


NUMBER_WORDS: Final = Words(
    "合同编号为 4–30 位字母、数字、汉字、括号或短横。", "4 to 30 letters, digits, brackets or dashes."
)


def number_is_good(number: str) -> bool:
    return _NUMBER.match(number) is not None


def _in_order(terms: ContractTerms, today: date) -> bool:
    awarded = terms.awarded_on
    return awarded is None or (terms.notice_on or awarded) <= awarded <= today


def _scored(score: Decimal | None, best: Decimal) -> bool:
    return score is None or 0 <= score <= best


def _score_words(best: Decimal) -> Words:
    return Words(f"评审得分应在 0–{best:f} 之间。", f"A score lies between 0 and {best:f}.")


def item_problems(item: ItemTerms, place: int) -> dict[str, Words]:
    """What is wrong with the item at a place (from 1), under the field `items.PLACE`."""
    numbers = min(item.quantity, Decimal(item.deadline_days))
    if item.unit.strip() and item.quality_standard.strip() and numbers > 0 and item.unit_price_fen >= 0:
        return {}
    words = Words(
        f"第 {place} 项：单位、质量标准不能为空，数量、时限须大于 0，单价不得为负。",
        f"Item {place}: unit and quality standard are needed, quantity and days above 0, the price not negative.",
    )
    return {f"items.{place}": words}


def _bidder_problems(bidder: BidderTerms, place: int, best: Decimal) -> dict[str, Words]:
    wrong = None if bidder.name.strip() else _EMPTY
    if bidder.code:
        wrong = wrong or problem(bidder.code)
    if not _scored(bidder.score, best):
        wrong = wrong or _score_words(best)
    return {f"bidders.{place}": wrong} if wrong else {}


def warnings(*, amount_fen: int, items: Sequence[ItemTerms]) -> tuple[Words, ...]:
    """What is odd but may be meant: items that do not add up to the amount."""
    total = sum(item.amount_fen for item in items)
    if total == amount_fen:
        return ()
    return (
        Words(
            f"服务事项合计 {yuan(total)} 元，与合同金额 {yuan(amount_fen)} 元不一致。",
            f"The items add up to {yuan(total)} yuan, the contract to {yuan(amount_fen)} yuan.",
        ),
    )


def chain_warning(months: int, *, longest: int) -> Words | None:
    """Renewals that run longer in all than the rule allows are told, not refused."""
    if months <= longest:
        return None
    return Words(
        f"连同所续签的合同，履行期限合计 {months} 个月，超过 {longest} 个月上限，请核实预算保障和续签依据。",
        f"With the contracts it renews it runs {months} months in all, above the {longest} allowed; check its basis.",
    )
