from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Words
from vendors.labels import Labelled
from vendors.registry.rules import Kind

LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 300
MOST_ITEMS: Final = 2000


class CheckKind(Labelled):
    """What is looked at again."""

    PAPERS = "papers", "审计底稿抽查", "Working papers"
    DOCTORS = "doctors", "医保医师库抽查", "Register of doctors"
    INVESTIGATIONS = "investigations", "意外伤害调查复查", "Accident investigations"
    LEVELS = "levels", "失能等级抽查复评", "Levels of disability"
    FEES = "fees", "费用审核复审", "Fee reviews"

    @property
    def traits(self) -> "Traits":
        return _TRAITS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """`checked` and `hits` are facts: all items, and those that passed (or, with `faults`, those that did not).

    `sheet` is the record sheet whose rows are checked, `visits` says that items are visit ids; `item`, `good` and `bad`
    are what people call an item and its two outcomes.
    """

    kind: Kind
    indicator: str
    checked: str
    hits: str
    item: Words
    good: Words
    bad: Words
    faults: bool = False
    sheet: str = ""
    visits: bool = False


_AGREES, _DIFFERS = Words("一致", "Agrees"), Words("不一致", "Differs")
_TRAITS: Final[Mapping[CheckKind, Traits]] = {
    CheckKind.PAPERS: Traits(
        kind=Kind.C, indicator="C04", checked="papers_checked", hits="papers_passed",
        item=Words("底稿编号", "Paper"), good=Words("合格", "Passed"), bad=Words("不合格", "Failed"),
    ),
    CheckKind.DOCTORS: Traits(
        kind=Kind.B, indicator="B07", checked="doctor_records_checked", hits="doctor_records_agreed",
        item=Words("医师代码", "Doctor's code"), good=_AGREES, bad=_DIFFERS,
    ),
    CheckKind.INVESTIGATIONS: Traits(
        kind=Kind.D, indicator="D02", checked="investigations_rechecked", hits="investigations_agreed",
        item=Words("就诊编号", "Visit"), good=_AGREES, bad=_DIFFERS, visits=True,
    ),
    CheckKind.LEVELS: Traits(
        kind=Kind.D, indicator="D04", checked="assessments_reassessed", hits="assessment_levels_agreed",
        item=Words("申请编号", "Application"), good=_AGREES, bad=_DIFFERS, sheet="disability-assessment",
    ),
    CheckKind.FEES: Traits(
        kind=Kind.D, indicator="D05", checked="fee_reviews_rechecked", hits="fee_reviews_wrong",
        item=Words("就诊编号", "Visit"), good=Words("无差错", "Right"), bad=Words("有差错", "Wrong"), faults=True,
        sheet="fee-review",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item looked at; `passed` is the good outcome of its kind."""

    subject: str
    passed: bool
    note: str = ""


def kinds_for(kind: Kind) -> tuple[CheckKind, ...]:
    """The checks a kind of vendor is put to."""
    return tuple(one for one in CheckKind if one.traits.kind is kind)


def problems(
    *,
    kind: CheckKind,
    vendor_kind: Kind,
    items: Sequence[Item],
    checked_on: date,
    checkers: str,
    basis: str,
    today: date,
) -> dict[str, Words]:
    """What is wrong with a check, by field."""
    faults: dict[str, Words] = {}
    if kind.traits.kind is not vendor_kind:
        faults["kind"] = Words("本类机构没有这种抽查。", "Vendors of this kind have no such check.")
    if checked_on > today:
        faults["checked_on"] = Words("不能晚于今天。", "Not after today.")
    if not checkers.strip():
        faults["checkers"] = Words("请填写抽查人员。", "Name who looked.")
    if not basis.strip():
        faults["basis"] = Words("请写明抽查记录的名称和编号。", "Name the paper it rests on.")
    wrong = _item_problem(items)
    return faults | ({"items": wrong} if wrong else {})


def _item_problem(items: Sequence[Item]) -> Words | None:
    if not items:
        return Words("请填写抽查明细，至少一件。", "List what was looked at, one item at least.")
    if len(items) > MOST_ITEMS:
        return Words(f"一次最多登记 {MOST_ITEMS} 件。", f"At most {MOST_ITEMS} items at once.")
    subjects = [item.subject for item in items]
    twice = (
        next((subject for subject in subjects if subjects.count(subject) > 1), "")
        if len(set(subjects)) < len(subjects)
        else ""
    )
    if twice:
        return Words(f"“{twice}”出现了两次。", f"“{twice}” stands there twice.")
    if any(not subject or len(subject) > LONGEST_SUBJECT for subject in subjects):
        return Words("每件都要有编号，且不超过 200 个字。", "Every item has a number of at most 200 characters.")
    return None
