"""What may become of a finding: one table of moves, read by this room and by rulings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.errors import Conflict, Forbidden, NotFound
from vendors.labels import Labelled
from vendors.periods import local_date


class FindingState(Labelled):
    """疑点→问题 (domain.md §2.3). A vendor's acts end at 待复审."""

    AWAITING_FIRST = "awaiting_first", "待初审", "Awaiting first review"
    RETURNED = "returned", "退回补证", "Returned for evidence"
    AWAITING_SECOND = "awaiting_second", "待复审", "Awaiting second review"
    AWAITING_TIE = "awaiting_tie", "待裁定", "Awaiting tie-break"
    DISMISSED = "dismissed", "复审不通过", "Dismissed at review"
    LEAD = "lead", "线索(复审通过)", "Lead (second review passed)"
    NOTIFIED = "notified", "已告知(申辩期)", "Notified (may be heard)"
    DEFENDED = "defended", "已申辩", "Defended"
    RECHECKED = "rechecked", "已复核", "Rechecked"
    WAIVED = "waived", "放弃申辩", "Defence waived"
    UPHELD = "upheld", "认定成立", "Upheld"
    PARTLY_UPHELD = "partly_upheld", "部分成立", "Partly upheld"
    NOT_UPHELD = "not_upheld", "不成立", "Not upheld"
    SUPERSEDED = "superseded", "已失效", "Superseded"


class Certainty(Labelled):
    """问题定性 as the vendor reports it."""

    DEFINITE = "definite", "明确违规", "Definite violation"
    SUSPECTED = "suspected", "疑似违规", "Suspected violation"
    CLUE = "clue", "线索", "Clue"


class EvidenceKind(Labelled):
    """The eight kinds of 证据 (LZ Art.37)."""

    DOCUMENT = "document", "书证", "Documentary evidence"
    OBJECT = "object", "物证", "Physical evidence"
    RECORDING = "recording", "视听资料", "Audio-visual material"
    DATA = "data", "电子数据", "Electronic data"
    WITNESS = "witness", "证人证言", "Witness testimony"
    STATEMENT = "statement", "当事人陈述", "Statement of the party"
    EXPERT = "expert", "鉴定意见", "Expert opinion"
    SITE_RECORD = "site_record", "勘验笔录、现场笔录", "Record of inspection"


class Source(Labelled):
    """线索来源 (domain.md §4.6; LZ Art.31, BT-08): where the finding came from."""

    THIRD_PARTY = "third_party", "第三方审核", "Third-party review"
    SMART_MONITORING = "smart_monitoring", "智能监控", "Smart monitoring"
    COMPLAINT = "complaint", "群众举报投诉", "Public report or complaint"
    SUPERIOR = "superior", "上级交办", "Assigned from above"
    MEDIA = "media", "媒体曝光", "Media exposure"
    DEPARTMENT = "department", "部门移交", "Handed over by another department"
    AGENCY = "agency", "经办机构报告", "Reported by the handling agency"
    INSPECTION = "inspection", "巡查审计", "Inspection or audit"
    SELF_CHECK = "self_check", "自查自纠", "Self-check"


class Severity(Labelled):
    """欺诈、滥用、浪费 (ZY-15): the nature of what was done. The bureau says so; no sheet does."""

    FRAUD = "fraud", "欺诈", "Fraud"
    ABUSE = "abuse", "滥用", "Abuse"
    WASTE = "waste", "浪费", "Waste"


class FalseKind(Labelled):
    """三假 (CP-03)."""

    PATIENT = "patient", "假病人", "Sham patient"
    ILLNESS = "illness", "假病情", "Sham illness"
    BILL = "bill", "假票据", "Sham bill"


class Fund(Labelled):
    """基金险种: whose money it is. Follows from the insurance type (code list `insutype_fund`), but for 医疗救助."""

    EMPLOYEE = "employee", "职工基本医疗保险基金", "Employees' basic medical insurance fund"
    RESIDENT = "resident", "城乡居民基本医疗保险基金", "Residents' basic medical insurance fund"
    CIVIL_SERVANT = "civil_servant", "公务员医疗补助资金", "Civil servants' medical subsidy"
    LARGE_AMOUNT = "large_amount", "职工大额医疗费用补助资金", "Employees' large-expense subsidy"
    VETERAN_CADRE = "veteran_cadre", "离休人员医疗保障资金", "Veteran cadres' medical security"
    DISABLED_SOLDIER = "disabled_soldier", "残疾军人医疗补助资金", "Disabled soldiers' medical subsidy"
    ENTERPRISE = "enterprise", "企业补充医疗保险资金", "Enterprise supplementary insurance"
    SERIOUS_ILLNESS = "serious_illness", "城乡居民大病保险资金", "Residents' serious-illness insurance"
    LONG_TERM_CARE = "long_term_care", "长期护理保险基金", "Long-term care insurance fund"
    ASSISTANCE = "assistance", "医疗救助基金", "Medical assistance fund"
    OTHER = "other", "其他医疗保障资金", "Other medical security money"


