"""An installed bureau's determinations and notices, given the decisions, discussions and letters they now hang on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "decisions, discussions and letters of what was determined and served before"
_YEAR = "to_char({} AT TIME ZONE 'Asia/Shanghai', 'YYYY')"
STATEMENTS = (
    # the tables' owner is bound by row-level security too
    "SELECT set_config('app.vendor', '*', true), set_config('app.region', '*', true)",
    f"""
    CREATE TEMP TABLE former_notice ON COMMIT DROP AS
    SELECT n.*, f.institution, 'GZ-' || {_YEAR.format("n.at")} || '-' || lpad(
      (row_number() OVER (PARTITION BY {_YEAR.format("n.at")} ORDER BY n.id))::text, 6, '0') AS made
    FROM vendors_notice n JOIN vendors_finding f ON f.id = n.finding WHERE n.number = ''
    """,
    """
    INSERT INTO vendors_notice_letter (number, institution, state, method, told_on, served_on, receiver, witness,
      refusal, drafted_by, drafted_by_name, at, printed_at, served_by, served_at)
    SELECT made, institution, 'served', method, served_on, served_on, '', '', '', 0, served_by, at, at, served_by, at
    FROM former_notice ORDER BY id
    """,
    """
    INSERT INTO vendors_notice_part (letter, finding, facts, reasons, basis)
    SELECT l.id, o.finding, o.facts, o.reasons, o.basis
    FROM former_notice o JOIN vendors_notice_letter l ON l.number = o.made ORDER BY o.id
    """,
    "UPDATE vendors_notice n SET number = o.made FROM former_notice o WHERE o.id = n.id",
    """
    CREATE TEMP TABLE former_decision ON COMMIT DROP AS
    SELECT d.decision AS number, min(f.institution) AS institution, sum(d.amount_fen)::bigint AS amount_fen,
      min(d.at) AS at, min(d.determined_by) AS by, min(d.determined_by_name) AS by_name,
      (array_agg(d.discussion ORDER BY d.id) FILTER (WHERE d.discussion IS NOT NULL))[1] AS told,
      to_jsonb(array_agg(d.finding ORDER BY d.finding)) AS findings, ''::varchar AS discussion
    FROM vendors_determination d JOIN vendors_finding f ON f.id = d.finding
    WHERE NOT EXISTS (SELECT FROM vendors_decision k WHERE k.number = d.decision) GROUP BY d.decision
    """,
    f"""
    UPDATE former_decision o SET discussion = s.made FROM (
      SELECT number, 'TL-' || {_YEAR.format("at")} || '-' || lpad(
        (row_number() OVER (PARTITION BY {_YEAR.format("at")} ORDER BY number))::text, 4, '0') AS made
      FROM former_decision WHERE jsonb_typeof(told) = 'object') s
    WHERE s.number = o.number
    """,
    """
    INSERT INTO vendors_discussion (number, kind, institution, held_on, place, chair, recorder, attendees, absent,
      findings, matter, opinions, conclusion, recorded_by, recorded_by_name, recorded_at, used_at)
    SELECT discussion, 'leaders', institution, (told ->> 'held_on')::date, '', '', '',
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'post', '')), '[]')
       FROM jsonb_array_elements_text(told -> 'attendees') name),
      '[]', findings, '', '', told ->> 'conclusion', by, by_name, at, at
    FROM former_decision WHERE discussion <> '' ORDER BY number
    """,
    """
    INSERT INTO vendors_decision (number, institution, amount_fen, discussion, state, decided_on, decided_by,
      decided_by_name, at)
    SELECT o.number, o.institution, o.amount_fen, t.id, CASE WHEN o.amount_fen > 0 THEN 'open' ELSE 'closed' END,
      (o.at AT TIME ZONE 'Asia/Shanghai')::date, o.by, o.by_name, o.at
    FROM former_decision o LEFT JOIN vendors_discussion t ON t.number = o.discussion ORDER BY o.number
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="vendors", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
