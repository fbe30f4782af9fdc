from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from vendors.transaction import transaction

_INSTITUTION = "id, code, name, kind, level, ownership, region, grid, credit_grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionView:
    """A designated institution of the register."""

    id: int
    code: str
    name: str
    kind: str
    level: str
    ownership: str
    region: str
    grid: str
    credit_grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which settled cases: settled between two days, both counted; empty collections leave that side open.

    `med_types` match by prefix (`2` is every inpatient type, domain.md §4.6).
    """

    settled_from: date
    settled_to: date
    regions: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    med_types: tuple[str, ...] = ()


async def institutions(*, region: str = "", text: str = "") -> tuple[InstitutionView, ...]:
    """The register by code; `region` matches by prefix (620700's counties: `6207`), `text` in name and code."""
    sql = (
        f"SELECT {_INSTITUTION} FROM vendors_institution"  # noqa: S608 constant columns
        " WHERE starts_with(region, $1) AND ($2 = '' OR strpos(name || code, $2) > 0) ORDER BY code"
    )
    async with transaction() as connection:
        return tuple(InstitutionView(**row) for row in await connection.fetch(sql, region, text.strip()))


async def institutions_by_code(codes: Collection[str]) -> Mapping[str, InstitutionView]:
    """Those of the codes that are registered."""
    sql = f"SELECT {_INSTITUTION} FROM vendors_institution WHERE code = ANY($1::text[])"  # noqa: S608 constant columns
    async with transaction() as connection:
        return {row["code"]: InstitutionView(**row) for row in await connection.fetch(sql, list(codes))}


async def institution_codes() -> frozenset[str]:
    """Every code of the register."""
    async with transaction() as connection:
        return frozenset(row["code"] for row in await connection.fetch("SELECT code FROM vendors_institution"))


async def doctor_codes() -> frozenset[str]:
    """Every code of the register of doctors, whenever its time: what findings of past visits are held against."""
    async with transaction() as connection:
        return frozenset(row["code"] for row in await connection.fetch("SELECT DISTINCT code FROM vendors_doctor"))


async def doctors_on(day: date) -> frozenset[str]:
    """Codes of the doctors and pharmacists in the register whose time covers the day, whatever their status."""
    sql = "SELECT DISTINCT code FROM vendors_doctor WHERE begins <= $1 AND (ends IS NULL OR ends >= $1)"
    async with transaction() as connection:
        return frozenset(row["code"] for row in await connection.fetch(sql, day))


_FRAME = """
FROM vendors_settled_case s JOIN vendors_institution i ON i.id = s.institution
WHERE s.settled_on BETWEEN $1 AND $2
  AND (cardinality($3::text[]) = 0 OR i.region = ANY($3))
  AND (cardinality($4::text[]) = 0 OR i.code = ANY($4))
  AND (cardinality($5::text[]) = 0 OR EXISTS (SELECT 1 FROM unnest($5::text[]) m WHERE starts_with(s.med_type, m)))
"""


def _arguments(which: CaseFilter) -> tuple[object, ...]:
    return (
        which.settled_from, which.settled_to, list(which.regions), list(which.institutions), list(which.med_types)
    )  # fmt: skip


async def frame(which: CaseFilter) -> tuple[tuple[int, str], ...]:
    """The settled cases meant, as (id, visit id), by visit id."""
    sql = f"SELECT s.id, s.visit_id {_FRAME} ORDER BY s.visit_id"
    async with transaction() as connection:
        return tuple((row["id"], row["visit_id"]) for row in await connection.fetch(sql, *_arguments(which)))


async def frame_size(which: CaseFilter) -> int:
    """How many settled cases are meant."""
    async with transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) {_FRAME}", *_arguments(which)))


async def cases_by_visit(visit_ids: Collection[str]) -> Mapping[str, int]:
    """Ids of those of the visits that are registered."""
    sql = "SELECT id, visit_id FROM vendors_settled_case WHERE visit_id = ANY($1::text[])"
    async with transaction() as connection:
        return {row["visit_id"]: row["id"] for row in await connection.fetch(sql, list(visit_ids))}
