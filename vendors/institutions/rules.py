import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from vendors.errors import Words
from vendors.institutions.records import CaseRecord, InstitutionRecord

_CODE: Final = re.compile(r"^[HP]\d{11}$")
_REGION: Final = re.compile(r"^\d{6}$")
SHOWN: Final = 5


def _some(values: Iterable[str]) -> str:
    found = sorted(set(values))
    return "、".join(found[:SHOWN]) + (f" …({len(found)})" if len(found) > SHOWN else "")


def _repeated(keys: Iterable[str]) -> str:
    return _some(key for key, count in Counter(keys).items() if count > 1)


def institution_problems(rows: Sequence[InstitutionRecord]) -> dict[str, Words]:
    """What keeps a register out as a whole, by field."""
    found: dict[str, Words] = {}
    codes = _some(row.code for row in rows if not _CODE.match(row.code))
    if codes:
        found["code"] = Words(f"机构编码格式不符：{codes}", f"Codes of a wrong shape: {codes}")
    regions = _some(row.region for row in rows if not _REGION.match(row.region))
    if regions:
        found["region"] = Words(f"行政区划代码应为 6 位数字：{regions}", f"Regions have six digits: {regions}")
    twice = _repeated(row.code for row in rows)
    if twice:
        found["twice"] = Words(f"机构编码重复：{twice}", f"Codes more than once: {twice}")
    return found


def case_problems(rows: Sequence[CaseRecord], *, known: frozenset[str]) -> dict[str, Words]:
    """What keeps a register of settled cases out as a whole; `known` are the institution codes stored."""
    unknown = (row.institution_code for row in rows if row.institution_code not in known)
    unmasked = (row.visit_id for row in rows if "*" not in row.patient_masked)
    backwards = (row.visit_id for row in rows if row.discharged_on < row.admitted_on)
    overpaid = (row.visit_id for row in rows if not 0 <= row.fund_fen <= row.total_fen)
    checks = {
        "institution_code": ("机构未登记", "Unknown institutions", _some(unknown)),
        "patient_masked": ("患者姓名未脱敏，就诊ID", "Unmasked patient names in visits", _some(unmasked)),
        "discharged_on": ("出院早于入院，就诊ID", "Discharged before admitted in visits", _some(backwards)),
        "fund_fen": ("基金支付超过总费用，就诊ID", "The fund paid more than the total in visits", _some(overpaid)),
        "twice": ("就诊ID重复", "Visits more than once", _repeated(row.visit_id for row in rows)),
    }
    return {field: Words(f"{zh}：{which}", f"{en}: {which}") for field, (zh, en, which) in checks.items() if which}
