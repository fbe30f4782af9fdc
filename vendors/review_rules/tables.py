from piccolo.columns import Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from vendors.contracts.tables import Contract
from vendors.registry.tables import Vendor


class ReviewRule(Table, tablename="vendors_review_rule"):
    """审核规则 a vendor delivered: one version of it; `code` and `version` are the vendor's own."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    contract = ForeignKey(references=Contract, null=True, default=None)
    task = Integer(null=True, default=None)
    code = Varchar(length=40)
    version = Varchar(length=20)
    name = Varchar(length=120)
    kind = Varchar(length=16, index=True)
    description = Text()
    basis = Varchar(length=300, default="")
    state = Varchar(length=16, index=True)
    delivered_on = Date(index=True)
    delivered_by = Varchar(length=80)
    outcome = Varchar(length=16, default="")
    decided_on = Date(null=True, default=None)
    decided_by = Varchar(length=80, default="")
    reason = Text(default="")
    created_at = Timestamptz(default=None)
    review_rule_version_once = Unique([vendor, code, version])


class RuleOpinion(Table, tablename="vendors_review_rule_opinion"):
    """专家评审意见 on one version of a rule; `expert` is a member of the pool, or none for an invited one."""

    vendor = ForeignKey(references=Vendor, null=False, index=True)
    rule = ForeignKey(references=ReviewRule, null=False, index=True)
    expert = Integer(null=True, default=None)
    expert_name = Varchar(length=80)
    specialty = Varchar(length=40, default="")
    opinion = Varchar(length=16)
    reason = Text(default="")
    given_on = Date()
    recorded_by = Varchar(length=80)
    rule_opinion_once = Unique([rule, expert_name])
