from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from importers.registers.register import Parsed
from importers.workbook.issues import Issue, Severity, count
from server.web.forms import Form
from server.web.paging import Paged
from vendors.errors import Words
from vendors.institutions.queries import InstitutionView
from vendors.institutions.records import CaseRecord, InstitutionRecord
from vendors.labels import Labelled

SHOWN = 1000


class Book(Labelled):
    """The two registers that come as workbooks."""

    INSTITUTIONS = "institutions", "定点医药机构登记表", "Register of designated institutions"
    CASES = "cases", "结算人次登记表", "Register of settled cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsScreen:
    """`counts` by region code over the whole register, `page.next` an address."""

    page: Paged[InstitutionView]
    first: str
    counts: Mapping[str, int]
    every: int
    regions: Mapping[str, str]
    region: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportScreen:
    form: Form
    limit_mb: int
    books: Sequence[Book] = tuple(Book)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemsScreen:
    """Why a register was kept out: a refused file, cells, or faults of the rows together."""

    book: Book
    filename: str
    parsed: Parsed[InstitutionRecord] | Parsed[CaseRecord]
    faults: Mapping[str, Words] = field(default_factory=dict)

    @property
    def issues(self) -> Sequence[Issue]:
        ordered = sorted(self.parsed.issues, key=lambda issue: (list(Severity).index(issue.severity), issue.row or 0))
        return ordered[:SHOWN]

    @property
    def total(self) -> int:
        return len(self.parsed.issues)

    @property
    def errors(self) -> int:
        return count(self.parsed.issues, Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self.total - self.errors
