"""Row-level security as statements, from the columns of the schema: whose rows a vendor and a county may reach.

A table with a `vendor` column is a vendor's own. A table is bounded by county through its `region`, or through the
institution, finding, case, task, draw or upload it names; a city's person meets no more than one comparison per query.
"""

from collections.abc import Iterator, Mapping
from typing import Final

UNSCOPED: Final = frozenset({"server_person", "vendors_journal"})
"""Tables with a `vendor` column that are not a vendor's own: accounts, and the journal's annotation."""
EVERY_COUNTY: Final = frozenset({"vendors_unit", "vendors_expert", "vendors_handoff_side", "server_person"})
"""Tables that name a county, an institution or a slip and are every county's: the organisation, the city's pool of
experts (their employers), the sides of slips (asked by the slips' own policy), and accounts, which are read before
anybody is known."""
SHARED: Final[Mapping[str, str]] = {
    "vendors_handoff": "EXISTS (SELECT FROM vendors_handoff_side s WHERE s.handoff = vendors_handoff.id)",
}
"""Tables whose rows are several vendors': each sees those in which it has a side."""
_VENDOR: Final = "(SELECT current_setting('app.vendor', true))"
_REGION: Final = "(SELECT current_setting('app.region', true))"
_CITY: Final = f"{_REGION} = '*'"
_OWN_TASK: Final = f"EXISTS (SELECT FROM vendors_task k WHERE k.id = {{task}} AND k.region = {_REGION})"
_SPECIAL: Final[Mapping[str, str]] = {
    "importers_batch": _OWN_TASK.format(task="importers_batch.task"),
    "importers_template": _OWN_TASK.format(task="importers_template.task"),
    "vendors_draw": f"region = {_REGION}",
    "vendors_attachment": "CASE object_type"  # noqa: S608 constant names
    f" WHEN 'task' THEN {_OWN_TASK.format(task='object_id')}"
    " WHEN 'deliverable' THEN EXISTS (SELECT FROM vendors_task_deliverable d WHERE d.id = object_id"
    f" AND {_OWN_TASK.format(task='d.task')})"
    " WHEN 'handoff' THEN EXISTS (SELECT FROM vendors_handoff h WHERE h.id = object_id)"
    " WHEN 'evidence' THEN EXISTS (SELECT FROM vendors_evidence e WHERE e.id = object_id)"
    " WHEN 'draw' THEN EXISTS (SELECT FROM vendors_draw w WHERE w.id = object_id)"
    " WHEN 'notice' THEN EXISTS (SELECT FROM vendors_notice_letter l WHERE l.id = object_id)"
    " WHEN 'hearing' THEN EXISTS (SELECT FROM vendors_hearing g WHERE g.id = object_id)"
    " WHEN 'recovery_entry' THEN EXISTS (SELECT FROM vendors_recovery_entry y WHERE y.id = object_id)"
    " WHEN 'transfer' THEN EXISTS (SELECT FROM vendors_transfer t WHERE t.id = object_id)"
    " WHEN 'discussion' THEN EXISTS (SELECT FROM vendors_discussion t WHERE t.id = object_id) ELSE true END",
}
"""What is of a whole task or draw, files above all, is a county's only when the task or draw is: the city's list every
county's cases."""
_CHAIN: Final[Mapping[str, str]] = {
    "batch": "importers_batch",
    "finding": "vendors_finding",
    "case": "vendors_settled_case",
    "task": "vendors_task",
    "draw": "vendors_draw",
    "handoff": "vendors_handoff",
    "decision": "vendors_decision",
    "measure": "vendors_measure",
}
"""What a row belongs to, by the column that names it by its id; the first there is decides."""
_IDS: Final = frozenset({"integer", "bigint"})

Columns = Mapping[str, str]
"""Column → data type, of one table."""


def statements(schema: Mapping[str, Columns]) -> Iterator[str]:
    """What makes the policies anew; `schema` holds every table of ours by name."""
    for table, columns in sorted(schema.items()):
        owner, county = _mine(table, columns), _county(table, columns)
        if owner or county:
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            yield f"DROP POLICY IF EXISTS own_rows ON {table}; DROP POLICY IF EXISTS own_county ON {table};"
            yield f"CREATE POLICY own_rows ON {table} USING ({owner or 'true'});"
        if county:
            yield f"CREATE POLICY own_county ON {table} AS RESTRICTIVE USING ({_CITY} OR {county});"


def bounded_by_county(table: str, columns: Columns) -> bool:
    """Whether a county's people see only their own of this table."""
    return bool(_county(table, columns))


def _mine(table: str, columns: Columns) -> str:
    if table in SHARED:
        return f"{_VENDOR} = '*' OR {SHARED[table]}"
    if table == "vendors_vendor":
        return f"{_VENDOR} IN ('*', id::text)"
    return f"{_VENDOR} IN ('*', vendor::text)" if "vendor" in columns and table not in UNSCOPED else ""


def _county(table: str, columns: Columns) -> str:
    if table in EVERY_COUNTY or table in _SPECIAL:
        return _SPECIAL.get(table, "")
    if "region" in columns:
        return f"region = '' OR region = {_REGION}"
    if "institution" in columns:
        return _institution(columns["institution"])
    ids = {name for name, kind in columns.items() if kind in _IDS}
    named = next((name for name in _CHAIN if name in ids and not (name == "batch" and "task" in ids)), "")
    if not named:
        return ""
    return f'"{named}" IS NULL OR EXISTS (SELECT FROM {_CHAIN[named]} o WHERE o.id = {table}."{named}")'


def _institution(data_type: str) -> str:
    if data_type == "integer":
        return "institution IS NULL OR institution IN (SELECT id FROM vendors_institution)"
    return "institution = '' OR institution IN (SELECT code FROM vendors_institution)"
