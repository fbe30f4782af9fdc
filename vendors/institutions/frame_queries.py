"""Frames to draw from: settled cases and institutions with a stratum and a size each (id, stratum, amount)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.institutions.queries import CaseFilter
from vendors.labels import Labelled
from vendors.policy.codes import code_list
from vendors.transaction import transaction


class Trait(Labelled):
    """What institutions, and with them their cases, can be stratified by."""

    REGION = "region", "县区", "County"
    LEVEL = "level", "机构等级", "Level"
    KIND = "kind", "机构类型", "Kind"
    OWNERSHIP = "ownership", "机构性质", "Ownership"
    CREDIT = "credit_grade", "信用等级", "Credit grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionFilter:
    """Which institutions; empty collections leave that side open."""

    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    settled_from: date | None = None
    settled_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionUnit:
    """An institution of a frame; `fund_fen` is what the fund paid it for cases settled between the filter's days."""

    id: int
    code: str
    name: str
    stratum: str
    credit_grade: str
    fund_fen: int


_NOTHING: Final = "未填"
_PLACES: Final = """
SELECT i.id, {stratum} AS stratum FROM vendors_institution i
WHERE (cardinality($2::text[]) = 0 OR i.region = ANY($2)) AND (cardinality($3::text[]) = 0 OR i.code = ANY($3))
"""
# Strata come in by number of institution: one table is read, whatever is known of the size of the two.
_CASES: Final = """
SELECT coalesce(string_agg(
  s.visit_id || E'\\t' || ($1::jsonb ->> s.institution::text) || E'\\t' || s.fund_fen || E'\\n',
  '' ORDER BY s.visit_id COLLATE "C"), '')
FROM vendors_settled_case s WHERE s.institution = ANY($2::int[])
"""
_STRATA: Final = """
SELECT s.institution, count(*) AS size, sum(s.fund_fen)::bigint AS amount,
  sum(s.fund_fen::numeric * s.fund_fen) AS squares
FROM vendors_settled_case s WHERE s.institution = ANY($1::int[])
  AND s.settled_on BETWEEN $2 AND $3 AND {med_types} GROUP BY s.institution
"""
_MED_TYPES: Final = (
    "(cardinality({0}::text[]) = 0 OR EXISTS (SELECT 1 FROM unnest({0}::text[]) m WHERE starts_with(s.med_type, m)))"
)
_WHICH: Final = "AND s.settled_on BETWEEN $3 AND $4 AND " + _MED_TYPES.format("$5")
_LISTED: Final = "AND s.id = ANY($3::int[])"
_INSTITUTIONS: Final = """
SELECT i.id, i.code, i.name, i.credit_grade, {stratum} AS stratum, coalesce(f.fen, 0)::bigint AS fund_fen
FROM vendors_institution i LEFT JOIN (
  SELECT institution, sum(fund_fen) AS fen FROM vendors_settled_case WHERE settled_on BETWEEN $5 AND $6 GROUP BY 1
) f ON f.institution = i.id
WHERE (cardinality($2::text[]) = 0 OR i.region = ANY($2)) AND (cardinality($3::text[]) = 0 OR i.kind = ANY($3))
  AND (cardinality($4::text[]) = 0 OR i.code = ANY($4)) ORDER BY i.code COLLATE "C"
"""


def _stratum(traits: Sequence[Trait]) -> str:
    """An expression like 甘州区·二级甲等; $1 maps codes of regions to names. Empty without traits."""
    if not traits:
        return "($1::jsonb ->> '')"
    shown = {Trait.REGION: "coalesce($1::jsonb ->> i.region, i.region)"}
    plain = "coalesce(nullif(regexp_replace({0}, '[[:cntrl:]]', ' ', 'g'), ''), '" + _NOTHING + "')"
    return " || '·' || ".join(plain.format(shown.get(trait, f"i.{trait.value}")) for trait in traits)


def _regions() -> str:
    """Names of counties as JSON, and "" for no trait at all."""
    return json.dumps({"": "", **code_list("region")}, ensure_ascii=False)


async def case_frame(which: CaseFilter | Collection[int], *, traits: Sequence[Trait] = ()) -> str:
    """Cases a filter means (or of these ids) as the lines of a frame: visit id TAB stratum TAB fund's fen LF, by id."""
    places = await _places(which if isinstance(which, CaseFilter) else None, traits)
    strata = json.dumps({str(place): stratum for place, stratum in places.items()}, ensure_ascii=False)
    if isinstance(which, CaseFilter):
        days = (which.settled_from, which.settled_to, list(which.med_types))
        return await _one_text(_CASES + _WHICH, strata, list(places), *days)
    return await _one_text(_CASES + _LISTED, strata, list(places), list(which))


async def _one_text(sql: str, *arguments: object) -> str:
    """Sorted in memory: a large frame would go by way of the disk otherwise."""
    async with transaction() as connection:
        await connection.execute("SELECT set_config('work_mem', '64MB', true)")
        return str(await connection.fetchval(sql, *arguments))


async def _places(which: CaseFilter | None, traits: Sequence[Trait]) -> Mapping[int, str]:
    """The institutions whose cases are meant, each with its stratum; all of them without a filter."""
    asked = (list(which.regions), list(which.institutions)) if which else ([], [])
    async with transaction() as connection:
        rows = await connection.fetch(_PLACES.format(stratum=_stratum(traits)), _regions(), *asked)
    return {row["id"]: row["stratum"] for row in rows}


async def institution_frame(which: InstitutionFilter, *, traits: Sequence[Trait] = ()) -> tuple[InstitutionUnit, ...]:
    """Institutions a filter means, by code."""
    sql = _INSTITUTIONS.format(stratum=_stratum(traits))
    arguments = (list(which.regions), list(which.kinds), list(which.codes), which.settled_from, which.settled_to)
    async with transaction() as connection:
        return tuple(InstitutionUnit(**row) for row in await connection.fetch(sql, _regions(), *arguments))


async def places_of_cases(visit_ids: Collection[str]) -> Mapping[str, str]:
    """The name of the institution of each of the visits."""
    sql = """
    SELECT s.visit_id, i.name FROM vendors_settled_case s JOIN vendors_institution i ON i.id = s.institution
    WHERE s.visit_id = ANY($1::text[])
    """
    async with transaction() as connection:
        return {row["visit_id"]: row["name"] for row in await connection.fetch(sql, list(visit_ids))}


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumCount:
    """What a stratum of a frame holds, without opening it: units, amounts, and the amounts' squares."""

    name: str
    size: int
    amount: int
    squares: int


async def case_strata(which: CaseFilter, *, traits: Sequence[Trait] = ()) -> tuple[StratumCount, ...]:
    """The strata of the frame a filter means, by name."""
    places = await _places(which, traits)
    sql = _STRATA.format(med_types=_MED_TYPES.format("$4"))
    days = (which.settled_from, which.settled_to, list(which.med_types))
    async with transaction() as connection:
        rows = await connection.fetch(sql, list(places), *days)
    found: dict[str, list[int]] = {}
    for row in rows:
        figures = found.setdefault(places[row["institution"]], [0, 0, 0])
        for place, name in enumerate(("size", "amount", "squares")):
            figures[place] += int(row[name])
    return tuple(
        StratumCount(name=name, size=size, amount=amount, squares=squares)
        for name, (size, amount, squares) in sorted(found.items())
    )