class Part(Labelled):
    """What a vendor contributed to a finding; the first whose report stands owns it, later ones bear it out."""

    REPORTED = "reported", "首报", "Reported first"
    CORROBORATED = "corroborated", "佐证", "Corroborated"
    HANDOFF = "handoff", "线索流转", "Handed the clue over"
    ASSISTED = "assisted", "协助核查", "Helped to verify"


class Stage(Labelled):
    """The two levels of LZ Art.17, and the third person where a blind second opinion differs."""

    FIRST = "first", "初审", "First review"
    SECOND = "second", "复审", "Second review"
    TIE = "tie", "裁定", "Tie-break"


class Opinion(Labelled):
    """What a reviewer may say. A first reviewer's 不通过 still goes to the second: nobody closes a finding alone."""

    PASS = "pass", "通过", "Pass"
    RETURN = "return", "退回补证", "Return for evidence"
    REJECT = "reject", "不通过", "Reject"


class Act(Labelled):
    """Everything that can be done to a finding once it is stored; the values are journal kinds after `finding.`."""

    FIRST_PASS = "first_pass", "初审通过", "First review passed"
    FIRST_RETURN = "first_return", "初审退回补证", "Returned at first review"
    FIRST_REJECT = "first_reject", "初审不通过", "First reviewer advises dismissal"
    ANSWER = "answer", "补证", "Evidence supplied"
    SECOND_PASS = "second_pass", "复审通过", "Second review passed"
    SECOND_RETURN = "second_return", "复审退回补证", "Returned at second review"
    SECOND_REJECT = "second_reject", "复审不通过", "Dismissed at second review"
    SECOND_DIFFER = "second_differ", "盲审意见不一致", "Blind second opinion differs"
    TIE_PASS = "tie_pass", "裁定通过", "Tie-break: passed"
    TIE_RETURN = "tie_return", "裁定退回补证", "Tie-break: returned"
    TIE_REJECT = "tie_reject", "裁定不通过", "Tie-break: dismissed"
    VERIFY = "verify", "核查", "Verified by the bureau"
    NOTIFY = "notify", "告知", "Notice served"
    DEFEND = "defend", "陈述申辩", "Defence made in time"
    DEFEND_LATE = "defend_late", "逾期陈述申辩", "Defence made late"
    EXPIRE = "expire", "申辩期届满", "Time to be heard expired"
    RECHECK = "recheck", "复核", "Defence rechecked"
    CALL_PANEL = "call_panel", "提请合议", "Panel called for"
    PANEL = "panel", "合议", "Panel opinion recorded"
    UPHOLD = "uphold", "认定成立", "Upheld"
    UPHOLD_PARTLY = "uphold_partly", "认定部分成立", "Partly upheld"
    NOT_UPHOLD = "not_uphold", "认定不成立", "Not upheld"
    ANNUL = "annul", "认定撤销", "Determination annulled"
    VARY = "vary", "认定变更", "Determination varied"
    REMAKE = "remake", "责令重新认定", "To be determined anew"


REVIEW_ACTS: Final = {
    (Stage.FIRST, Opinion.PASS): Act.FIRST_PASS,
    (Stage.FIRST, Opinion.RETURN): Act.FIRST_RETURN,
    (Stage.FIRST, Opinion.REJECT): Act.FIRST_REJECT,
    (Stage.SECOND, Opinion.PASS): Act.SECOND_PASS,
    (Stage.SECOND, Opinion.RETURN): Act.SECOND_RETURN,
    (Stage.SECOND, Opinion.REJECT): Act.SECOND_REJECT,
}
TIE_ACTS: Final = {Opinion.PASS: Act.TIE_PASS, Opinion.RETURN: Act.TIE_RETURN, Opinion.REJECT: Act.TIE_REJECT}
"""The third reviewer's acts where a blind second opinion differed from the first."""
TOLD: Final = frozenset(
    {
        *REVIEW_ACTS.values(),
        *TIE_ACTS.values(),
        Act.ANSWER,
        Act.UPHOLD,
        Act.UPHOLD_PARTLY,
        Act.NOT_UPHOLD,
        Act.ANNUL,
        Act.VARY,
        Act.REMAKE,
    }
)
"""Acts whose stated reason the vendor reads."""
UNDER_REVIEW: Final = frozenset(
    {
        FindingState.AWAITING_FIRST,
        FindingState.RETURNED,
        FindingState.AWAITING_SECOND,
        FindingState.AWAITING_TIE,
    }
)
DETERMINED: Final = frozenset({FindingState.UPHELD, FindingState.PARTLY_UPHELD, FindingState.NOT_UPHELD})
CLOSED: Final = DETERMINED | {FindingState.DISMISSED, FindingState.SUPERSEDED}
REPLACEABLE: Final = UNDER_REVIEW | {FindingState.LEAD}
"""What a new version of its workbook may still change or take away: nobody outside the bureau has been told of it."""
NO_OWNER: Final = frozenset({FindingState.DISMISSED, FindingState.NOT_UPHELD, FindingState.SUPERSEDED})
"""A report that ended so keeps no later report of the same thing from counting."""

