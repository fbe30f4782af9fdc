from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import Invalid
from vendors.institutions.records import CaseRecord, InstitutionRecord, Stored
from vendors.institutions.rules import case_problems, institution_problems
from vendors.journal.actions import act
from vendors.registry.rules import must_be_bureau

if TYPE_CHECKING:
    from asyncpg.connection import Connection

_INSTITUTION: Final = tuple(field.name for field in fields(InstitutionRecord))
_CASE: Final = tuple(field.name for field in fields(CaseRecord))
_CASE_STORED: Final = tuple("institution" if name == "institution_code" else name for name in _CASE)


def _upsert(table: str, key: str, columns: Sequence[str], source: str, extra: str = "") -> str:
    """Insert or update from a staging query; answers one row per row added or changed, silent on the others."""
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name != key)
    mine = ", ".join(f"{table}.{name}" for name in columns)
    new = ", ".join(f"EXCLUDED.{name}" for name in columns)
    into, also = (f", {extra}", f", {extra} = EXCLUDED.{extra}") if extra else ("", "")
    return (
        f"INSERT INTO {table} ({', '.join(columns)}{into}) {source}"
        f" ON CONFLICT ({key}) DO UPDATE SET {updates}{also} WHERE ({mine}) IS DISTINCT FROM ({new})"
        " RETURNING (xmax = 0) AS added"
    )


async def store_institutions(*, rows: Sequence[InstitutionRecord], by: Actor, at: datetime) -> Stored:
    """Add and update institutions by code; the register keeps those an import does not name.

    Raises Invalid, storing nothing, when codes or regions have a wrong shape or a code comes twice.
    """
    must_be_bureau(by)
    wrong = institution_problems(rows)
    if wrong:
        raise Invalid(wrong)
    async with act(by=by, at=at) as deed:
        await _stage(deed.connection, "institution_staging", "vendors_institution", _INSTITUTION, rows)
        source = f"SELECT {', '.join(_INSTITUTION)}, $1::timestamptz FROM institution_staging"  # noqa: S608 constant
        sql = _upsert("vendors_institution", "code", _INSTITUTION, source, "updated_at")
        stored = _count(rows, [row["added"] for row in await deed.connection.fetch(sql, at)])
        await deed.connection.execute("DROP TABLE institution_staging")
        deed.note("institutions.imported", "register", "institutions", after=_after(stored))
    return stored


async def store_cases(*, rows: Sequence[CaseRecord], by: Actor, at: datetime) -> Stored:
    """Add and update settled cases by visit id, through COPY.

    Raises Invalid, storing nothing, for unknown institutions, unmasked names, or figures that cannot be.
    """
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        known = frozenset(row["code"] for row in await deed.connection.fetch("SELECT code FROM vendors_institution"))
        wrong = case_problems(rows, known=known)
        if wrong:
            raise Invalid(wrong)
        await _stage(deed.connection, "case_staging", "vendors_settled_case", _CASE, rows)
        picked = ", ".join("i.id" if name == "institution_code" else f"s.{name}" for name in _CASE)
        source = f"SELECT {picked} FROM case_staging s JOIN vendors_institution i ON i.code = s.institution_code"  # noqa: S608 constant
        sql = _upsert("vendors_settled_case", "visit_id", _CASE_STORED, source)
        stored = _count(rows, [row["added"] for row in await deed.connection.fetch(sql)])
        await deed.connection.execute("DROP TABLE case_staging")
        deed.note("cases.imported", "register", "settled_cases", after=_after(stored))
    return stored


async def _stage(
    connection: "Connection",
    staging: str,
    table: str,
    columns: Sequence[str],
    rows: Sequence[InstitutionRecord | CaseRecord],
) -> None:
    picked = ", ".join("''::varchar AS institution_code" if name == "institution_code" else name for name in columns)
    await connection.execute(f"CREATE TEMP TABLE {staging} AS SELECT {picked} FROM {table} WITH NO DATA")  # noqa: S608
    await connection.copy_records_to_table(staging, records=[astuple(row) for row in rows], columns=list(columns))


def _count(rows: Sequence[InstitutionRecord | CaseRecord], touched: Sequence[bool]) -> Stored:
    added = sum(touched)
    return Stored(added=added, changed=len(touched) - added, unchanged=len(rows) - len(touched))


def _after(stored: Stored) -> dict[str, int]:
    return {"added": stored.added, "changed": stored.changed, "unchanged": stored.unchanged}


async def record_case_export(*, rows: int, filters: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Who took a list of settled cases away, which and how long. Raises Forbidden."""
    must_be_bureau(by)
    async with act(by=by, at=at) as deed:
        deed.note("cases.exported", "register", "settled_cases", after={"rows": rows, "filters": dict(filters)})
