"""Formats of the 医保信息业务编码 (15 项标准). None has a check digit: a format that does not fit is a doubt, no error.

`family` groups what one dictionary answers for: item (drugs, services, consumables), diagnosis, operation, doctor.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DRUG: Final = r"X[A-Z]\d{2}[A-Z]{2}[A-Z]\d{3}[A-Z]\d{3}\d{4}\d{5}"
PATENT: Final = r"Z[A-Z0-9]{19}"
HERB: Final = r"T\d{9}"
SERVICE: Final = r"\d{15}(-[0-9A-Za-z]+)?"
CONSUMABLE: Final = r"C\d{19}(\d{7})?"
ITEM: Final = rf"^({DRUG}|{PATENT}|{HERB}|{SERVICE}|{CONSUMABLE})$"
DIAGNOSIS: Final = r"^[A-Z]\d{2}(\.[0-9x]\d{2}(x\d{3})?)?[+*]?$"
OPERATION: Final = r"^\d{2}\.\d{1,2}(\d{2})?(x\d{3})?$"
DOCTOR: Final = r"^D\d{12}$"
NURSE: Final = r"^N\d{12}$"
PHARMACIST: Final = r"^H[YJ]\d{12}$"
INSTITUTION: Final = r"^[HP]\d{11}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFormat:
    """One of the national codes."""

    zh: str
    en: str
    pattern: str
    family: str


FORMATS: Final = (
    CodeFormat(zh="西药", en="western drugs", pattern=rf"^{DRUG}$", family="item"),
    CodeFormat(zh="中成药", en="patent medicines", pattern=rf"^{PATENT}$", family="item"),
    CodeFormat(zh="中药饮片", en="herbal pieces", pattern=rf"^{HERB}$", family="item"),
    CodeFormat(zh="医疗服务项目", en="services", pattern=rf"^{SERVICE}$", family="item"),
    CodeFormat(zh="医用耗材", en="consumables", pattern=rf"^{CONSUMABLE}$", family="item"),
    CodeFormat(zh="疾病诊断", en="diagnoses", pattern=DIAGNOSIS, family="diagnosis"),
    CodeFormat(zh="手术操作", en="operations", pattern=OPERATION, family="operation"),
    CodeFormat(zh="医保医师", en="doctors", pattern=DOCTOR, family="doctor"),
    CodeFormat(zh="医保护士", en="nurses", pattern=NURSE, family="nurse"),
    CodeFormat(zh="药学、技术人员", en="pharmacists and technicians", pattern=PHARMACIST, family="pharmacist"),
    CodeFormat(zh="定点医药机构", en="institutions", pattern=INSTITUTION, family="institution"),
)


@lru_cache(8192)
def format_of(code: str) -> CodeFormat | None:
    """What a code looks like, or None."""
    return next((known for known in FORMATS if re.search(known.pattern, code, re.ASCII)), None)
