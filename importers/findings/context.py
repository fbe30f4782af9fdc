"""What a workbook is held against: the task it was uploaded to. Everything may be unknown (a dry run knows nothing)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One settled case of the task's list; amounts in fen."""

    visit: str
    institution_code: str
    institution_name: str = ""
    total_fen: int | None = None
    fund_fen: int | None = None
    admitted: date | None = None
    discharged: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskContext:
    """`cases` by 就诊ID, `staff` the names of active people, `institutions` code → registered name.

    `starts`/`ends` bound the days of audit, `today` is the Shanghai day of the upload. `vendor` and `secret` let the
    template's stamp be verified. `dictionary`: the code dictionaries the bureau has loaded, by family (item,
    diagnosis, operation, doctor); without one, codes are judged by their format alone. `team` are the names of who was
    put on the task, `barred` pairs of a name and the code of an institution it must keep away from, `closed` the codes
    the company itself must; all empty while nobody is named.
    """

    task_number: str = ""
    vendor: int | None = None
    vendor_name: str = ""
    vendor_kind: str = ""
    starts: date | None = None
    ends: date | None = None
    today: date | None = None
    cases: Mapping[str, CaseEntry] | None = None
    staff: frozenset[str] | None = None
    institutions: Mapping[str, str] | None = None
    secret: bytes = b""
    dictionary: Mapping[str, frozenset[str]] | None = None
    team: frozenset[str] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()
    closed: frozenset[str] = frozenset()


NOTHING_KNOWN = TaskContext()
