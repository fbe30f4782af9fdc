"""Row-level security as statements, from the columns of the schema: whose rows a vendor and a county may reach.

A table with a `vendor` column is a vendor's own. A table is bounded by county through its `region`, or through the
institution, finding, case, task or batch it names; a city's person meets no more than one comparison per query.
"""

from collections.abc import Iterator, Mapping
from typing import Final

UNSCOPED: Final = frozenset({"server_person", "vendors_journal"})
"""Tables with a `vendor` column that are not a vendor's own: accounts, and the journal's annotation."""
EVERY_COUNTY: Final = frozenset({"vendors_unit", "server_person"})
"""Tables with a `region` that every county sees: the organisation, and accounts (read before anybody is known)."""
_VENDOR: Final = "(SELECT current_setting('app.vendor', true))"
_REGION: Final = "(SELECT current_setting('app.region', true))"
_CITY: Final = f"{_REGION} = '*'"
_OWN_BATCH: Final = "EXISTS (SELECT FROM importers_batch b WHERE b.id = {table}.batch)"
_OWN_TASK: Final = f"EXISTS (SELECT FROM vendors_task k WHERE k.id = {{table}}.task AND k.region = {_REGION})"
SHARED: Final = {
    "vendors_handoff": "EXISTS (SELECT FROM vendors_handoff_side s WHERE s.handoff = vendors_handoff.id)",
}
"""Tables whose rows are several vendors': each sees those in which it has a side."""
WHOLE_FILES: Final = frozenset({"importers_batch", "importers_template"})
"""Files of a whole task: a county sees those of its own tasks only, since a city's task lists every county's cases."""

Columns = Mapping[str, str]
"""Column → data type, of one table."""


def statements(schema: Mapping[str, Columns]) -> Iterator[str]:
    """What makes the policies anew; `schema` holds every table of ours by name."""
    for table, columns in sorted(schema.items()):
        owner = _owner(table, columns)
        shared = SHARED.get(table)
        county = _county(table, columns, regional="region" in schema.get("vendors_task", {}))
        if owner or shared or county:
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            yield f"DROP POLICY IF EXISTS own_rows ON {table}; DROP POLICY IF EXISTS own_county ON {table};"
            mine = (
                f"{_VENDOR} IN ('*', {owner}::text)" if owner else f"{_VENDOR} = '*' OR {shared}" if shared else "true"
            )
            yield f"CREATE POLICY own_rows ON {table} USING ({mine});"
        if county:
            yield f"CREATE POLICY own_county ON {table} AS RESTRICTIVE USING ({_CITY} OR {county});"


def bounded_by_county(table: str, columns: Columns) -> bool:
    """Whether a county's people see only their own of this table."""
    return bool(_county(table, columns, regional=True))


def _owner(table: str, columns: Columns) -> str:
    if table == "vendors_vendor":
        return "id"
    return "vendor" if "vendor" in columns and table not in UNSCOPED else ""


def _county(table: str, columns: Columns, *, regional: bool) -> str:
    if table in EVERY_COUNTY:
        return ""
    if table in WHOLE_FILES:
        return _OWN_TASK.format(table=table) if regional else "false"
    if "region" in columns:
        return f"region = '' OR region = {_REGION}"
    if "institution" in columns:
        return _institution(columns["institution"])
    named = next((name for name in ("batch", "finding", "case", "task") if name in columns), "")
    if named == "batch" and "task" not in columns:
        return _OWN_BATCH.format(table=table)
    if named == "batch":
        named = "task"
    owner = {"finding": "vendors_finding", "case": "vendors_settled_case", "task": "vendors_task"}.get(named)
    return f'"{named}" IS NULL OR EXISTS (SELECT FROM {owner} o WHERE o.id = {table}."{named}")' if owner else ""


def _institution(data_type: str) -> str:
    if data_type == "integer":
        return "institution IS NULL OR institution IN (SELECT id FROM vendors_institution)"
    return "institution = '' OR institution IN (SELECT code FROM vendors_institution)"
