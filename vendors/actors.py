"""Who acts. Roles are those of the bureau's separation-of-duties table (domain.md §2.2)."""

from dataclasses import dataclass

from vendors.labels import Labelled


class Role(Labelled):
    """What a person may be at the bureau, at a vendor, or in the expert pool."""

    CONTRACT_MANAGER = "contract_manager", "合同管理员", "Contract manager"
    TASK_MANAGER = "task_manager", "任务管理员", "Task manager"
    FIRST_REVIEWER = "first_reviewer", "初审员", "First reviewer"
    SECOND_REVIEWER = "second_reviewer", "复审员", "Second reviewer"
    LEADER = "leader", "分管领导", "Leader"
    LEGAL = "legal", "法制审核员", "Legal reviewer"
    ACCOUNTANT = "accountant", "追回会计", "Recovery accountant"
    AUDITOR = "auditor", "纪检/审计", "Auditor"
    SYSTEM_ADMIN = "system_admin", "系统管理员", "System administrator"
    SECURITY_ADMIN = "security_admin", "安全管理员", "Security administrator"
    AUDIT_ADMIN = "audit_admin", "审计管理员", "Audit administrator"
    VENDOR_ADMIN = "vendor_admin", "机构管理员", "Vendor administrator"
    VENDOR_LEAD = "vendor_lead", "项目负责人", "Project lead"
    VENDOR_CLERK = "vendor_clerk", "审核员", "Vendor clerk"
    EXPERT = "expert", "专家", "Expert"
    SYSTEM = "system", "系统", "System"


VENDOR_ROLES = frozenset({Role.VENDOR_ADMIN, Role.VENDOR_LEAD, Role.VENDOR_CLERK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person (or the system itself, id 0). `vendor` is set exactly for vendor people.

    `region` is the county (six digits, GB/T 2260) whose records alone a county's person sees; empty at the city.
    """

    id: int
    name: str
    roles: frozenset[Role]
    vendor: int | None = None
    region: str = ""
    request: str = ""

    @property
    def at_bureau(self) -> bool:
        return self.vendor is None

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(id=0, name="系统", roles=frozenset({Role.SYSTEM}))
