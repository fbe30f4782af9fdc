from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Conflict, Words
from vendors.labels import Labelled


class RuleKind(Labelled):
    """The three kinds of the rule base (国家医保局 两库 classification)."""

    POLICY = "policy", "政策类", "Policy"
    MANAGEMENT = "management", "管理类", "Management"
    MEDICAL = "medical", "医疗类", "Medical"


class RuleState(Labelled):
    """One version's way from its delivery to its end."""

    DELIVERED = "delivered", "已交付", "Delivered"
    IN_REVIEW = "in_review", "评审中", "In review"
    ADOPTED = "adopted", "已采纳", "Adopted"
    RETURNED = "returned", "退回修改", "Returned for changes"
    SUPERSEDED = "superseded", "已有新版本", "Superseded"
    STOPPED = "stopped", "停用", "Stopped"


TRANSITIONS: Final[Mapping[RuleState, frozenset[RuleState]]] = {
    RuleState.DELIVERED: frozenset({RuleState.IN_REVIEW, RuleState.RETURNED}),
    RuleState.IN_REVIEW: frozenset({RuleState.ADOPTED, RuleState.RETURNED}),
    RuleState.ADOPTED: frozenset({RuleState.STOPPED, RuleState.SUPERSEDED}),
    RuleState.RETURNED: frozenset({RuleState.SUPERSEDED}),
    RuleState.SUPERSEDED: frozenset(),
    RuleState.STOPPED: frozenset({RuleState.SUPERSEDED}),
}
RENEWABLE: Final = frozenset({RuleState.ADOPTED, RuleState.RETURNED, RuleState.STOPPED})
"""States in which the vendor may deliver another version; an adopted one stays in use until that is adopted."""


class Opinion(Labelled):
    """What an expert says (专家评审意见)."""

    ADOPT = "adopt", "采纳", "Adopt"
    ADOPT_CHANGED = "adopt_changed", "修改后采纳", "Adopt after changes"
    REJECT = "reject", "不采纳", "Do not adopt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One version of a rule as the vendor delivers it; `code` and `version` are its own, unique together."""

    code: str
    version: str
    name: str
    kind: RuleKind
    description: str
    basis: str = ""
    contract: int | None = None
    task: int | None = None


def check_transition(state: RuleState, to: RuleState) -> None:
    """Raise Conflict when a version cannot go from one state to the other."""
    if to not in TRANSITIONS[state]:
        raise Conflict(
            f"该版本当前为“{state.zh}”，不能变为“{to.zh}”。",
            f"The version is “{state.en}”; it cannot become “{to.en}”.",
        )


def problems(delivery: Delivery) -> dict[str, Words]:
    """What is wrong with a delivery, by field."""
    texts = {
        "code": (delivery.code, Words("请填写规则编号。", "Give the rule's id.")),
        "version": (delivery.version, Words("请填写版本号。", "Give its version.")),
        "name": (delivery.name, Words("请填写规则名称。", "Give the rule's name.")),
        "description": (delivery.description, Words("请说明规则内容。", "Say what the rule does.")),
        "basis": (delivery.basis, Words("请写明政策或医学依据。", "Name its basis.")),
    }
    return {field: words for field, (text, words) in texts.items() if not text.strip()}


def may_adopt(opinions: Sequence[Opinion], *, least: int) -> Words | None:
    """Why a version may not be adopted yet, or None: enough expert opinions, and not most of them against it."""
    if len(opinions) < least:
        return Words(
            f"采纳前至少需要 {least} 份专家意见，现有 {len(opinions)} 份。",
            f"Adopting takes {least} expert opinions at least; there are {len(opinions)}.",
        )
    against = sum(one is Opinion.REJECT for one in opinions)
    if against * 2 > len(opinions):
        return Words(
            f"{len(opinions)} 位专家中 {against} 位不采纳，不能采纳。",
            f"{against} of {len(opinions)} experts are against it.",
        )
    return None


def must_not_be_later(on: date, today: date) -> Words | None:
    return Words("日期不能晚于今天。", "The day cannot be after today.") if on > today else None
