"""Registers page by page: keyset paging, every filter in SQL, never a count of a million rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from vendors.actors import Actor
from vendors.errors import NotFound
from vendors.institutions.queries import InstitutionView
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

COUNTED: Final = 10_000
"""Rows of a big register that are counted one by one; beyond them it says "more than"."""
_INSTITUTION: Final = "i.id, i.code, i.name, i.kind, i.level, i.ownership, i.region, i.grid, i.credit_grade"
_DOCTOR: Final = """
d.id, d.code, d.name, d.kind, d.department, d.title, d.status, d.begins, d.ends, d.institution,
i.code AS institution_code, i.name AS institution_name, i.region
"""
_CASE: Final = """
s.id, s.visit_id, s.hospital_no, s.patient_masked, s.sex, s.age, s.insutype, s.med_type, s.admitted_on, s.discharged_on,
s.department, s.doctor_code, s.doctor_name, s.diagnosis, s.total_fen, s.fund_fen, s.settled_on, s.institution,
i.code AS institution_code, i.name AS institution_name, i.region
"""
_JOINED: Final = "JOIN vendors_institution i ON i.id = {0}.institution"
SORTS: Final[Mapping[str, str]] = {
    "code": "i.code",
    "name": "i.name",
    "region": "i.region",
    "kind": "i.kind",
    "credit_grade": "i.credit_grade",
}
"""What the list of institutions may be sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorView:
    """A doctor or pharmacist at one institution."""

    id: int
    code: str
    name: str
    kind: str
    department: str
    title: str
    status: str
    begins: date
    ends: date | None
    institution: int
    institution_code: str
    institution_name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A settled case as lists show it: the patient masked, the person's number left out."""

    id: int
    visit_id: str
    hospital_no: str
    patient_masked: str
    sex: str
    age: int | None
    insutype: str
    med_type: str
    admitted_on: date
    discharged_on: date
    department: str
    doctor_code: str
    doctor_name: str
    diagnosis: str
    total_fen: int
    fund_fen: int
    settled_on: date
    institution: int
    institution_code: str
    institution_name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionChoice:
    """Which institutions; empty leaves that side open. `text` is looked for in name and code."""

    text: str = ""
    region: str = ""
    kind: str = ""
    level: str = ""
    ownership: str = ""
    grid: str = ""
    credit_grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorChoice:
    """Which doctors; `text` is looked for in name and code, `on` is a day the entry holds."""

    text: str = ""
    region: str = ""
    kind: str = ""
    status: str = ""
    institution: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoice:
    """Which settled cases; `text` is a visit id or hospital number in full, `med_type` matches by prefix."""

    text: str = ""
    region: str = ""
    institution_code: str = ""
    med_type: str = ""
    insutype: str = ""
    settled_from: date | None = None
    settled_to: date | None = None

    @property
    def everything(self) -> bool:
        return self == CaseChoice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows: exact, at least so many (`more`), or as the database last estimated it (`about`)."""

    rows: int
    more: bool = False
    about: bool = False


@dataclass(slots=True)
class _Where:
    """Conditions with their arguments; an empty value adds none."""

    conditions: list[str] = field(default_factory=list)
    arguments: list[object] = field(default_factory=list)

    def add(self, condition: str, *values: object) -> None:
        if all(value not in ("", None) for value in values):
            self.must(condition, *values)

    def must(self, condition: str, *values: object) -> None:
        marks = range(len(self.arguments) + 1, len(self.arguments) + len(values) + 1)
        self.conditions.append(condition.format(*(f"${mark}" for mark in marks)))
        self.arguments.extend(values)

    @property
    def sql(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


async def institution_page(
    choice: InstitutionChoice,
    *,
    sort: str = "code",
    descending: bool = False,
    after: tuple[str, str] | None = None,
    size: int,
    for_: Actor,
) -> tuple[InstitutionView, ...]:
    """So many from after (sort value, code) on. Forbidden for vendor people."""
    must_be_bureau(for_)
    column, where = SORTS.get(sort, "i.code"), _institutions(choice)
    way, beyond = ("DESC", "<") if descending else ("ASC", ">")
    if after is not None:
        where.must(f"({column}, i.code) {beyond} ({{0}}::varchar, {{1}}::varchar)", *after)
    sql = (
        f"SELECT {_INSTITUTION} FROM vendors_institution i{where.sql}"  # noqa: S608 constant names
        f" ORDER BY {column} {way}, i.code {way} LIMIT {int(size)}"
    )
    async with transaction() as connection:
        return tuple(InstitutionView(**dict(row)) for row in await connection.fetch(sql, *where.arguments))


async def institution_count(choice: InstitutionChoice, *, for_: Actor) -> int:
    must_be_bureau(for_)
    where = _institutions(choice)
    async with transaction() as connection:
        sql = f"SELECT count(*) FROM vendors_institution i{where.sql}"  # noqa: S608 constant names
        return int(await connection.fetchval(sql, *where.arguments))


async def institution_facets(*, for_: Actor) -> Mapping[str, Mapping[str, int]]:
    """What the register holds of each choosable column, with counts: region, kind, level, ownership, grid, credit."""
    must_be_bureau(for_)
    names = ("region", "kind", "level", "ownership", "grid", "credit_grade")
    sql = " UNION ALL ".join(
        f"SELECT '{name}' AS field, {name} AS value, count(*) AS n FROM vendors_institution GROUP BY {name}"  # noqa: S608
        for name in names
    )
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    async with transaction() as connection:
        for row in await connection.fetch(f"{sql} ORDER BY 1, 2"):
            found[row["field"]][row["value"]] = row["n"]
    return found


async def institution(institution_id: int, *, for_: Actor) -> InstitutionView:
    """One of the register. NotFound when there is none, or it lies in another county than the person's."""
    must_be_bureau(for_)
    sql = f"SELECT {_INSTITUTION} FROM vendors_institution i WHERE i.id = $1"  # noqa: S608 constant columns
    async with transaction() as connection:
        row = await connection.fetchrow(sql, institution_id)
    if row is None:
        raise NotFound
    return InstitutionView(**dict(row))


