"""Who stands behind a company, and how a person or company is known without keeping its number. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.errors import Invalid, Words
from vendors.labels import Labelled
from vendors.policy import identity
from vendors.registry import uscc

WHOLE: Final = 10_000  # ‱
_SHORTEST, _EDGE = 5, 2  # places of other certificates: the least, and those left in sight at each end


class HolderRole(Labelled):
    """What somebody is to a vendor (LT-07)."""

    LEGAL = "legal", "法定代表人", "Legal representative"
    SHAREHOLDER = "shareholder", "股东", "Shareholder"
    CONTROLLER = "controller", "实际控制人", "Actual controller"


class Certificate(Labelled):
    """证件类型 of a person."""

    IDENTITY_CARD = "identity_card", "居民身份证", "Identity card"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证", "Residence permit (Hong Kong, Macao, Taiwan)"
    PERMANENT_CARD = "permanent_card", "外国人永久居留身份证", "Foreigner's permanent residence card"
    PASSPORT = "passport", "护照", "Passport"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person or company as typed: `number` of the certificate, or the company's 统一社会信用代码. Never stored so."""

    name: str
    certificate: Certificate | None = None
    number: str = ""
    company_code: str = ""

    @property
    def is_company(self) -> bool:
        return bool(self.company_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The same as kept: number masked, recognised by its keyed fingerprint."""

    name: str
    certificate: str = ""
    identity: str = ""
    fingerprint: str = ""
    company_code: str = ""

    @property
    def is_company(self) -> bool:
        return bool(self.company_code)


def known(named: Named, *, key: bytes, on: date, must: bool = True) -> Known:
    """Check the numbers and forget them. Raises Invalid by field (`name`, `certificate`, `number`, `company_code`).

    With `must` a person needs a number; without it a name alone will do (an old list may hold no more).
    """
    faults: dict[str, Words] = {}
    name = named.name.strip()
    if not name:
        faults["name"] = Words("不能为空。", "Must not be empty.")
    code, number = uscc.normalise(named.company_code), identity.normalise(named.number)
    if code and (wrong := uscc.problem(code)):
        faults["company_code"] = wrong
    if code and number:
        faults["number"] = Words("单位只填统一社会信用代码。", "A company has its unified code only.")
    if not code:
        faults |= _person_faults(named.certificate, number, on=on, must=must)
    if faults:
        raise Invalid(faults)
    if not number:
        return Known(name=name, company_code=code)
    certificate = named.certificate or Certificate.IDENTITY_CARD
    return Known(
        name=name,
        certificate=certificate.value,
        identity=masked(number),
        fingerprint=identity.fingerprint(number, key=key),
    )


def _person_faults(certificate: Certificate | None, number: str, *, on: date, must: bool) -> dict[str, Words]:
    if not number:
        words = Words("请填写证件号码；单位请填统一社会信用代码。", "Give the number; for a company its unified code.")
        return {"number": words} if must else {}
    if certificate is None:
        return {"certificate": Words("请选择证件类型。", "Choose the kind of certificate.")}
    if certificate is Certificate.PASSPORT:
        good = len(number) >= _SHORTEST and number.isalnum() and number.isascii()
        return {} if good else {"number": Words("护照号码应为字母和数字。", "A passport number is letters and digits.")}
    trouble = identity.trouble(number, on=on)
    return {"number": trouble.words} if trouble and trouble.sure else {}


def masked(number: str) -> str:
    """An 18-place number as the house masks it; any other with two places left at each end."""
    if identity.born_on(number) is not None:
        return identity.masked(number)
    return number[:_EDGE] + "*" * (len(number) - 2 * _EDGE) + number[-_EDGE:]


def share_problem(share: int | None, *, held: int) -> Words | None:
    """`share` in ‱ beside what is held already: within 0–100 %, and not more than the whole together."""
    if share is None:
        return None
    if not 0 < share <= WHOLE:
        return Words("持股比例应大于 0、不超过 100%。", "A share is more than 0 and at most 100 %.")
    if share + held > WHOLE:
        left = (WHOLE - held) / 100
        return Words(f"持股比例合计将超过 100%，最多还可填 {left:g}%。", f"More than the whole; {left:g} % is left.")
    return None
