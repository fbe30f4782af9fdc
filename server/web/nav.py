"""The side navigation as data: each entry names the right it needs; a person sees what they may open.

An entry whose address no room serves is left out, so that no link is dead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from server.web.access import Right, may
from server.web.i18n import N_
from vendors.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as listed; pages under the addresses `beside` it are its own too."""

    path: str
    icon: str
    label: str
    right: Right
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry as drawn; `badge` counts what waits there."""

    path: str
    icon: str
    label: str
    badge: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    label: str
    links: tuple[Link, ...]


NAV: Final[tuple[Group, ...]] = (
    Group(
        label=N_("工作台"),
        items=(
            Item(path="/", icon="layout-dashboard", label=N_("首页总览"), right=Right.VIEW_DASHBOARD),
            Item(path="/todos", icon="clipboard-check", label=N_("待办中心"), right=Right.SIGNED_IN),
            Item(path="/messages", icon="bell", label=N_("消息通知"), right=Right.SIGNED_IN),
        ),
    ),
    Group(
        label=N_("机构与合同"),
        items=(
            Item(path="/vendors", icon="building-complex", label=N_("第三方机构"), right=Right.VIEW_VENDORS),
            Item(path="/contracts", icon="file-text", label=N_("服务合同"), right=Right.VIEW_CONTRACTS),
            Item(path="/payments", icon="wallet", label=N_("合同付款"), right=Right.VIEW_PAYMENTS),
            Item(
                path="/people",
                icon="id-card",
                label=N_("人员与回避"),
                right=Right.VIEW_PEOPLE,
                beside=("/inspectors", "/experts", "/recusals"),
            ),
            Item(path="/institutions", icon="hospital", label=N_("定点机构"), right=Right.VIEW_INSTITUTIONS),
            Item(path="/registry", icon="database", label=N_("数据台账"), right=Right.VIEW_REGISTERS),
            Item(
                path="/reference",
                icon="library",
                label=N_("基础数据"),
                right=Right.VIEW_REFERENCE,
                beside=("/doctors", "/cases", "/codes", "/parameters", "/calendar", "/basis", "/organisation"),
            ),
        ),
    ),
    Group(
        label=N_("监管任务"),
        items=(
            Item(path="/campaigns", icon="flag", label=N_("专项行动"), right=Right.VIEW_CAMPAIGNS),
            Item(
                path="/draws", icon="dices", label=N_("随机抽取"), right=Right.VIEW_DRAWS, beside=("/tools/sampling",)
            ),
            Item(path="/tasks", icon="list-checks", label=N_("任务管理"), right=Right.VIEW_TASKS),
            Item(path="/handoffs", icon="arrow-left-right", label=N_("线索流转"), right=Right.VIEW_HANDOFFS),
            Item(path="/provision", icon="hard-drive-download", label=N_("数据提供"), right=Right.VIEW_PROVISION),
            Item(path="/review-rules", icon="book-check", label=N_("审核规则"), right=Right.VIEW_REVIEW_RULES),
            Item(path="/batches", icon="upload", label=N_("数据报送"), right=Right.VIEW_BATCH),
        ),
    ),
    Group(
        label=N_("审核认定"),
        items=(
            Item(path="/review", icon="search-check", label=N_("问题审核"), right=Right.VIEW_FINDINGS),
            Item(
                path="/agreement",
                icon="users-round",
                label=N_("盲审与一致性"),
                right=Right.VIEW_AGREEMENT,
                beside=("/review-samples", "/expert-requests", "/tie-breaks"),
            ),
            Item(path="/opinions", icon="stethoscope", label=N_("专家评审"), right=Right.GIVE_EXPERT_OPINION),
            Item(path="/rulings", icon="scale", label=N_("告知认定"), right=Right.VIEW_RULINGS, beside=("/notices",)),
            Item(
                path="/decisions",
                icon="gavel",
                label=N_("处理决定"),
                right=Right.VIEW_DECISIONS,
                beside=("/discussions", "/measures", "/transfers", "/sanctions"),
            ),
            Item(path="/recoveries", icon="coins", label=N_("追回台账"), right=Right.VIEW_RECOVERIES),
            Item(path="/statistics", icon="table-2", label=N_("统计报表"), right=Right.VIEW_STATISTICS),
        ),
    ),
    Group(
        label=N_("绩效考核"),
        items=(
            Item(
                path="/assessments",
                icon="gauge",
                label=N_("考核评分"),
                right=Right.VIEW_SCORECARDS,
                beside=("/scorecards", "/self-evaluations", "/objections"),
            ),
            Item(path="/ranking", icon="trophy", label=N_("排名对比"), right=Right.VIEW_RANKING),
            Item(
                path="/retention",
                icon="repeat",
                label=N_("留用决定"),
                right=Right.VIEW_RETENTION,
                beside=("/rectifications", "/probations", "/renewals", "/misconduct"),
            ),
            Item(path="/rulebooks", icon="ruler", label=N_("考核规则"), right=Right.VIEW_RULEBOOKS),
            Item(path="/what-if", icon="flask-conical", label=N_("规则试算"), right=Right.TRY_RULES),
            Item(path="/reports", icon="chart-column", label=N_("统计报告"), right=Right.VIEW_REPORTS),
        ),
    ),
    Group(
        label=N_("系统"),
        items=(
            Item(path="/journal", icon="scroll-text", label=N_("操作日志"), right=Right.READ_JOURNAL),
            Item(path="/admin/accounts", icon="users", label=N_("账号管理"), right=Right.MANAGE_ACCOUNTS),
        ),
    ),
)


def sections(*, who: Actor, here: str, served: Collection[str], badges: Mapping[str, int]) -> tuple[Section, ...]:
    """What `who` may open, with the entry that holds the address `here` marked as current."""
    open_items = [
        (group.label, item) for group in NAV for item in group.items if item.path in served and may(who, item.right)
    ]
    held = [(path, item.path) for _, item in open_items for path in (item.path, *item.beside) if _holds(path, here)]
    current = max(held, key=lambda pair: len(pair[0]), default=("", None))[1]
    drawn = (
        Section(
            label=group.label,
            links=tuple(
                _link(item, badges, item.path == current) for label, item in open_items if label == group.label
            ),
        )
        for group in NAV
    )
    return tuple(section for section in drawn if section.links)


def _holds(path: str, here: str) -> bool:
    return here == path if path == "/" else here == path or here.startswith(path + "/")


def _link(item: Item, badges: Mapping[str, int], current: bool) -> Link:
    return Link(path=item.path, icon=item.icon, label=item.label, badge=badges.get(item.path, 0), current=current)