_FIRST = frozenset({Role.FIRST_REVIEWER})
_SECOND = frozenset({Role.SECOND_REVIEWER})
_CASE = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.TASK_MANAGER, Role.LEGAL})
_HEAR = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.LEGAL})
_NOTICE = frozenset({Role.SECOND_REVIEWER, Role.LEGAL})
_RECHECK = frozenset({Role.SECOND_REVIEWER, Role.LEGAL})
_DECIDE = frozenset({Role.SECOND_REVIEWER, Role.LEGAL, Role.LEADER})
_REVERSE = frozenset({Role.LEGAL, Role.LEADER})
_TIE = frozenset({Role.SECOND_REVIEWER, Role.LEADER})
_CLOCK = frozenset({Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Move:
    """In `state`, people of `roles` may do `act`, which leads to `to`."""

    state: FindingState
    act: Act
    roles: frozenset[Role]
    to: FindingState


MOVES: Final = (
    Move(FindingState.AWAITING_FIRST, Act.FIRST_PASS, _FIRST, FindingState.AWAITING_SECOND),
    Move(FindingState.AWAITING_FIRST, Act.FIRST_RETURN, _FIRST, FindingState.RETURNED),
    Move(FindingState.AWAITING_FIRST, Act.FIRST_REJECT, _FIRST, FindingState.AWAITING_SECOND),
    Move(FindingState.RETURNED, Act.ANSWER, VENDOR_ROLES, FindingState.AWAITING_FIRST),
    Move(FindingState.AWAITING_SECOND, Act.SECOND_PASS, _SECOND, FindingState.LEAD),
    Move(FindingState.AWAITING_SECOND, Act.SECOND_RETURN, _SECOND, FindingState.RETURNED),
    Move(FindingState.AWAITING_SECOND, Act.SECOND_REJECT, _SECOND, FindingState.DISMISSED),
    Move(FindingState.AWAITING_SECOND, Act.SECOND_DIFFER, _SECOND, FindingState.AWAITING_TIE),
    Move(FindingState.AWAITING_TIE, Act.TIE_PASS, _TIE, FindingState.LEAD),
    Move(FindingState.AWAITING_TIE, Act.TIE_RETURN, _TIE, FindingState.RETURNED),
    Move(FindingState.AWAITING_TIE, Act.TIE_REJECT, _TIE, FindingState.DISMISSED),
    *(
        Move(state, Act.VERIFY, _CASE, state)
        for state in (FindingState.LEAD, FindingState.DEFENDED, FindingState.WAIVED, FindingState.RECHECKED)
    ),
    Move(FindingState.LEAD, Act.NOTIFY, _NOTICE, FindingState.NOTIFIED),
    Move(FindingState.NOTIFIED, Act.DEFEND, _HEAR, FindingState.DEFENDED),
    Move(FindingState.NOTIFIED, Act.EXPIRE, _CLOCK, FindingState.WAIVED),
    Move(FindingState.DEFENDED, Act.DEFEND, _HEAR, FindingState.DEFENDED),
    Move(FindingState.DEFENDED, Act.DEFEND_LATE, _HEAR, FindingState.DEFENDED),
    Move(FindingState.DEFENDED, Act.RECHECK, _RECHECK, FindingState.RECHECKED),
    Move(FindingState.WAIVED, Act.DEFEND, _HEAR, FindingState.DEFENDED),
    Move(FindingState.WAIVED, Act.DEFEND_LATE, _HEAR, FindingState.WAIVED),
    Move(FindingState.WAIVED, Act.RECHECK, _RECHECK, FindingState.RECHECKED),
    Move(FindingState.RECHECKED, Act.DEFEND, _HEAR, FindingState.DEFENDED),
    Move(FindingState.RECHECKED, Act.DEFEND_LATE, _HEAR, FindingState.RECHECKED),
    *(
        Move(state, act, _DECIDE, state)
        for state in (FindingState.WAIVED, FindingState.RECHECKED)
        for act in (Act.CALL_PANEL, Act.PANEL)
    ),
    *(
        Move(state, act, _REVERSE, to)
        for state in (FindingState.UPHELD, FindingState.PARTLY_UPHELD)
        for act, to in (
            (Act.ANNUL, FindingState.NOT_UPHELD),
            (Act.VARY, FindingState.PARTLY_UPHELD),
            (Act.REMAKE, FindingState.RECHECKED),
        )
    ),
    *(
        Move(state, act, _DECIDE, to)
        for state in (FindingState.WAIVED, FindingState.RECHECKED)
        for act, to in (
            (Act.UPHOLD, FindingState.UPHELD),
            (Act.UPHOLD_PARTLY, FindingState.PARTLY_UPHELD),
            (Act.NOT_UPHOLD, FindingState.NOT_UPHELD),
        )
    ),
)
_BY_STATE: Final = {(move.state, move.act): move for move in MOVES}
_MAY: Final = {act: frozenset().union(*(move.roles for move in MOVES if move.act is act)) for act in Act}


def roles_for(act: Act) -> frozenset[Role]:
    """Who may do an act in some state; what the access matrix promises is read from here."""
    return _MAY[act] - _CLOCK


def _roles(by: Actor) -> frozenset[Role]:
    """People of a vendor have a vendor's roles only, whatever else they carry; people of the bureau never do."""
    return by.roles - VENDOR_ROLES if by.at_bureau else by.roles & VENDOR_ROLES


def must_be_allowed(*, act: Act, by: Actor, vendor: int) -> None:
    """NotFound for another vendor's people, Forbidden when no role of `by` opens the act in any state."""
    if not by.at_bureau and by.vendor != vendor:
        raise NotFound
    if _roles(by).isdisjoint(_MAY[act]):
        raise Forbidden(f"您的角色不能进行“{act.zh}”。", f"Your role does not allow “{act.en}”.")


def next_state(*, state: FindingState, act: Act, by: Actor, vendor: int) -> FindingState:
    """Where `act` leads. NotFound for another vendor's people, Forbidden for the wrong role, Conflict for the state."""
    must_be_allowed(act=act, by=by, vendor=vendor)
    move = _BY_STATE.get((state, act))
    if move is None:
        raise Conflict(
            f"当前状态为“{state.zh}”，不能进行“{act.zh}”。",
            f"“{act.en}” is not open while the finding is “{state.en}”.",
        )
    return move.to


def open_acts(*, state: FindingState, by: Actor, vendor: int) -> tuple[Act, ...]:
    """The acts this person's roles open in this state (a page offers these; the guards below may still refuse)."""
    if not by.at_bureau and by.vendor != vendor:
        return ()
    return tuple(move.act for move in MOVES if move.state is state and not _roles(by).isdisjoint(move.roles))


def effective(state: FindingState, *, heard_until: date | None, at: datetime) -> FindingState:
    """The state at an instant: silence becomes a waiver once the last day has wholly passed in Shanghai (LZ Art.22).

    `heard_until` is None while the day is provisional: then nobody has waived anything.
    """
    if state is FindingState.NOTIFIED and heard_until is not None and local_date(at) > heard_until:
        return FindingState.WAIVED
    return state


def must_differ(*, by: Actor, uploaded_by: int, other_stage: Collection[int]) -> None:
    """初审人≠复审人, 上传人≠审核人 (LZ Art.17, domain.md §2.2). Raises Forbidden."""
    if by.id in other_stage:
        raise Forbidden("初审与复审须由不同人员进行。", "First and second review must be done by different people.")
    if by.id == uploaded_by:
        raise Forbidden("上传人不能审核自己上传的疑点。", "Nobody reviews findings they uploaded themselves.")


def must_be_a_third(*, by: Actor, reviewers: Collection[int]) -> None:
    """裁定人 is neither of those who differ. Raises Forbidden."""
    if by.id in reviewers:
        raise Forbidden(
            "裁定须由初审人、复审人以外的第三人作出。", "A third person breaks the tie: neither of the reviewers."
        )


def corroborated(kinds: Iterable[EvidenceKind]) -> bool:
    """Whether anything but an expert's opinion bears the finding out (LZ Art.37: 医学评审结论应由其他证据印证)."""
    return any(kind is not EvidenceKind.EXPERT for kind in kinds)


def same_thing(*, institution: str, visit: str, item: str, fee_on: date | None, violation: str) -> str:
    """机构+就诊ID+项目编码+费用日期+违规类型 (domain.md §3.7). Empty without a visit: nothing is the same then."""
    if not visit:
        return ""
    return "\x1f".join((institution, visit, item, fee_on.isoformat() if fee_on else "", violation))
