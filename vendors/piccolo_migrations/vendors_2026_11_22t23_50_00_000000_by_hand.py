"""An index over some rows only, which tables cannot say: what scorecards ask of the reviews."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the reviews that speak against a finding"
STATEMENT = """
CREATE INDEX IF NOT EXISTS vendors_review_against ON vendors_review (finding) WHERE opinion IN ('reject', 'return')
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="vendors", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(STATEMENT)

    manager.add_raw(run)
    return manager
