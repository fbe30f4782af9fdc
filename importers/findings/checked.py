"""The whole answer about one workbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from importers.findings.scene import Kind
from importers.intake.refusals import Refusal
from importers.workbook.issues import Issue, Severity
from importers.workbook.rows import Row
from vendors.labels import Labelled


class Verdict(Labelled):
    """CLEAN: no error, it may be stored. ISSUES: at least one error. REFUSED: it was not read at all."""

    CLEAN = "clean", "通过", "clean"
    ISSUES = "issues", "有错误", "issues"
    REFUSED = "refused", "拒收", "refused"


@dataclass(slots=True, kw_only=True)
class SheetRead:
    """A recognised sheet, or 汇总 (without a kind). `name` is unique and at most 31 characters long.

    `header_row` is the last row of the heading, `last_row` the last that was read as data; `places` count from 0.
    Of its rows that are not empty, `rows` are data and `frame` is the rest: title, header, total, signatures;
    `blank` counts the rows without anything between the data.
    """

    name: str
    kind: str = ""
    header_row: int = 0
    last_row: int = 0
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: int = 0
    frame: int = 0
    blank: int = 0
    hidden: bool = False


@dataclass(slots=True, kw_only=True)
class Counts:
    """What the data rows are: `findings` (making `cases`), `results` of record sheets, cases `passed` or `untouched`.

    Amounts are fen over the findings; `rows_bad` have at least one error; `by_code` counts the issues.
    """

    findings: int = 0
    cases: int = 0
    results: int = 0
    passed: int = 0
    untouched: int = 0
    amount_fen: int = 0
    fund_loss_fen: int = 0
    rows_bad: int = 0
    errors: int = 0
    warnings: int = 0
    notices: int = 0
    by_code: dict[str, int] = field(default_factory=dict)

    def add(self, issue: Issue) -> None:
        self.by_code[issue.code] = self.by_code.get(issue.code, 0) + 1
        if issue.severity is Severity.ERROR:
            self.errors += 1
        elif issue.severity is Severity.WARNING:
            self.warnings += 1
        else:
            self.notices += 1

    @property
    def rows(self) -> int:
        return self.findings + self.results + self.passed + self.untouched


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer, without the cells. `kind` is the deliverable: the first of the kinds found, in their order.

    `issues` are all there are, unless they went to a sink as they came; `seconds` names the stages. Typed rows are
    only in hand where the file was examined in this very process.
    """

    filename: str
    verdict: Verdict
    kind: Kind | None = None
    refusal: Refusal | None = None
    issues: tuple[Issue, ...] = ()
    counts: Counts = field(default_factory=Counts)
    sheets: tuple[SheetRead, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    passed: tuple[Row, ...] = ()

    @property
    def read_rows(self) -> int:
        return self.counts.rows

    @property
    def errors(self) -> int:
        return self.counts.errors

    @property
    def warnings(self) -> int:
        return self.counts.warnings

    @property
    def notices(self) -> int:
        return self.counts.notices

    @property
    def blank(self) -> int:
        return sum(sheet.blank for sheet in self.sheets)

    @property
    def headers(self) -> Mapping[str, int]:
        """Where the heading of each sheet ends."""
        return {sheet.name: sheet.header_row for sheet in self.sheets if sheet.kind}
