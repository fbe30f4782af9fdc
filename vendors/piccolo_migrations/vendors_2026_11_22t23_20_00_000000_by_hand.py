"""An installed bureau's findings, given the insurance type, doctor, fund and source that new ones come with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-22T23:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "insurance type, doctor, fund and source of the findings filed before"
STATEMENTS = (
    # the tables' owner is bound by row-level security too
    "SELECT set_config('app.vendor', '*', true), set_config('app.region', '*', true)",
    """
    UPDATE vendors_finding f SET insutype = c.insutype, doctor = c.doctor_code
    FROM vendors_settled_case c WHERE c.id = f."case" AND f.insutype = '' AND f.doctor = ''
    """,
    """
    UPDATE vendors_finding f SET fund = m.fund FROM (VALUES
      ('310', 'employee'), ('320', 'civil_servant'), ('330', 'large_amount'), ('340', 'veteran_cadre'),
      ('350', 'disabled_soldier'), ('360', 'veteran_cadre'), ('370', 'enterprise'), ('380', 'resident'),
      ('390', 'resident'), ('391', 'resident'), ('392', 'serious_illness'), ('399', 'other'),
      ('410', 'long_term_care'), ('510', 'employee')) m(insutype, fund)
    WHERE f.fund = '' AND m.insutype = left(f.insutype, 3)
    """,
    # what an information technology company delivers as findings is its machine's
    """
    UPDATE vendors_finding f SET source = 'smart_monitoring'
    FROM vendors_vendor v WHERE v.id = f.vendor AND v.kind = 'B' AND f.source = 'third_party'
    """,
    """
    UPDATE vendors_incoming_finding f SET source = 'smart_monitoring'
    FROM vendors_vendor v WHERE v.id = f.vendor AND v.kind = 'B' AND f.source = 'third_party'
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="vendors", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
