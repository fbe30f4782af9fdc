"""What the records propose for the cells, each group of columns as one query over counties and the city together.

A row is where the institution lies (属地). Every query answers with a region (null: the whole city, distinct anew) and
columns named by their keys. $1 campaign (null: any), $2 and $3 first and last day, $4 what was known by, $5 codes of
institutions under the city itself, $6 what stands of it at (later than $4 only to see what a reversal changed).
"""

from typing import Final

from vendors.handling.rules import MeasureKind, Stream
from vendors.rulings.queries.owners import LINE_REPEATED
from vendors.statistics.receipts import RECEIVED, RECEIVING

_GIVEN: Final = """
WITH given AS (
  SELECT $1::int AS campaign, $2::date AS begins, $3::date AS ends, $4::timestamptz AS known, $5::text[] AS direct,
    $6::timestamptz AS standing
)"""
_DAY: Final = "({} AT TIME ZONE 'Asia/Shanghai')::date"
_REGION: Final = "CASE WHEN i.region = ANY(g.direct) THEN '' ELSE i.region END AS region"
_PHARMACY: Final = "starts_with(i.code, 'P')"
_BY_REGION: Final = "GROUP BY GROUPING SETS ((region), ())"
_STANDS: Final = """(d.outcome IN ('upheld', 'partly_upheld')
    AND (d.at <= g.known OR (d.version > 1 AND d.at <= g.standing))
    AND (d.superseded_at IS NULL OR d.superseded_at > g.standing))"""
_IN_FORCE: Final = f"""vendors_measure m JOIN vendors_decision b ON b.id = m.decision
  JOIN vendors_institution i ON i.id = b.institution
  JOIN given g ON m.approved_at <= g.known AND EXISTS (
    SELECT FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding JOIN vendors_task t ON t.id = f.task
    WHERE d.decision = b.number AND {_STANDS} AND (g.campaign IS NULL OR t.campaign = g.campaign))"""
"""Approved measures of decisions of which something stands."""
_RULED: Final = """(SELECT min(w.at) FROM vendors_determination w
    WHERE w.finding = d.finding AND w.decision = d.decision)"""
"""When a finding was first determined in its decision: one varied since still counts in that period."""
_UPHELD: Final = f"""upheld AS (
  SELECT f.id, f.case, f.visit_id, f.institution, f.false_kinds, i.code, {_REGION}
  FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding JOIN vendors_task t ON t.id = f.task
  JOIN vendors_institution i ON i.id = f.institution JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
  WHERE {_STANDS} AND {_DAY.format(_RULED)} BETWEEN g.begins AND g.ends
    AND (f.superseded_at IS NULL OR f.superseded_at > g.known)
)"""  # noqa: S608 constant text
_HARD: Final = ", ".join(
    f"'{kind.value}'"
    for kind in (
        MeasureKind.DAMAGES,
        MeasureKind.SUSPEND_PART,
        MeasureKind.SUSPEND,
        MeasureKind.RESCIND,
        MeasureKind.DOCTOR_SUSPEND,
        MeasureKind.DOCTOR_CANCEL,
        MeasureKind.CASE_FILED,
        MeasureKind.FINE,
        MeasureKind.CONFISCATE,
        MeasureKind.COURT,
    )
)
_SOFT: Final = f"'{MeasureKind.INTERVIEW}', '{MeasureKind.REMIND}', '{MeasureKind.DOCTOR_INTERVIEW}'"

