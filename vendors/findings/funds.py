"""Which fund an insurance type draws on: the dated code list `insutype_fund` with the bureau's own entries."""

from collections.abc import Mapping
from datetime import date

from vendors.findings.rules import Fund
from vendors.policy.codes import code_list

_NATIONAL_LENGTH = 3  # digits of the national code; what follows is a province's own


def funds_on(day: date) -> Mapping[str, Fund]:
    """Insurance type → fund. A fund of other words than the official ones is left out."""
    named = {fund.zh: fund for fund in Fund}
    return {code: named[zh] for code, zh in code_list("insutype_fund", day).items() if zh in named}


def fund_of(insutype: str, *, on: date) -> Fund | None:
    """A local code (39901) that is not listed draws on its national one's fund (399). None for an unknown type."""
    known = funds_on(on)
    return known.get(insutype) or known.get(insutype[:_NATIONAL_LENGTH])
