"""What a measure is, which states it goes through, what each kind needs. Pure."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.errors import Conflict
from vendors.labels import Labelled


class Branch(Labelled):
    """协议 (违约)、行政、司法: the agreement is the agency's to apply, penalties and crimes are others' (LT-09)."""

    AGREEMENT = "agreement", "协议处理", "Agreement"
    ADMINISTRATIVE = "administrative", "行政处理", "Administrative"
    JUDICIAL = "judicial", "司法处理", "Judicial"


class MeasureKind(Labelled):
    """The ten of LZ Art.18, the three for doctors and pharmacists, and what the other two branches end in."""

    REMIND = "remind", "提醒", "Reminder"
    INTERVIEW = "interview", "约谈", "Interview"
    HOLD_SETTLEMENT = "hold_settlement", "暂停结算", "Settlement held"
    WITHHOLD = "withhold", "不予拨付费用", "Funds withheld"
    REFUSE = "refuse", "不予支付违规费用", "Payment refused"
    RECOVER = "recover", "追回违规费用", "Recovery"
    DAMAGES = "damages", "违约金", "Contractual penalty"
    SUSPEND_PART = "suspend_part", "中止责任人员或部门服务", "People or department suspended"
    SUSPEND = "suspend", "中止协议", "Agreement suspended"
    RESCIND = "rescind", "解除协议", "Agreement rescinded"
    DOCTOR_INTERVIEW = "doctor_interview", "约谈医师(药师)", "Doctor or pharmacist interviewed"
    DOCTOR_SUSPEND = "doctor_suspend", "暂停医师(药师)资格", "Doctor's or pharmacist's standing suspended"
    DOCTOR_CANCEL = "doctor_cancel", "取消医师(药师)资格", "Doctor's or pharmacist's standing cancelled"
    CASE_FILED = "case_filed", "行政立案", "Administrative case opened"
    FINE = "fine", "罚款", "Fine"
    CONFISCATE = "confiscate", "没收违法所得", "Confiscation"
    COURT = "court", "司法处理", "Judicial outcome"


class MeasureState(Labelled):
    """Where a measure stands."""

    PROPOSED = "proposed", "待批准", "Proposed"
    RETURNED = "returned", "法制审核退回", "Returned by legal review"
    APPROVED = "approved", "已批准", "Approved"
    CARRIED_OUT = "carried_out", "已执行", "Carried out"
    LIFTED = "lifted", "已解除", "Lifted"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Stream(Labelled):
    """资金种类 (domain.md §4.6)."""

    RECOVER = "recover", "追回基金", "Fund recovered"
    RETURN = "return", "主动退回基金", "Fund returned voluntarily"
    REFUSE = "refuse", "拒付（不予拨付、不予支付）", "Payment refused"
    DAMAGES = "damages", "违约金", "Contractual penalty"
    FINE = "fine", "罚款", "Fine"
    CONFISCATE = "confiscate", "没收违法所得", "Illegal gains confiscated"


TEN: Final = (
    MeasureKind.REMIND,
    MeasureKind.INTERVIEW,
    MeasureKind.HOLD_SETTLEMENT,
    MeasureKind.WITHHOLD,
    MeasureKind.REFUSE,
    MeasureKind.RECOVER,
    MeasureKind.DAMAGES,
    MeasureKind.SUSPEND_PART,
    MeasureKind.SUSPEND,
    MeasureKind.RESCIND,
)
OF_PERSONS: Final = (MeasureKind.DOCTOR_INTERVIEW, MeasureKind.DOCTOR_SUSPEND, MeasureKind.DOCTOR_CANCEL)
OF_AUTHORITIES: Final = (MeasureKind.CASE_FILED, MeasureKind.FINE, MeasureKind.CONFISCATE, MeasureKind.COURT)
SUSPENSIONS: Final = frozenset({MeasureKind.SUSPEND_PART, MeasureKind.SUSPEND, MeasureKind.DOCTOR_SUSPEND})
"""Those that last whole months (LZ Art.19)."""
SUSPENDED_BEFORE: Final = "1"
"""Of termination_reason: suspended so often within the agreement's term (LZ Art.20(1))."""
DATED: Final = SUSPENSIONS | {MeasureKind.HOLD_SETTLEMENT, MeasureKind.RESCIND, MeasureKind.DOCTOR_CANCEL}
"""Those that hold from a day on and stand in the registers."""
STREAM_OF: Final[Mapping[MeasureKind, Stream]] = {
    MeasureKind.WITHHOLD: Stream.REFUSE,
    MeasureKind.REFUSE: Stream.REFUSE,
    MeasureKind.RECOVER: Stream.RECOVER,
    MeasureKind.DAMAGES: Stream.DAMAGES,
    MeasureKind.FINE: Stream.FINE,
    MeasureKind.CONFISCATE: Stream.CONFISCATE,
}
BY_FINDING: Final = frozenset({Stream.RECOVER, Stream.RETURN, Stream.REFUSE})
"""Streams whose amounts are determined finding by finding and together never exceed what was determined."""
FREE: Final = frozenset({Stream.DAMAGES, Stream.FINE, Stream.CONFISCATE})
"""Streams with an amount of their own; it needs a basis."""
BRANCH_OF: Final[Mapping[MeasureKind, Branch]] = {
    MeasureKind.CASE_FILED: Branch.ADMINISTRATIVE,
    MeasureKind.FINE: Branch.ADMINISTRATIVE,
    MeasureKind.CONFISCATE: Branch.ADMINISTRATIVE,
    MeasureKind.COURT: Branch.JUDICIAL,
}
"""What is not here is the agreement's."""
LIVE: Final = frozenset({MeasureState.PROPOSED, MeasureState.RETURNED, MeasureState.APPROVED, MeasureState.CARRIED_OUT})
"""States in which a measure's amounts are taken."""
IN_FORCE: Final = frozenset({MeasureState.APPROVED, MeasureState.CARRIED_OUT})
DONE: Final = frozenset({MeasureState.CARRIED_OUT, MeasureState.LIFTED, MeasureState.WITHDRAWN})
"""States in which nothing more is to be done about a measure."""
MOVES: Final[Mapping[MeasureState, frozenset[MeasureState]]] = {
    MeasureState.PROPOSED: frozenset({MeasureState.RETURNED, MeasureState.APPROVED, MeasureState.WITHDRAWN}),
    MeasureState.RETURNED: frozenset({MeasureState.WITHDRAWN}),
    MeasureState.APPROVED: frozenset({MeasureState.CARRIED_OUT}),
    MeasureState.CARRIED_OUT: frozenset({MeasureState.LIFTED}),
    MeasureState.LIFTED: frozenset(),
    MeasureState.WITHDRAWN: frozenset(),
}


def branch_of(kind: MeasureKind) -> Branch:
    return BRANCH_OF.get(kind, Branch.AGREEMENT)


def stream_of(kind: MeasureKind, *, voluntary: bool = False) -> Stream | None:
    """Where a kind's money goes; what an institution gives back of itself is a stream of its own."""
    if voluntary and kind is MeasureKind.RECOVER:
        return Stream.RETURN
    return STREAM_OF.get(kind)


def check_move(state: MeasureState, to: MeasureState) -> None:
    """Raise Conflict when a measure cannot go from one state to the other."""
    if to not in MOVES[state]:
        raise Conflict(
            f"措施当前为“{state.zh}”，不能变为“{to.zh}”。",
            f"The measure is “{state.en}” and cannot become “{to.en}”.",
        )


def after_months(day: date, months: int) -> date:
    """The corresponding day so many months on, or that month's last (民法典 Art.202): the last day of the term."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
