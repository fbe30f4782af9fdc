import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from vendors.actors import Actor
from vendors.errors import Conflict, Forbidden, NotFound, Words
from vendors.labels import Labelled


class Group(Labelled):
    """小组 of the 第三方监管服务办公室 (ZY-12)."""

    RECORD_REVIEW = "record_review", "病历审核小组", "Record review group"
    MONITORING = "monitoring", "智能监控小组", "Monitoring group"
    AUDIT = "audit", "财务审计小组", "Audit group"
    ENTRUSTED = "entrusted", "委托经办小组", "Entrusted services group"


class Kind(Labelled):
    """The four kinds of third party (ZY 一(二)3)."""

    A = "A", "医疗质量评估机构", "Medical quality assessor"
    B = "B", "信息技术机构", "Information technology company"
    C = "C", "会计师事务所", "Accounting firm"
    D = "D", "商业保险机构", "Commercial insurer"

    @property
    def group(self) -> Group:
        return _GROUPS[self]


_GROUPS: Final = {
    Kind.A: Group.RECORD_REVIEW,
    Kind.B: Group.MONITORING,
    Kind.C: Group.AUDIT,
    Kind.D: Group.ENTRUSTED,
}
# Terms vary even inside one plan (会计事务所 / 会计师事务所); 审计事务所 after BT-12.
_ALIASES: Final = {
    "医疗质量评价机构": Kind.A,
    "医疗质量评估公司": Kind.A,
    "病历审核机构": Kind.A,
    "信息技术服务机构": Kind.B,
    "信息技术公司": Kind.B,
    "信息技术企业": Kind.B,
    "会计事务所": Kind.C,
    "审计事务所": Kind.C,
    "商业保险公司": Kind.D,
    "保险公司": Kind.D,
    "商保机构": Kind.D,
}


def kind_from_text(text: str) -> Kind | None:
    """The kind meant by a letter, an official term, a known alias or a group's name; None when none is."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain.upper() in set(Kind):
        return Kind(plain.upper())
    group = Group.from_zh(plain)
    by_group = next((kind for kind in Kind if kind.group is group), None)
    return Kind.from_zh(plain) or _ALIASES.get(plain) or by_group


class Standing(Labelled):
    """Where a vendor stands with the bureau (domain.md §2.3 第三方机构)."""

    PENDING = "pending", "待登记", "To be admitted"
    REGISTERED = "registered", "已入库", "Registered"
    IN_SERVICE = "in_service", "在服", "In service"
    RECTIFYING = "rectifying", "限期整改", "Rectifying"
    SUSPENDED = "suspended", "暂停派单", "Suspended"
    EXITED = "exited", "正常退出", "Exited"
    DROPPED = "dropped", "考核退出", "Dropped by assessment"
    EXPELLED = "expelled", "违约退出", "Expelled"
    BANNED = "banned", "禁入", "Banned"


TRANSITIONS: Final[Mapping[Standing, frozenset[Standing]]] = {
    Standing.PENDING: frozenset({Standing.REGISTERED}),
    Standing.REGISTERED: frozenset({Standing.IN_SERVICE, Standing.EXITED}),
    Standing.IN_SERVICE: frozenset(
        {Standing.RECTIFYING, Standing.SUSPENDED, Standing.EXITED, Standing.DROPPED, Standing.EXPELLED}
    ),
    Standing.RECTIFYING: frozenset({Standing.IN_SERVICE, Standing.SUSPENDED, Standing.DROPPED, Standing.EXPELLED}),
    Standing.SUSPENDED: frozenset({Standing.IN_SERVICE, Standing.DROPPED, Standing.EXPELLED}),
    Standing.EXITED: frozenset({Standing.PENDING}),
    Standing.DROPPED: frozenset({Standing.PENDING}),
    Standing.EXPELLED: frozenset({Standing.BANNED}),
    Standing.BANNED: frozenset({Standing.PENDING}),
}
ASSIGNABLE: Final = frozenset({Standing.IN_SERVICE, Standing.RECTIFYING})
LEFT: Final = frozenset({Standing.EXITED, Standing.DROPPED, Standing.EXPELLED, Standing.BANNED})


def blocked(standing: Standing) -> Words | None:
    """Why this vendor may be given no new task, or None."""
    if standing in ASSIGNABLE:
        return None
    return Words(
        f"该机构当前状态为“{standing.zh}”，不能派单。",
        f"The vendor is “{standing.en}” and may be given no tasks.",
    )


def check_transition(standing: Standing, to: Standing, *, banned_until: date | None, on: date) -> None:
    """Raise Conflict when the standing cannot change so, or a ban has not run out yet."""
    if to not in TRANSITIONS[standing]:
        raise Conflict(
            f"机构状态不能由“{standing.zh}”变为“{to.zh}”。", f"A vendor cannot go from “{standing.en}” to “{to.en}”."
        )
    if standing is Standing.BANNED and banned_until and on <= banned_until:
        raise Conflict(
            f"禁入期至 {banned_until.isoformat()}，尚未届满。", f"The ban lasts until {banned_until.isoformat()}."
        )


def ban_ends(rescinded_on: date, *, years: int) -> date:
    """The ban's last day: the corresponding day of the last year (民法典 Art.202), 28 February for 29."""
    try:
        return rescinded_on.replace(year=rescinded_on.year + years)
    except ValueError:
        return rescinded_on.replace(year=rescinded_on.year + years, day=28)


def must_be_bureau(by: Actor) -> None:
    """Raise Forbidden for vendor people: third parties only assist (LZ Art.35(7), 政府购买服务管理办法 Art.10)."""
    if not by.at_bureau:
        raise Forbidden("该操作只能由医保部门人员进行。", "Only the bureau's people may do this.")


def must_reach(by: Actor, vendor: int) -> None:
    """Raise NotFound for people of another vendor: not theirs and not there is one answer."""
    if by.vendor not in (None, vendor):
        raise NotFound


def must_be_of(by: Actor, vendor: int) -> None:
    """Raise unless the person belongs to this vendor: NotFound for another vendor's, Forbidden for the bureau's."""
    must_reach(by, vendor)
    if by.at_bureau:
        raise Forbidden("该操作只能由承办机构人员进行。", "Only people of the vendor may do this.")
