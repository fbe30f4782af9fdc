"""The bureau's pool: its inspectors (检查人员) and the experts of five specialities (专家库, LT-11). Pure."""

from dataclasses import dataclass
from datetime import date

from vendors.labels import Labelled


class Speciality(Labelled):
    """五类专业 (LT-11)."""

    MEDICAL = "medical", "医学", "Medicine"
    INFORMATION = "information", "信息", "Information technology"
    FINANCE = "finance", "财务", "Finance"
    AUDIT = "audit", "审计", "Audit"
    STATISTICS = "statistics", "统计", "Statistics"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorCard:
    """What is known of an inspector; the 执法证 shows itself on site (LZ Art.32)."""

    name: str
    unit: str
    certificate: str
    valid_from: date | None = None
    valid_until: date | None = None
    speciality: str = ""
    organisation: int | None = None
    former_employer: str = ""
    former_until: date | None = None

    def certified(self, day: date) -> bool:
        """The certificate holds that day; without dates it always does."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertCard:
    """What is known of an expert; `institution` is the employer's id when it is a designated institution."""

    name: str
    employer: str
    specialities: tuple[Speciality, ...]
    institution: int | None = None
    title: str = ""
    former_employer: str = ""
    former_until: date | None = None
