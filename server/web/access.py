"""Who may do what: rights as an enum, the matrix as data, and the guard that asks it on every route.

Deny by default: a handler that names no right is open to nobody. Separation of duties: domain.md §2.2;
who may do what to a finding is read from the finding's own moves;
a vendor may only assist, so no vendor role reviews, notifies, hears, determines, issues or decides;
the three administrators hold no right that shows a patient; the auditor reads everything and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from vendors.actors import VENDOR_ROLES, Actor, Role
from vendors.errors import Forbidden, HengjianError, NotFound
from vendors.findings.rules import Act, roles_for
from vendors.labels import Labelled


class Right(Labelled):
    """One thing a person may do."""

    OPEN = "open", "公开", "Open to all"
    SIGNED_IN = "signed_in", "登录后可用", "Any signed-in person"
    VIEW_DASHBOARD = "view_dashboard", "查看工作台", "View the dashboard"
    VIEW_VENDORS = "view_vendors", "查看第三方机构", "View vendors"
    REGISTER_VENDOR = "register_vendor", "登记第三方机构", "Register vendors"
    SHOW_QUALIFICATION = "show_qualification", "报送资质", "Send in certificates"
    VIEW_OVERSIGHT = "view_oversight", "查看机构风险与黑名单", "View vendors' risks and the blacklist"
    MANAGE_STAFF = "manage_staff", "登记服务人员", "List vendor staff"
    APPROVE_STAFF = "approve_staff", "审核服务人员", "Approve vendor staff"
    VIEW_PEOPLE = "view_people", "查看人员", "View people"
    VIEW_POOL = "view_pool", "查看检查人员和专家", "View inspectors and experts"
    MANAGE_POOL = "manage_pool", "管理检查人员和专家", "Manage inspectors and experts"
    DECLARE_RECUSAL = "declare_recusal", "申报回避", "Declare a recusal"
    DECIDE_RECUSAL = "decide_recusal", "决定回避", "Decide on a recusal"
    VIEW_CONTRACTS = "view_contracts", "查看合同", "View contracts"
    MANAGE_CONTRACTS = "manage_contracts", "管理合同", "Manage contracts"
    REVIEW_CONTRACT = "review_contract", "合同合法性审核", "Review a contract's legality"
    VIEW_PAYMENTS = "view_payments", "查看付款", "View payments"
    APPROVE_PAYMENT = "approve_payment", "审批付款", "Approve payments"
    RECORD_PAYMENT = "record_payment", "登记付款凭证", "Record payment vouchers"
    DELIVER_REPORT = "deliver_report", "登记报告报送", "Record a report's delivery"
    VIEW_INSTITUTIONS = "view_institutions", "查看定点机构", "View institutions"
    IMPORT_REGISTERS = "import_registers", "导入基础台账", "Import registers"
    VIEW_REGISTERS = "view_registers", "查看台账", "View registers"
    VIEW_REFERENCE = "view_reference", "查看基础数据", "View reference data"
    MANAGE_REFERENCE = "manage_reference", "维护基础数据", "Manage reference data"
    VIEW_CAMPAIGNS = "view_campaigns", "查看专项行动", "View campaigns"
    MANAGE_CAMPAIGNS = "manage_campaigns", "管理专项行动", "Manage campaigns"
    VIEW_DRAWS = "view_draws", "查看抽取", "View draws"
    USE_SAMPLING_TOOLS = "use_sampling_tools", "使用抽样工具", "Use the sampling tools"
    VIEW_HANDOFFS = "view_handoffs", "查看线索流转", "View hand-offs"
    SEND_HANDOFF = "send_handoff", "发出线索流转单", "Send hand-off slips"
    ANSWER_HANDOFF = "answer_handoff", "答复线索流转单", "Answer hand-off slips"
    VIEW_PROVISION = "view_provision", "查看数据提供台账", "View the data-provision ledger"
    RECORD_PROVISION = "record_provision", "登记数据提供", "Record data provisions"
    APPROVE_PROVISION = "approve_provision", "审批数据提供", "Approve data provisions"
    ANSWER_PROVISION = "answer_provision", "签收、返还数据", "Receive and return data"
    VIEW_REVIEW_RULES = "view_review_rules", "查看审核规则", "View review rules"
    DELIVER_REVIEW_RULE = "deliver_review_rule", "交付审核规则", "Deliver review rules"
    JUDGE_REVIEW_RULE = "judge_review_rule", "评审审核规则", "Judge review rules"
    VIEW_TASKS = "view_tasks", "查看任务", "View tasks"
    MANAGE_TASKS = "manage_tasks", "下达任务", "Assign tasks"
    ANSWER_TASK = "answer_task", "接收任务", "Accept or refuse tasks"
    DRAW_CASES = "draw_cases", "抽取病例", "Draw cases"
    UPLOAD_WORKBOOK = "upload_workbook", "报送工作簿", "Upload workbooks"
    VIEW_BATCH = "view_batch", "查看报送批次", "View upload batches"
    REPLAY_BATCH = "replay_batch", "重看报送过程", "Replay an upload"
    REVIEW_FIRST = "review_first", "初审", "First review"
    REVIEW_SECOND = "review_second", "复审", "Second review"
    VIEW_BULK_REVIEWS = "view_bulk_reviews", "查看批量审核", "View bulk reviews"
    REVIEW_IN_BULK = "review_in_bulk", "停止、继续批量审核", "Stop or resume a bulk review"
    BREAK_TIE = "break_tie", "盲审裁定", "Break a tie between reviewers"
    SAMPLE_REVIEWS = "sample_reviews", "抽取盲审", "Draw findings for blind review"
    VIEW_AGREEMENT = "view_agreement", "查看审核一致性", "View reviewers' agreement"
    ASK_EXPERT = "ask_expert", "提请专家评审", "Ask experts for an opinion"
    GIVE_EXPERT_OPINION = "give_expert_opinion", "出具专家评审意见", "Give an expert's opinion"
    ADD_EVIDENCE = "add_evidence", "补充证据材料", "Add evidence"
    ANSWER_RETURN = "answer_return", "补证", "Answer a return"
    VERIFY_LEAD = "verify_lead", "核查线索", "Verify a lead"
    VIEW_FINDINGS = "view_findings", "查看问题", "View findings"
    NOTIFY = "notify", "发出告知", "Serve notices"
    RECORD_DEFENCE = "record_defence", "登记申辩", "Record a defence"
    RECHECK = "recheck", "申辩复核", "Recheck after a defence"
    RECORD_PANEL = "record_panel", "合议", "Record a panel's opinion"
    RECORD_DISCUSSION = "record_discussion", "记录集体讨论", "Record a collective discussion"
    DETERMINE = "determine", "作出认定", "Determine"
    VIEW_RULINGS = "view_rulings", "查看认定", "View rulings"
    REVERSE_DETERMINATION = "reverse_determination", "撤销、变更认定", "Reverse a determination"
    VIEW_DECISIONS = "view_decisions", "查看处理决定", "View decisions"
    HANDLE_DECISION = "handle_decision", "提出处理措施", "Propose handling measures"
    REVIEW_LEGALITY = "review_legality", "处理决定法制审核", "Review a measure's legality"
    APPROVE_MEASURE = "approve_measure", "批准处理措施", "Approve handling measures"
    TRANSFER_CASE = "transfer_case", "移送案件", "Transfer a case"
    VIEW_DOCUMENTS = "view_documents", "查看案卷文书", "View case documents"
    VIEW_RECOVERIES = "view_recoveries", "查看追回台账", "View the recovery ledger"
    BOOK_RECOVERY = "book_recovery", "登记追回款", "Book recoveries"
    APPROVE_WRITE_OFF = "approve_write_off", "批准核销", "Approve write-offs"
    VIEW_STATISTICS = "view_statistics", "查看统计表", "View statistics"
    FILL_STATISTICS = "fill_statistics", "填报统计表", "Fill in statistics"
    APPROVE_STATISTICS = "approve_statistics", "审核统计表", "Approve statistics"
    VIEW_SCORECARDS = "view_scorecards", "查看考核", "View scorecards"
    ISSUE_SCORECARD = "issue_scorecard", "出具考核", "Issue scorecards"
    APPROVE_SCORECARD = "approve_scorecard", "审定考核", "Approve scorecards"
    PUBLISH_SCORECARD = "publish_scorecard", "公布考核", "Publish scorecards"
    VIEW_RECHECKS = "view_rechecks", "查看考核核验", "View the recomputation of scorecards"
    OBJECT_TO_SCORE = "object_to_score", "对考核提出异议", "Object to a score"
    ENTER_INDICATORS = "enter_indicators", "录入指标数据", "Enter indicator data"
    VIEW_RULEBOOKS = "view_rulebooks", "查看考核规则", "View rulebooks"
    EDIT_RULEBOOK = "edit_rulebook", "编制考核规则", "Draft rulebooks"
    APPROVE_RULEBOOK = "approve_rulebook", "审批考核规则", "Approve rulebooks"
    SELF_EVALUATE = "self_evaluate", "考核自评", "Evaluate oneself"
    REVIEW_OBJECTION = "review_objection", "复核考核异议", "Review objections to a score"
    VIEW_RANKING = "view_ranking", "查看排名对比", "Compare vendors"
    TRY_RULES = "try_rules", "规则试算", "Try rules on past periods"
    VIEW_RETENTION = "view_retention", "查看留用决定", "View retention decisions"
    DECIDE_RETENTION = "decide_retention", "作出留用决定", "Decide retention"
    PROPOSE_RETENTION = "propose_retention", "办理留用事项", "Prepare retention decisions"
    ANSWER_RETENTION = "answer_retention", "答复留用事项", "Answer retention notices"
    HEAR_RETENTION = "hear_retention", "复核申辩、记录听证", "Hear vendors on retention"
    VIEW_RENEWAL_ADVICE = "view_renewal_advice", "查看续签建议", "View renewal advice"
    VIEW_REPORTS = "view_reports", "查看报告", "View reports"
    RUN_REPORT = "run_report", "生成报告", "Run reports"
    READ_JOURNAL = "read_journal", "查阅日志", "Read the journal"
    MANAGE_ACCOUNTS = "manage_accounts", "管理账号", "Manage accounts"
    ASSIGN_ROLES = "assign_roles", "授予角色", "Assign roles"


_EVERYONE = frozenset(Role) - {Role.SYSTEM}
_ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
_BUREAU = _EVERYONE - _ADMINS - VENDOR_ROLES - {Role.EXPERT}
_REVIEWERS = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER})
_MANAGERS = frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER})
_WRITERS = frozenset({Role.VENDOR_LEAD, Role.VENDOR_CLERK})

MATRIX: Final[Mapping[Right, frozenset[Role]]] = {
    Right.OPEN: frozenset(),
    Right.SIGNED_IN: _EVERYONE,
    Right.VIEW_DASHBOARD: _EVERYONE,
    Right.VIEW_VENDORS: _BUREAU | VENDOR_ROLES,
    Right.REGISTER_VENDOR: frozenset({Role.CONTRACT_MANAGER}),
    Right.SHOW_QUALIFICATION: frozenset({Role.CONTRACT_MANAGER, Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.VIEW_OVERSIGHT: _BUREAU,
    Right.MANAGE_STAFF: frozenset({Role.CONTRACT_MANAGER, Role.VENDOR_ADMIN}),
    Right.APPROVE_STAFF: frozenset({Role.CONTRACT_MANAGER}),
    Right.VIEW_PEOPLE: _BUREAU | VENDOR_ROLES,
    Right.VIEW_POOL: _BUREAU,
    Right.MANAGE_POOL: _MANAGERS,
    Right.DECLARE_RECUSAL: (_BUREAU - {Role.AUDITOR}) | VENDOR_ROLES,
    Right.DECIDE_RECUSAL: frozenset({Role.TASK_MANAGER, Role.LEADER}),
    Right.VIEW_CONTRACTS: _BUREAU | {Role.VENDOR_ADMIN, Role.VENDOR_LEAD},
    Right.MANAGE_CONTRACTS: frozenset({Role.CONTRACT_MANAGER}),
    Right.REVIEW_CONTRACT: frozenset({Role.LEGAL}),
    Right.VIEW_PAYMENTS: frozenset({Role.CONTRACT_MANAGER, Role.LEADER, Role.ACCOUNTANT, Role.AUDITOR}),
    Right.APPROVE_PAYMENT: frozenset({Role.LEADER}),
    Right.RECORD_PAYMENT: frozenset({Role.ACCOUNTANT}),
    Right.DELIVER_REPORT: frozenset({Role.CONTRACT_MANAGER, Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.VIEW_INSTITUTIONS: _BUREAU,
    Right.VIEW_REGISTERS: _MANAGERS | {Role.LEADER, Role.AUDITOR},
    Right.IMPORT_REGISTERS: _MANAGERS,
    Right.VIEW_REFERENCE: _BUREAU,
    Right.MANAGE_REFERENCE: _MANAGERS,
    Right.VIEW_CAMPAIGNS: _BUREAU,
    Right.MANAGE_CAMPAIGNS: frozenset({Role.TASK_MANAGER}),
    Right.VIEW_DRAWS: _BUREAU,
    Right.USE_SAMPLING_TOOLS: _BUREAU,
    Right.VIEW_HANDOFFS: _BUREAU | VENDOR_ROLES,
    Right.SEND_HANDOFF: frozenset({Role.TASK_MANAGER, Role.VENDOR_LEAD}),
    Right.ANSWER_HANDOFF: frozenset({Role.TASK_MANAGER, Role.VENDOR_LEAD}),
    Right.VIEW_PROVISION: _MANAGERS | {Role.LEADER, Role.AUDITOR, Role.VENDOR_ADMIN},
    Right.RECORD_PROVISION: frozenset({Role.TASK_MANAGER}),
    Right.APPROVE_PROVISION: frozenset({Role.LEADER}),
    Right.ANSWER_PROVISION: frozenset({Role.VENDOR_ADMIN}),
    Right.VIEW_REVIEW_RULES: _BUREAU | VENDOR_ROLES | {Role.EXPERT},
    Right.DELIVER_REVIEW_RULE: frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.JUDGE_REVIEW_RULE: frozenset({Role.TASK_MANAGER}),
    Right.VIEW_TASKS: _BUREAU | VENDOR_ROLES,
    Right.MANAGE_TASKS: frozenset({Role.TASK_MANAGER}),
    Right.ANSWER_TASK: VENDOR_ROLES,
    Right.DRAW_CASES: frozenset({Role.TASK_MANAGER}),
    Right.UPLOAD_WORKBOOK: _WRITERS,
    Right.VIEW_BATCH: _BUREAU | VENDOR_ROLES,
    Right.REPLAY_BATCH: _MANAGERS | _REVIEWERS | {Role.AUDITOR},
    Right.REVIEW_FIRST: roles_for(Act.FIRST_PASS),
    Right.REVIEW_SECOND: roles_for(Act.SECOND_PASS),
    Right.VIEW_BULK_REVIEWS: _BUREAU,
    Right.REVIEW_IN_BULK: _REVIEWERS,
    Right.BREAK_TIE: roles_for(Act.TIE_PASS),
    Right.SAMPLE_REVIEWS: frozenset({Role.TASK_MANAGER}),
    Right.VIEW_AGREEMENT: _BUREAU - {Role.ACCOUNTANT},
    Right.ASK_EXPERT: _REVIEWERS | {Role.TASK_MANAGER},
    Right.GIVE_EXPERT_OPINION: frozenset({Role.EXPERT}),
    Right.ADD_EVIDENCE: roles_for(Act.VERIFY),
    Right.ANSWER_RETURN: roles_for(Act.ANSWER),
    Right.VERIFY_LEAD: roles_for(Act.VERIFY),
    Right.VIEW_FINDINGS: _BUREAU | VENDOR_ROLES,
    Right.NOTIFY: roles_for(Act.NOTIFY),
    Right.RECORD_DEFENCE: roles_for(Act.DEFEND),
    Right.RECHECK: roles_for(Act.RECHECK),
    Right.RECORD_PANEL: roles_for(Act.PANEL),
    Right.RECORD_DISCUSSION: frozenset({Role.SECOND_REVIEWER, Role.LEGAL, Role.LEADER}),
    Right.DETERMINE: roles_for(Act.UPHOLD),
    Right.VIEW_RULINGS: _BUREAU | VENDOR_ROLES,
    Right.REVERSE_DETERMINATION: roles_for(Act.ANNUL),
    Right.VIEW_DECISIONS: _BUREAU,
    Right.HANDLE_DECISION: frozenset({Role.SECOND_REVIEWER, Role.LEGAL}),
    Right.REVIEW_LEGALITY: frozenset({Role.LEGAL}),
    Right.APPROVE_MEASURE: frozenset({Role.LEADER}),
    Right.TRANSFER_CASE: frozenset({Role.LEGAL, Role.LEADER}),
    Right.VIEW_DOCUMENTS: _BUREAU,
    Right.VIEW_RECOVERIES: _BUREAU,
    Right.BOOK_RECOVERY: frozenset({Role.ACCOUNTANT}),
    Right.APPROVE_WRITE_OFF: frozenset({Role.LEADER}),
    Right.VIEW_STATISTICS: _BUREAU,
    Right.FILL_STATISTICS: frozenset({Role.TASK_MANAGER}),
    Right.APPROVE_STATISTICS: frozenset({Role.LEADER}),
    Right.VIEW_SCORECARDS: _BUREAU | VENDOR_ROLES,
    Right.ISSUE_SCORECARD: frozenset({Role.CONTRACT_MANAGER}),
    Right.APPROVE_SCORECARD: frozenset({Role.LEADER}),
    Right.PUBLISH_SCORECARD: frozenset({Role.LEADER, Role.CONTRACT_MANAGER}),
    Right.VIEW_RECHECKS: frozenset({Role.CONTRACT_MANAGER, Role.LEADER, Role.AUDITOR}),
    Right.OBJECT_TO_SCORE: frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.ENTER_INDICATORS: _MANAGERS,
    Right.VIEW_RULEBOOKS: _BUREAU | VENDOR_ROLES,
    Right.EDIT_RULEBOOK: frozenset({Role.CONTRACT_MANAGER}),
    Right.APPROVE_RULEBOOK: frozenset({Role.LEADER}),
    Right.SELF_EVALUATE: frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.REVIEW_OBJECTION: frozenset({Role.CONTRACT_MANAGER, Role.TASK_MANAGER, Role.SECOND_REVIEWER}),
    Right.VIEW_RANKING: _BUREAU,
    Right.TRY_RULES: _MANAGERS | {Role.LEADER, Role.AUDITOR},
    Right.VIEW_RETENTION: _MANAGERS | {Role.LEADER, Role.LEGAL, Role.AUDITOR, Role.VENDOR_ADMIN, Role.VENDOR_LEAD},
    Right.DECIDE_RETENTION: frozenset({Role.LEADER}),
    Right.PROPOSE_RETENTION: frozenset({Role.CONTRACT_MANAGER}),
    Right.ANSWER_RETENTION: frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD}),
    Right.HEAR_RETENTION: _MANAGERS | {Role.LEGAL},
    Right.VIEW_RENEWAL_ADVICE: _MANAGERS | {Role.LEADER, Role.LEGAL, Role.AUDITOR},
    Right.VIEW_REPORTS: _MANAGERS | {Role.LEADER, Role.LEGAL, Role.ACCOUNTANT, Role.AUDITOR},
    Right.RUN_REPORT: _MANAGERS,
    Right.READ_JOURNAL: frozenset({Role.AUDITOR, Role.AUDIT_ADMIN}),
    Right.MANAGE_ACCOUNTS: frozenset({Role.SYSTEM_ADMIN}),
    Right.ASSIGN_ROLES: frozenset({Role.SECURITY_ADMIN}),
}

PATIENT_RIGHTS: Final = frozenset(
    {
        Right.VIEW_INSTITUTIONS,
        Right.VIEW_REGISTERS,
        Right.IMPORT_REGISTERS,
        Right.VIEW_DRAWS,
        Right.VIEW_TASKS,
        Right.VIEW_BATCH,
        Right.REPLAY_BATCH,
        Right.VIEW_FINDINGS,
        Right.VIEW_RULINGS,
        Right.VIEW_AGREEMENT,
        Right.GIVE_EXPERT_OPINION,
        Right.VIEW_DECISIONS,
        Right.VIEW_DOCUMENTS,
        Right.VIEW_RECOVERIES,
    }
)
"""Rights whose pages can show a patient; no administrator holds one (等保 三员分立)."""
CITY_RIGHTS: Final = frozenset(
    {
        Right.REGISTER_VENDOR,
        Right.MANAGE_STAFF,
        Right.APPROVE_STAFF,
        Right.MANAGE_POOL,
        Right.MANAGE_CONTRACTS,
        Right.REVIEW_CONTRACT,
        Right.VIEW_PAYMENTS,
        Right.APPROVE_PAYMENT,
        Right.RECORD_PAYMENT,
        Right.VIEW_REGISTERS,
        Right.IMPORT_REGISTERS,
        Right.MANAGE_REFERENCE,
        Right.MANAGE_CAMPAIGNS,
        Right.VIEW_PROVISION,
        Right.RECORD_PROVISION,
        Right.APPROVE_PROVISION,
        Right.JUDGE_REVIEW_RULE,
        Right.ISSUE_SCORECARD,
        Right.APPROVE_SCORECARD,
        Right.PUBLISH_SCORECARD,
        Right.VIEW_RECHECKS,
        Right.ENTER_INDICATORS,
        Right.EDIT_RULEBOOK,
        Right.APPROVE_RULEBOOK,
        Right.REVIEW_OBJECTION,
        Right.TRY_RULES,
        Right.PROPOSE_RETENTION,
        Right.DECIDE_RETENTION,
        Right.HEAR_RETENTION,
        Right.VIEW_REPORTS,
        Right.RUN_REPORT,
        Right.READ_JOURNAL,
    }
)
"""Rights over what concerns the whole city; a county's people hold none of them, whatever their roles."""


