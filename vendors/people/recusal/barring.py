"""What draws and assignment ask: who may not be matched with whom, and who has yet to declare (LZ Art.34)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from vendors.errors import Words
from vendors.people.recusal.ties import RULE, PersonType, Standing, TieKind, TieState, said
from vendors.policy.parameters import parameter
from vendors.transaction import transaction

if TYPE_CHECKING:
    from asyncpg import Record

COOLING: Final = "recusal_cooling_years"
NAMES: Final = """
  LEFT JOIN vendors_staff s ON t.person_type = 'staff' AND s.id = t.person
  LEFT JOIN vendors_inspector p ON t.person_type = 'inspector' AND p.id = t.person
  LEFT JOIN vendors_expert e ON t.person_type = 'expert' AND e.id = t.person
  LEFT JOIN vendors_vendor v ON t.person_type = 'vendor' AND v.id = t.person
"""
_TIES: Final = f"""
SELECT t.person_type, t.person, t.institution, i.name AS institution_name, t.kind, t.state, t.ended_on,
  coalesce(s.name, p.name, e.name, v.name) AS who
FROM vendors_tie t JOIN vendors_institution i ON i.id = t.institution {NAMES}
WHERE t.institution = ANY($1::int[]) AND t.state <> 'dismissed'
"""  # noqa: S608 constant joins
_COMPANY: Final = " AND t.vendor = $2 AND (t.person_type = 'vendor' OR s.on_post_to IS NULL OR s.on_post_to >= $3)"
_POOL: Final = (
    " AND (t.person_type = 'inspector' AND t.person = ANY($2::int[])"
    " OR t.person_type = 'expert' AND t.person = ANY($3::int[]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie that bars: of the company (`vendor`) or one of its people (`staff`), with the sentence that says so."""

    kind: TieKind
    person_type: PersonType
    person: int
    who: str
    institution: int
    institution_name: str
    words: Words
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeclared:
    """Somebody who has not yet said whether a tie stands between them and a piece of work."""

    person_type: PersonType
    person: int
    name: str


async def barred_pairs(
    *,
    institutions: Collection[int],
    on: date,
    inspectors: Collection[int] = (),
    experts: Collection[int] = (),
) -> Mapping[tuple[str, int, int], Words]:
    """Pairs that may not be drawn, as ("inspector" or "expert", person, institution), each with the reason to keep."""
    found = await _barring(_POOL, [list(institutions), list(inspectors), list(experts)], on)
    return {(tie.person_type.value, tie.person, tie.institution): tie.words for tie in found}


async def company_conflicts(vendor: int, *, institutions: Collection[int], on: date) -> tuple[Tie, ...]:
    """Ties of the vendor company and of its people on post that day, by institution."""
    return await _barring(_COMPANY, [list(institutions), vendor, on], on)


async def undeclared(
    *,
    object_type: str,
    object_id: int,
    staff: Collection[int] = (),
    inspectors: Collection[int] = (),
    experts: Collection[int] = (),
) -> tuple[Undeclared, ...]:
    """Which of these people have no declaration for this piece of work yet ("task" and its id)."""
    sql = """
    WITH asked AS (
      SELECT 'staff' AS person_type, id, name FROM vendors_staff WHERE id = ANY($3::int[])
      UNION ALL SELECT 'inspector', id, name FROM vendors_inspector WHERE id = ANY($4::int[])
      UNION ALL SELECT 'expert', id, name FROM vendors_expert WHERE id = ANY($5::int[]))
    SELECT a.person_type, a.id AS person, a.name FROM asked a WHERE NOT EXISTS (
      SELECT 1 FROM vendors_declaration d WHERE d.object_type = $1 AND d.object_id = $2
      AND d.person_type = a.person_type AND d.person = a.id) ORDER BY a.person_type, a.name, a.id
    """
    async with transaction() as connection:
        rows = await connection.fetch(sql, object_type, object_id, list(staff), list(inspectors), list(experts))
    return tuple(
        Undeclared(person_type=PersonType(row["person_type"]), person=row["person"], name=row["name"]) for row in rows
    )


async def _barring(narrowed: str, arguments: list[object], on: date) -> tuple[Tie, ...]:
    years = int(parameter(COOLING, on).value)
    async with transaction() as connection:
        rows = await connection.fetch(f"{_TIES}{narrowed} ORDER BY t.institution, t.id", *arguments)
    return tuple(_tie(row) for row in rows if _standing(row).bars(on, cooling_years=years))


def _standing(row: "Record") -> Standing:
    return Standing(kind=TieKind(row["kind"]), state=TieState(row["state"]), ended_on=row["ended_on"])


def _tie(row: "Record") -> Tie:
    kind, state, who = TieKind(row["kind"]), TieState(row["state"]), row["who"] or ""
    return Tie(
        kind=kind,
        person_type=PersonType(row["person_type"]),
        person=row["person"],
        who=who,
        institution=row["institution"],
        institution_name=row["institution_name"],
        words=said(who=who, institution=row["institution_name"], kind=kind, state=state),
        rule=RULE,
    )
