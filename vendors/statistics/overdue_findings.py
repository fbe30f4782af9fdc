"""Findings that have waited too long at a step, counted in SQL: there may be a hundred thousand."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from vendors.actors import Actor, Role
from vendors.findings.rules import Act
from vendors.statistics.overdue_rules import Group, Late, Work, begun_by, step_due
from vendors.transaction import transaction

_KINDS: Final = [f"finding.{act.value}" for act in Act]
_SINCE: Final = """greatest(f.created_at, (SELECT max(j.at) FROM vendors_journal j
  WHERE j.object_id = f.id::text AND j.object_type = 'finding' AND j.kind = ANY($3)))"""
_BASE: Final = """
SELECT f.id, f.number, i.name AS institution, i.region, v.short_name AS vendor, x.since
FROM vendors_finding f JOIN vendors_institution i ON i.id = f.institution JOIN vendors_vendor v ON v.id = f.vendor
JOIN LATERAL (SELECT ({since} AT TIME ZONE 'Asia/Shanghai')::date AS since) x ON true
WHERE f.state = ANY($1) AND (f.created_at AT TIME ZONE 'Asia/Shanghai')::date <= $2 AND x.since <= $2
  AND $3::text[] IS NOT NULL {also}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Findings in these states wait for `role` (None: their vendor); `also` narrows, `since` begins the term."""

    states: tuple[str, ...]
    role: Role | None
    href: str
    also: str = ""
    since: str = _SINCE


_HEARD: Final = "greatest({since}, (f.heard_until + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
_STEPS: Final = {
    Work.FIRST_REVIEW: _Step(states=("awaiting_first",), role=Role.FIRST_REVIEWER, href="/review/"),
    Work.RETURN_ANSWER: _Step(states=("returned",), role=None, href="/review/"),
    Work.SECOND_REVIEW: _Step(states=("awaiting_second",), role=Role.SECOND_REVIEWER, href="/review/"),
    Work.TIE: _Step(states=("awaiting_tie",), role=Role.SECOND_REVIEWER, href="/review/"),
    Work.NOTICE: _Step(states=("lead",), role=Role.LEGAL, href="/rulings/"),
    Work.RECHECK: _Step(states=("defended",), role=Role.LEGAL, href="/rulings/"),
    Work.DETERMINATION: _Step(
        states=("waived", "rechecked", "notified"),
        role=Role.LEADER,
        href="/rulings/",
        also="AND (f.state <> 'notified' OR f.heard_until < $2)",
        since=_HEARD.format(since=_SINCE),
    ),
}


async def groups(work: Work, *, today: date, for_: Actor) -> tuple[Group, ...]:
    """How many are late, by county and by whose turn it is."""
    step = _STEPS[work]
    sql = f"""SELECT region, {"''" if step.role else "vendor"} AS holder, count(*) AS number, min(since) AS since
    FROM ({_sql(step)}) late WHERE ($4 = '' OR region = $4) GROUP BY 1, 2"""  # noqa: S608 constant text
    async with transaction() as connection:
        rows = await connection.fetch(sql, list(step.states), begun_by(work, today), _KINDS, for_.region)
    return tuple(
        Group(
            work=work,
            region=row["region"],
            holder=step.role.zh if step.role else row["holder"],
            number=row["number"],
            oldest=step_due(work, row["since"]),
        )
        for row in rows
    )


async def rows(work: Work, *, today: date, for_: Actor, region: str, size: int) -> tuple[Late, ...]:
    """The longest waiting first."""
    step = _STEPS[work]
    sql = f"""SELECT * FROM ({_sql(step)}) late WHERE ($4 = '' OR region = $4)
    ORDER BY since, id LIMIT $5"""  # noqa: S608 constant text
    values = (list(step.states), begun_by(work, today), _KINDS, for_.region or region, size)
    async with transaction() as connection:
        found = await connection.fetch(sql, *values)
    return tuple(
        Late(
            work=work,
            title=f"{row['number']} {row['institution']}",
            region=row["region"],
            holder=step.role.zh if step.role else row["vendor"],
            due_on=step_due(work, row["since"]),
            href=f"{step.href}{row['id']}",
        )
        for row in found
    )


def _sql(step: _Step) -> str:
    return _BASE.format(since=step.since, also=step.also)