class Person(Protocol):
    """What accounts puts into `connection.user` for a signed-in person."""

    @property
    def actor(self) -> Actor: ...

    @property
    def csrf(self) -> str | None:
        """The session's secret for form tokens; None when no cookie signed the person in (an API token)."""

    @property
    def number(self) -> str:
        """The staff number shown in the watermark."""

    @property
    def organisation(self) -> str: ...

    @property
    def last_sign_in(self) -> datetime | None: ...


LAST_ID: Final = 2**31 - 1
"""No record has a greater id; an address with one names nothing."""

WebRequest = Request[Person | None, object, State]
"""What every page handler takes as `request`."""
Connection = ASGIConnection[HTTPRouteHandler, Person | None, object, State]


class SignInNeeded(HengjianError):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("请先登录。", "Please sign in first.")


def person_of(connection: Connection) -> Person | None:
    """The signed-in person, or None; never raises."""
    found: Person | None = connection.scope.get("user")
    return found


def person(connection: Connection) -> Person:
    """The signed-in person. Raises SignInNeeded."""
    found = person_of(connection)
    if found is None:
        raise SignInNeeded
    return found


def actor(connection: Connection) -> Actor:
    """Who acts. Raises SignInNeeded."""
    return person(connection).actor


def may(who: Actor, right: Right) -> bool:
    """Whether any of this person's roles holds the right; a county's people hold none of the city's."""
    if who.region and right in CITY_RIGHTS:
        return False
    return right is Right.OPEN or who.has(*MATRIX[right])


async def require_right(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard over the whole application. Raises SignInNeeded or Forbidden."""
    right = handler.opt.get("right")
    if right is Right.OPEN:
        return
    who = actor(connection)
    if not isinstance(right, Right) or not may(who, right):
        raise Forbidden("您的角色不能执行此操作。", "Your role does not allow this.")
    if any(isinstance(value, int) and value > LAST_ID for value in connection.path_params.values()):
        raise NotFound
