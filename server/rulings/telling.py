"""What a notice says of a finding before anybody has written: composed of the finding and the law in force then."""

from collections.abc import Mapping

from server.rulings.citing import cited
from server.rulings.screens import violation_name
from vendors.findings.queries import FindingDetail
from vendors.money import yuan
from vendors.periods import local_date
from vendors.policy.codes import violation_type


def composed(detail: FindingDetail) -> Mapping[str, str]:
    """事实, 理由, 依据 by the form's field."""
    law = violation_type(detail.head.violation, local_date(detail.head.created_at))
    name = violation_name(detail.head)
    return {
        "facts": detail.description,
        "reasons": f"上述行为属于“{name}”，涉及金额 {yuan(detail.head.amount_fen)} 元。" if name else "",
        "basis": cited(law.law if law else "", basis=detail.basis),
    }
