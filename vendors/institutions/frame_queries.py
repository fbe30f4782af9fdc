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
_CASES: Final = """
WITH place AS (SELECT i.id, i.code, i.region, {stratum} AS stratum FROM vendors_institution i)
SELECT coalesce(string_agg(s.visit_id || E'\\t' || p.stratum || E'\\t' || s.fund_fen || E'\\n', ''
  ORDER BY s.visit_id COLLATE "C"), '')
FROM vendors_settled_case s JOIN place p ON p.id = s.institution
"""
_WHICH: Final = """
WHERE s.settled_on BETWEEN $2 AND $3
  AND (cardinality($4::text[]) = 0 OR p.region = ANY($4))
  AND (cardinality($5::text[]) = 0 OR p.code = ANY($5))
  AND (cardinality($6::text[]) = 0 OR EXISTS (SELECT 1 FROM unnest($6::text[]) m WHERE starts_with(s.med_type, m)))
"""
_LISTED: Final = "WHERE s.id = ANY($2::int[])"
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
    head = _CASES.format(stratum=_stratum(traits))
    if isinstance(which, CaseFilter):
        sides = (list(which.regions), list(which.institutions), list(which.med_types))
        return await _one_text(head + _WHICH, which.settled_from, which.settled_to, *sides)
    return await _one_text(head + _LISTED, list(which))


async def _one_text(sql: str, *arguments: object) -> str:
    async with transaction() as connection:
        return str(await connection.fetchval(sql, _regions(), *arguments))


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
    sql = f"""
    WITH place AS (SELECT i.id, i.code, i.region, {_stratum(traits)} AS stratum FROM vendors_institution i)
    SELECT p.stratum AS name, count(*) AS size, sum(s.fund_fen)::bigint AS amount,
      sum(s.fund_fen::numeric * s.fund_fen) AS squares
    FROM vendors_settled_case s JOIN place p ON p.id = s.institution {_WHICH} GROUP BY p.stratum ORDER BY p.stratum COLLATE "C"
    """  # noqa: S608 constant columns
    sides = (list(which.regions), list(which.institutions), list(which.med_types))
    async with transaction() as connection:
        rows = await connection.fetch(sql, _regions(), which.settled_from, which.settled_to, *sides)
    return tuple(StratumCount(**{**row, "squares": int(row["squares"])}) for row in rows)
