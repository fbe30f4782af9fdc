"""Indexes over several columns, which tables cannot say: what the queues of findings are read by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the review queues"
STATEMENTS = (
    # a page of a queue, oldest first or by amount
    "CREATE INDEX IF NOT EXISTS vendors_finding_queue ON vendors_finding (state, id)",
    "CREATE INDEX IF NOT EXISTS vendors_finding_amounts ON vendors_finding (state, amount_fen, id)",
    # a queue of like findings, of one vendor or of one institution
    "CREATE INDEX IF NOT EXISTS vendors_finding_of_vendor ON vendors_finding (vendor, state, id)",
    "CREATE INDEX IF NOT EXISTS vendors_finding_of_institution ON vendors_finding (institution, state, id)",
    # how many wait where: everything the count and the row-level policies ask, read from the index alone
    "CREATE INDEX IF NOT EXISTS vendors_finding_standing ON vendors_finding (state, vendor, institution, heard_until)",
    # what a bulk act has left to do
    "CREATE INDEX IF NOT EXISTS vendors_bulk_item_left ON vendors_bulk_item (bulk, finding) WHERE outcome = ''",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="vendors", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