async def cases_by_month(institution_id: int, *, months: int, until: date, for_: Actor) -> Mapping[date, int]:
    """Settled cases of so many months up to that of `until`, by first of month; months without a case are 0."""
    must_be_bureau(for_)
    sql = """
    SELECT m.month::date AS month, count(s.id) AS n
    FROM generate_series(date_trunc('month', $2::date) - make_interval(months => $3 - 1), date_trunc('month', $2::date),
      interval '1 month') AS m(month)
    LEFT JOIN vendors_settled_case s ON s.institution = $1
      AND s.settled_on >= m.month AND s.settled_on < m.month + interval '1 month'
    GROUP BY m.month ORDER BY m.month
    """
    async with transaction() as connection:
        return {row["month"]: row["n"] for row in await connection.fetch(sql, institution_id, until, months)}


async def doctor_page(
    choice: DoctorChoice, *, after: tuple[str, int] | None = None, size: int, for_: Actor
) -> tuple[DoctorView, ...]:
    """By code; so many from after (code, id) on. Forbidden for vendor people."""
    must_be_bureau(for_)
    where = _doctors(choice)
    if after is not None:
        where.add("(d.code, d.id) > ({0}::varchar, {1}::int)", *after)
    sql = (
        f"SELECT {_DOCTOR} FROM vendors_doctor d {_JOINED.format('d')}{where.sql}"  # noqa: S608 constant names
        f" ORDER BY d.code, d.id LIMIT {int(size)}"
    )
    async with transaction() as connection:
        return tuple(DoctorView(**dict(row)) for row in await connection.fetch(sql, *where.arguments))


async def doctor_count(choice: DoctorChoice, *, for_: Actor) -> int:
    must_be_bureau(for_)
    where = _doctors(choice)
    async with transaction() as connection:
        sql = f"SELECT count(*) FROM vendors_doctor d {_JOINED.format('d')}{where.sql}"  # noqa: S608 constant names
        return int(await connection.fetchval(sql, *where.arguments))


async def case_page(
    choice: CaseChoice, *, after: tuple[date, int] | None = None, size: int, for_: Actor
) -> tuple[CaseView, ...]:
    """The latest settled first; so many from after (day, id) on. Forbidden for vendor people."""
    must_be_bureau(for_)
    where = _cases(choice)
    if after is not None:
        where.add("(s.settled_on, s.id) < ({0}::date, {1}::int)", *after)
    sql = (
        f"SELECT {_CASE} FROM vendors_settled_case s {_JOINED.format('s')}{where.sql}"  # noqa: S608 constant names
        f" ORDER BY s.settled_on DESC, s.id DESC LIMIT {int(size)}"
    )
    async with transaction() as connection:
        return tuple(CaseView(**dict(row)) for row in await connection.fetch(sql, *where.arguments))


async def case_count(choice: CaseChoice, *, for_: Actor) -> Count:
    """Counted up to COUNTED; for the city's whole register the database's own estimate beyond that."""
    must_be_bureau(for_)
    where = _cases(choice)
    counted = (
        f"SELECT count(*) FROM (SELECT FROM vendors_settled_case s {_JOINED.format('s')}{where.sql}"  # noqa: S608
        f" LIMIT {COUNTED + 1}) counted"
    )
    async with transaction() as connection:
        rows = int(await connection.fetchval(counted, *where.arguments))
        if rows <= COUNTED:
            return Count(rows=rows)
        if choice.everything and not for_.region:
            estimate = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'vendors_settled_case'::regclass"
            found = int(await connection.fetchval(estimate))
            if found > COUNTED:
                return Count(rows=found, about=True)
    return Count(rows=COUNTED, more=True)


def _institutions(choice: InstitutionChoice) -> _Where:
    where = _Where()
    where.add("strpos(i.name || i.code, {0}) > 0", choice.text)
    where.add("starts_with(i.region, {0})", choice.region)
    for name in ("kind", "level", "ownership", "grid", "credit_grade"):
        where.add(f"i.{name} = {{0}}", getattr(choice, name))
    return where


def _doctors(choice: DoctorChoice) -> _Where:
    where = _Where()
    where.add("strpos(d.name || d.code, {0}) > 0", choice.text)
    where.add("starts_with(i.region, {0})", choice.region)
    where.add("d.kind = {0}", choice.kind)
    where.add("d.status = {0}", choice.status)
    where.add("d.institution = {0}::int", choice.institution)
    where.add("{0}::date BETWEEN d.begins AND coalesce(d.ends, 'infinity')", choice.on)
    return where


def _cases(choice: CaseChoice) -> _Where:
    where = _Where()
    where.add("(s.visit_id = {0} OR s.hospital_no = {1})", choice.text, choice.text)
    where.add("starts_with(i.region, {0})", choice.region)
    where.add("i.code = {0}", choice.institution_code)
    where.add("starts_with(s.med_type, {0})", choice.med_type)
    where.add("s.insutype = {0}", choice.insutype)
    where.add("s.settled_on >= {0}::date", choice.settled_from)
    where.add("s.settled_on <= {0}::date", choice.settled_to)
    return where
