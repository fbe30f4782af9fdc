"""An installed bureau's published cards whose consequence was decided: their result has been applied."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "results applied before the assessment had its cycle"
STATEMENTS = (
    # the tables' owner is bound by row-level security too
    "SELECT set_config('app.vendor', '*', true), set_config('app.region', '*', true)",
    """
    UPDATE kpi_scorecard s SET applied_at = p.decided_at
    FROM (SELECT scorecard, max(decided_at) AS decided_at FROM kpi_proposal
      WHERE decided_at IS NOT NULL GROUP BY scorecard) p
    WHERE p.scorecard = s.id AND s.published_at IS NOT NULL AND s.applied_at IS NULL
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="kpi", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
