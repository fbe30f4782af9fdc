"""What nobody declared: registers held against each other, as suggestions a person confirms or leaves (LZ Art.34)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.actors import Actor
from vendors.errors import Words
from vendors.people.recusal.ties import PersonType, TieKind
from vendors.registry.rules import must_be_bureau
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

_SQL: Final = """
WITH people AS (
  SELECT 'staff' AS person_type, s.id AS person, s.name, s.former_employer, s.former_until, '' AS employer,
    NULL::int AS institution FROM vendors_staff s
  WHERE s.state <> 'refused' AND (s.on_post_to IS NULL OR s.on_post_to >= $1)
  UNION ALL SELECT 'inspector', p.id, p.name, p.former_employer, p.former_until, p.unit, NULL
  FROM vendors_inspector p WHERE p.active
  UNION ALL SELECT 'expert', e.id, e.name, e.former_employer, e.former_until, e.employer, e.institution
  FROM vendors_expert e WHERE e.active),
hints AS (
  SELECT p.person_type, p.person, p.name AS who, i.id AS institution, 'employed' AS kind, NULL::date AS ended_on,
    'employer' AS why FROM people p JOIN vendors_institution i ON i.id = p.institution OR i.name = p.employer
  UNION ALL
  SELECT p.person_type, p.person, p.name, i.id, 'former', p.former_until, 'former_employer'
  FROM people p JOIN vendors_institution i ON i.name = p.former_employer WHERE p.former_until IS NOT NULL
  UNION ALL
  SELECT DISTINCT p.person_type, p.person, p.name, d.institution, 'employed', NULL::date, 'doctor'
  FROM people p JOIN vendors_doctor d ON d.name = p.name
  WHERE d.begins <= $1 AND (d.ends IS NULL OR d.ends >= $1)
  UNION ALL
  SELECT 'vendor', v.id, v.short_name, i.id, 'shares', NULL::date, 'holder'
  FROM vendors_holder h JOIN vendors_vendor v ON v.id = h.vendor JOIN vendors_institution i ON i.name = h.name
  WHERE h.until IS NULL AND h.role <> 'legal'
  UNION ALL
  SELECT DISTINCT 'vendor', v.id, v.short_name, i.id, 'same_rep', NULL::date, 'same_representative'
  FROM vendors_institution i JOIN vendors_vendor v ON i.legal_representative <> '' AND (
    v.legal_representative = i.legal_representative OR EXISTS (
      SELECT 1 FROM vendors_holder h WHERE h.vendor = v.id AND h.until IS NULL AND h.role <> 'shareholder'
        AND h.name = i.legal_representative))
  UNION ALL
  SELECT DISTINCT 'vendor', v.id, v.short_name, d.institution, 'other', NULL::date, 'representative'
  FROM vendors_vendor v JOIN vendors_doctor d ON d.name = v.legal_representative
  WHERE d.begins <= $1 AND (d.ends IS NULL OR d.ends >= $1))
SELECT DISTINCT ON (h.who, h.person_type, h.person, h.institution, h.kind) h.*, i.name AS institution_name
FROM hints h JOIN vendors_institution i ON i.id = h.institution
WHERE NOT EXISTS (
  SELECT 1 FROM vendors_tie t WHERE t.person_type = h.person_type AND t.person = h.person
    AND t.institution = h.institution AND t.kind = h.kind AND t.ended_on IS NOT DISTINCT FROM h.ended_on)
ORDER BY h.who, h.person_type, h.person, h.institution, h.kind, h.why LIMIT $2
"""
_WHY: Final = {
    "employer": Words("任职单位即该机构", "Works there"),
    "former_employer": Words("曾任职单位即该机构", "Worked there before"),
    "doctor": Words("与该机构在册医师（药师）同名，请核实", "Has the name of a doctor registered there; check"),
    "holder": Words("该机构为其股东或实际控制人", "The institution holds shares in it or controls it"),
    "same_representative": Words(
        "法定代表人或实际控制人与该机构法定代表人同名，请核实",
        "Its legal representative or controller has the name of the institution's; check",
    ),
    "representative": Words(
        "法定代表人与该机构在册医师（药师）同名，请核实",
        "Its legal representative has the name of a doctor registered there; check",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A tie the registers hint at; confirming it is `note_tie` with the same values. `why` says what matched."""

    person_type: PersonType
    person: int
    who: str
    institution: int
    institution_name: str
    kind: TieKind
    ended_on: date | None
    why: Words


async def find_ties(*, for_: Actor, on: date, size: int) -> tuple[Suggestion, ...]:
    """Ties not on record yet that names and employers hint at, at most so many. Raises Forbidden for vendor people."""
    must_be_bureau(for_)
    async with transaction() as connection:
        rows = await connection.fetch(_SQL, on, size)
    return tuple(_suggestion(row) for row in rows)


def _suggestion(row: "Record") -> Suggestion:
    return Suggestion(
        person_type=PersonType(row["person_type"]),
        person=row["person"],
        who=row["who"],
        institution=row["institution"],
        institution_name=row["institution_name"],
        kind=TieKind(row["kind"]),
        ended_on=row["ended_on"],
        why=_WHY[row["why"]],
    )