SCOPE: Final = f"""{_GIVEN}, base AS (
  SELECT i.id, {_PHARMACY} AS pharmacy, {_REGION}
  FROM vendors_institution i JOIN given g ON true JOIN vendors_campaign c ON c.id = g.campaign
  WHERE CASE WHEN EXISTS (SELECT FROM vendors_campaign_institution x WHERE x.campaign = c.id)
    THEN EXISTS (SELECT FROM vendors_campaign_institution x WHERE x.campaign = c.id AND x.institution = i.id)
    ELSE cardinality(c.regions) = 0 OR i.region = ANY(c.regions) END
)
SELECT region, count(*) FILTER (WHERE NOT pharmacy) AS medical_total, count(*) FILTER (WHERE pharmacy) AS pharmacy_total
FROM base {_BY_REGION}
"""  # noqa: S608 constant text
INSPECTED: Final = f"""{_GIVEN}, seen AS (
  SELECT s.institution FROM vendors_task_case k JOIN vendors_task t ON t.id = k.task
    JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
    JOIN vendors_settled_case s ON s.id = k.case WHERE k.reviewed_on BETWEEN g.begins AND g.ends
  UNION SELECT f.institution FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
    JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
    WHERE f.audited_on BETWEEN g.begins AND g.ends AND f.created_at <= g.known
      AND (f.superseded_at IS NULL OR f.superseded_at > g.known)
  UNION SELECT p.institution FROM vendors_task_institution p JOIN vendors_task t ON t.id = p.task
    JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
    WHERE t.on_site AND t.submitted_at <= g.known AND {_DAY.format("t.submitted_at")} BETWEEN g.begins AND g.ends
), base AS (
  SELECT i.id, {_PHARMACY} AS pharmacy, {_REGION} FROM seen JOIN vendors_institution i ON i.id = seen.institution
  JOIN given g ON true
)
SELECT region, count(DISTINCT id) FILTER (WHERE NOT pharmacy) AS medical_inspected,
  count(DISTINCT id) FILTER (WHERE pharmacy) AS pharmacy_inspected, count(DISTINCT id) AS inspected
FROM base {_BY_REGION}
"""  # noqa: S608 constant text
VIOLATING: Final = f"""{_GIVEN}, {_UPHELD}
SELECT region, count(DISTINCT institution) FILTER (WHERE NOT starts_with(code, 'P')) AS medical_violating,
  count(DISTINCT institution) FILTER (WHERE starts_with(code, 'P')) AS pharmacy_violating,
  count(DISTINCT institution) AS violating,
  count(DISTINCT coalesce(nullif(s.person_no, ''), nullif(visit_id, ''))) AS persons,
  count(*) FILTER (WHERE cardinality(false_kinds) > 0) AS sham,
  count(*) FILTER (WHERE 'patient' = ANY(false_kinds)) AS sham_patients,
  count(*) FILTER (WHERE 'illness' = ANY(false_kinds)) AS sham_illness,
  count(*) FILTER (WHERE 'bill' = ANY(false_kinds)) AS sham_bills, count(*) AS leads_upheld
FROM (SELECT u.*, c.person_no FROM upheld u LEFT JOIN vendors_settled_case c ON c.id = u.case) s {_BY_REGION}
"""  # noqa: S608 constant text
OUTCOME: Final = f"""{_GIVEN}, {_UPHELD}, taken AS (
  SELECT b.institution, bool_or(m.kind IN ({_HARD})) AS hard, bool_or(m.kind IN ({_SOFT})) AS soft
  FROM {_IN_FORCE} WHERE {_DAY.format("m.approved_at")} <= g.ends GROUP BY 1
)
SELECT u.region, count(DISTINCT u.institution) FILTER (WHERE k.hard) AS by_penalty,
  count(DISTINCT u.institution) FILTER (WHERE k.soft AND NOT k.hard) AS by_interview,
  count(DISTINCT u.institution) FILTER (WHERE (k.hard OR k.soft) IS NOT TRUE) AS by_other
FROM upheld u LEFT JOIN taken k ON k.institution = u.institution GROUP BY GROUPING SETS ((u.region), ())
"""  # noqa: S608 constant text


def _distinct(*kinds: MeasureKind, of: str = "place") -> str:
    listed = ", ".join(f"'{kind.value}'" for kind in kinds)
    return f"count(DISTINCT {of}) FILTER (WHERE kind IN ({listed}))"


def _fen(kind: MeasureKind, *more: MeasureKind) -> str:
    listed = ", ".join(f"'{one.value}'" for one in (kind, *more))
    return f"coalesce(sum(amount_fen) FILTER (WHERE kind IN ({listed})), 0)::bigint"


