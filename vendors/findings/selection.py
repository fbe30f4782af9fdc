"""Which findings a list, a count or a figure is about, and in which order they stand."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vendors.actors import Actor
from vendors.findings.blindness import kept_back, stored_states
from vendors.findings.rules import Certainty, FalseKind, FindingState, Opinion, Severity, Source
from vendors.labels import Labelled
from vendors.periods import at_local, local_date

EFFECTIVE_STATE = "CASE WHEN f.state = 'notified' AND f.heard_until < $1 THEN 'waived' ELSE f.state END"
"""The state on the day bound as $1: vendors.findings.rules.effective in SQL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty means any. `text` is a whole number, visit or institution code, or part of an institution's name.

    `violation` is a code or its beginning, `region` six digits, `filed_from` and `filed_to` Shanghai days (both
    inclusive), `returned_by` the id of a person who has sent it back for evidence.
    """

    ids: tuple[int, ...] = ()
    vendor: int | None = None
    task: int | None = None
    batch: int | None = None
    institution: int | None = None
    violation: str = ""
    certainty: Certainty | None = None
    amount_from_fen: int | None = None
    amount_to_fen: int | None = None
    text: str = ""
    source: Source | None = None
    severity: Severity | None = None
    false_kind: FalseKind | None = None
    rule: str = ""
    region: str = ""
    filed_from: date | None = None
    filed_to: date | None = None
    returned_by: int | None = None


ANY = Filters()


class Sort(Labelled):
    """What a list of findings may be sorted by; those filed earlier have the smaller ids."""

    AGE = "age", "报送日期", "Filed"
    AMOUNT = "amount", "违规金额", "Amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order; `after` is the (amount in fen, id) of the finding a page begins behind."""

    by: Sort = Sort.AGE
    descending: bool = False
    after: tuple[int, int] | None = None

    @property
    def reversed(self) -> "Ordered":
        return Ordered(by=self.by, descending=not self.descending, after=self.after)


OLDEST = Ordered()


def where(
    *, for_: Actor, at: datetime, states: Collection[FindingState] = (), filters: Filters = ANY
) -> tuple[str, list[object]]:
    """A WHERE clause over `vendors_finding f`, with its values; $1 is the day of `at`.

    A vendor's people get their own vendor's rows whatever else is asked, and are not told who reviewed; nobody is told
    so of a finding that awaits its blind second review. What has been replaced or voided is left
    out unless its state or its id is asked for.
    """
    values: list[object] = [local_date(at)]
    clauses = ["$1::date IS NOT NULL"]
    if not states and not filters.ids:
        clauses.append("f.state <> 'superseded'")
    own = [] if for_.at_bureau else [("f.vendor = ?", for_.vendor)]
    if (filters.severity or filters.false_kind) and kept_back(for_):
        clauses.append("NOT (f.blind AND f.state = 'awaiting_second')")
    if filters.returned_by not in {None, for_.id}:
        clauses.append("NOT (f.blind AND f.state = 'awaiting_second')" if for_.at_bureau else "false")
    asked = stored_states(states, for_=for_)
    standing = _stands_in(asked) if states else ()
    for clause, value in (*own, *standing, *_filtered(filters)):
        values.append(value)
        clauses.append(clause.replace("?", f"${len(values)}"))
    return " AND ".join(clauses), values


def ordering(ordered: Ordered, values: list[object]) -> tuple[str, str]:
    """(clause, ORDER BY) that begin a page behind `ordered.after`; what is bound is added to `values`."""
    sign, way = ("<", " DESC") if ordered.descending else (">", "")
    columns = ("f.id",) if ordered.by is Sort.AGE else ("f.amount_fen", "f.id")
    order = ", ".join(f"{column}{way}" for column in columns)
    if ordered.after is None:
        return "true", order
    place = ordered.after[-len(columns) :]
    values.extend(place)
    marks = ", ".join(f"${len(values) - len(place) + n}" for n in range(1, len(place) + 1))
    return f"({', '.join(columns)}) {sign} ({marks})", order


def _stands_in(states: Collection[FindingState]) -> Iterator[tuple[str, object]]:
    """EFFECTIVE_STATE is one of `states`, said so that the indexes on the stored state serve."""
    stored = {state.value for state in states}
    notified, waived = FindingState.NOTIFIED in states, FindingState.WAIVED in states
    if waived:
        stored.add(FindingState.NOTIFIED.value)
    yield ("f.state = ?", stored.pop()) if len(stored) == 1 else ("f.state = ANY(?)", sorted(stored))
    if notified != waived:
        ran_out = "coalesce(f.heard_until < $1, false)"
        yield f"(f.state <> ? OR {ran_out if waived else f'NOT {ran_out}'})", FindingState.NOTIFIED.value


_NAMED = """(f.number = ? OR f.visit_id = ? OR f.institution = ANY(ARRAY(
  SELECT i.id FROM vendors_institution i WHERE i.code = ? OR strpos(i.name, ?) > 0)))"""
_OF_REGION = "f.institution = ANY(ARRAY(SELECT i.id FROM vendors_institution i WHERE i.region = ?))"
_RETURNED_BY = f"""f.id = ANY(ARRAY(
  SELECT r.finding FROM vendors_review r WHERE r.reviewer = ? AND r.opinion = '{Opinion.RETURN.value}'))"""  # noqa: S608


def _filtered(filters: Filters) -> Iterator[tuple[str, object]]:
    """Each so that an index can serve it: what is looked up elsewhere becomes an array of ids first."""
    every: tuple[tuple[str, object], ...] = (
        ("f.id = ANY(?)", list(filters.ids)),
        ("f.vendor = ?", filters.vendor),
        ("f.task = ?", filters.task),
        ("f.batch = ?", filters.batch),
        ("f.institution = ?", filters.institution),
        ("starts_with(CASE WHEN f.recoded = '' THEN f.violation ELSE f.recoded END, ?)", filters.violation),
        ("f.certainty = ?", filters.certainty and filters.certainty.value),
        ("f.amount_fen >= ?", filters.amount_from_fen),
        ("f.amount_fen <= ?", filters.amount_to_fen),
        ("f.source = ?", filters.source and filters.source.value),
        ("f.severity = ?", filters.severity and filters.severity.value),
        ("? = ANY(f.false_kinds)", filters.false_kind and filters.false_kind.value),
        ("f.rule = ?", filters.rule),
        ("f.created_at >= ?", filters.filed_from and at_local(filters.filed_from, 0)),
        ("f.created_at < ?", filters.filed_to and at_local(filters.filed_to + timedelta(days=1), 0)),
        (_OF_REGION, filters.region),
        (_RETURNED_BY, filters.returned_by),
        (_NAMED, filters.text),
    )
    return ((clause, value) for clause, value in every if value not in (None, "", []))
