"""Which findings a list, a count or a figure is about."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from vendors.actors import Actor
from vendors.findings.rules import Certainty, FindingState
from vendors.periods import local_date

EFFECTIVE_STATE = "CASE WHEN f.state = 'notified' AND f.heard_until < $1 THEN 'waived' ELSE f.state END"
"""The state on the day bound as $1: vendors.findings.rules.effective in SQL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty means any. `text` is a whole number, visit or institution code, or part of a name."""

    ids: tuple[int, ...] = ()
    vendor: int | None = None
    task: int | None = None
    batch: int | None = None
    institution: int | None = None
    violation: str = ""
    certainty: Certainty | None = None
    amount_from_fen: int | None = None
    text: str = ""


ANY = Filters()


def where(
    *, for_: Actor, at: datetime, states: Collection[FindingState] = (), filters: Filters = ANY
) -> tuple[str, list[object]]:
    """A WHERE clause over `vendors_finding f` and `vendors_institution i`, with its values; $1 is the day of `at`.

    A vendor's people get their own vendor's rows whatever else is asked. What has been replaced or voided is left
    out unless its state or its id is asked for.
    """
    values: list[object] = [local_date(at)]
    clauses = ["$1::date IS NOT NULL"]
    if not states and not filters.ids:
        clauses.append("f.state <> 'superseded'")
    own = [] if for_.at_bureau else [("f.vendor = ?", for_.vendor)]
    for clause, value in (*own, *_stands_in(states), *_filtered(filters)):
        values.append(value)
        clauses.append(clause.replace("?", f"${len(values)}"))
    return " AND ".join(clauses), values


def _stands_in(states: Collection[FindingState]) -> Iterator[tuple[str, object]]:
    """EFFECTIVE_STATE is one of `states`, said so that the index on the stored state serves."""
    if not states:
        return
    stored = {state.value for state in states}
    notified, waived = FindingState.NOTIFIED in states, FindingState.WAIVED in states
    yield "f.state = ANY(?)", sorted(stored | {FindingState.NOTIFIED.value} if waived else stored)
    if notified != waived:
        ran_out = "coalesce(f.heard_until < $1, false)"
        yield f"(f.state <> ? OR {ran_out if waived else f'NOT {ran_out}'})", FindingState.NOTIFIED.value


def _filtered(filters: Filters) -> Iterator[tuple[str, object]]:
    every: tuple[tuple[str, object], ...] = (
        ("f.id = ANY(?)", list(filters.ids)),
        ("f.vendor = ?", filters.vendor),
        ("f.task = ?", filters.task),
        ("f.batch = ?", filters.batch),
        ("f.institution = ?", filters.institution),
        ("starts_with(f.violation, ?)", filters.violation),
        ("f.certainty = ?", filters.certainty and filters.certainty.value),
        ("f.amount_fen >= ?", filters.amount_from_fen),
        ("(? IN (f.number, f.visit_id, i.code) OR strpos(i.name, ?) > 0)", filters.text),
    )
    return ((clause, value) for clause, value in every if value not in (None, "", []))