_M = MeasureKind
_DUE: Final = f"""due AS (
  SELECT measure, sum(greatest(least(fen, standing - earlier), 0)) AS fen FROM (
    SELECT p.measure, p.fen,
      sum(p.fen) OVER (PARTITION BY m.decision, p.finding ORDER BY m.id ROWS UNBOUNDED PRECEDING) - p.fen AS earlier,
      coalesce((SELECT sum(d.amount_fen) FROM vendors_determination d
                WHERE d.decision = b.number AND d.finding = p.finding AND {_STANDS}), 0) AS standing
    FROM vendors_measure m JOIN vendors_measure_part p ON p.measure = m.id
    JOIN vendors_decision b ON b.id = m.decision JOIN given g ON m.approved_at <= g.known
  ) parts GROUP BY 1
)"""  # noqa: S608 constant text
"""What a measure takes on its findings, never more than stands determined (as vendors.handling.queries.dues)."""
MEASURES: Final = f"""{_GIVEN}, {_DUE}, base AS (
  SELECT m.id, m.kind, coalesce(due.fen, m.amount_fen) AS amount_fen, m.doctor, b.institution AS place, {_REGION}
  FROM {_IN_FORCE} LEFT JOIN due ON due.measure = m.id
  WHERE {_DAY.format("m.approved_at")} BETWEEN g.begins AND g.ends
)
SELECT region, {_distinct(_M.INTERVIEW)} AS interviewed, {_distinct(_M.WITHHOLD, _M.REFUSE)} AS refused,
  {_fen(_M.WITHHOLD, _M.REFUSE)} AS refused_fen, {_fen(_M.RECOVER)} AS recover_fen,
  {_fen(_M.DAMAGES)} AS damages_due_fen, {_distinct(_M.HOLD_SETTLEMENT)} AS held,
  {_distinct(_M.SUSPEND, _M.SUSPEND_PART)} AS suspended, {_distinct(_M.RESCIND)} AS rescinded,
  {_distinct(_M.DOCTOR_SUSPEND, _M.DOCTOR_CANCEL, of="coalesce(nullif(doctor, ''), '#' || id)")} AS doctors,
  count(*) FILTER (WHERE kind = '{_M.CASE_FILED.value}') AS filed, {_distinct(_M.FINE, _M.CONFISCATE)} AS fined,
  {_fen(_M.FINE)} AS fine_due_fen, {_fen(_M.CONFISCATE)} AS confiscated_due_fen
FROM base {_BY_REGION}
"""  # noqa: S608 constant text
TRANSFERS: Final = f"""{_GIVEN}, base AS (
  SELECT r.target, {_REGION} FROM vendors_transfer r JOIN vendors_decision b ON b.id = r.decision
  JOIN vendors_institution i ON i.id = b.institution JOIN given g ON r.at <= g.known
  WHERE r.transferred_on BETWEEN g.begins AND g.ends AND EXISTS (
    SELECT FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
    JOIN vendors_task t ON t.id = f.task
    WHERE d.decision = b.number AND (g.campaign IS NULL OR t.campaign = g.campaign))
)
SELECT region, count(*) FILTER (WHERE target = '1') AS police, count(*) FILTER (WHERE target = '2') AS discipline,
  count(*) FILTER (WHERE target = '4') AS health, count(*) FILTER (WHERE target = '5') AS market
FROM base {_BY_REGION}
"""  # noqa: S608 constant text
RECEIPTS: Final = f"""{_GIVEN}, base AS (
  SELECT r.stream, {RECEIVED} AS fen, {_REGION}
  FROM vendors_recovery_entry e JOIN vendors_recovery_share x ON x.entry = e.id
  JOIN vendors_recovery r ON r.id = e.recovery JOIN vendors_decision b ON b.id = r.decision
  JOIN vendors_institution i ON i.id = e.institution JOIN given g ON e.at <= g.known
  WHERE e.kind IN {RECEIVING} AND e.day BETWEEN g.begins AND g.ends AND EXISTS (
    SELECT FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
    JOIN vendors_task t ON t.id = f.task
    WHERE d.decision = b.number AND (g.campaign IS NULL OR t.campaign = g.campaign))
)
SELECT region,
  coalesce(sum(fen) FILTER (WHERE stream IN ('{Stream.RECOVER.value}', '{Stream.RETURN.value}')), 0)::bigint
    AS recovered_fen,
  coalesce(sum(fen) FILTER (WHERE stream = '{Stream.RETURN.value}'), 0)::bigint AS returned_fen,
  coalesce(sum(fen) FILTER (WHERE stream = '{Stream.DAMAGES.value}'), 0)::bigint AS damages_fen,
  coalesce(sum(fen) FILTER (WHERE stream = '{Stream.FINE.value}'), 0)::bigint AS fine_fen
FROM base {_BY_REGION}
"""  # noqa: S608 constant text
THIRD_PARTIES: Final = f"""{_GIVEN}, hand AS (
  SELECT t.id, t.vendor FROM vendors_task t JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
  WHERE t.accepted_at <= g.known AND {_DAY.format("t.accepted_at")} <= g.ends
    AND (t.checked_at IS NULL OR {_DAY.format("t.checked_at")} >= g.begins)
), touched AS (
  SELECT p.task, p.institution FROM vendors_task_institution p
  UNION SELECT k.task, s.institution FROM vendors_task_case k JOIN vendors_settled_case s ON s.id = k.case
  UNION SELECT f.task, f.institution FROM vendors_finding f
), base AS (
  SELECT DISTINCT h.id AS task, h.vendor, n.id AS person, {_REGION}
  FROM hand h JOIN touched o ON o.task = h.id JOIN vendors_institution i ON i.id = o.institution JOIN given g ON true
  LEFT JOIN vendors_task_staff n ON n.task = h.id
)
SELECT region, count(DISTINCT vendor) AS vendors, count(DISTINCT person) AS person_times FROM base {_BY_REGION}
"""  # noqa: S608 constant text
LEADS: Final = f"""{_GIVEN}, base AS (
  SELECT f.id, {_REGION}
  FROM vendors_finding f JOIN vendors_task t ON t.id = f.task
  JOIN given g ON (g.campaign IS NULL OR t.campaign = g.campaign)
  JOIN vendors_institution i ON i.id = f.institution
  JOIN LATERAL (SELECT min(l.told_at) AS at FROM vendors_finding_line l
                WHERE l.finding = f.id AND NOT {LINE_REPEATED.replace("AS_OF", "$4")}) told ON told.at <= g.known
  WHERE {_DAY.format("told.at")} BETWEEN g.begins AND g.ends AND (f.superseded_at IS NULL OR f.superseded_at > g.known)
)
SELECT region, count(*) AS leads FROM base {_BY_REGION}
"""  # noqa: S608 constant text
SUMMARY: Final = (INSPECTED, VIOLATING, OUTCOME, RECEIPTS)
EVERY: Final = (SCOPE, INSPECTED, VIOLATING, OUTCOME, MEASURES, TRANSFERS, RECEIPTS, THIRD_PARTIES, LEADS)
