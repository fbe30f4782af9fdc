"""Piccolo's card of the tables in this package."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="vendors",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "vendors.attachments.tables",
            "vendors.campaigns.tables",
            "vendors.contracts.tables",
            "vendors.draws.tables",
            "vendors.findings.bulk.tables",
            "vendors.findings.tables",
            "vendors.handling.tables",
            "vendors.handoffs.tables",
            "vendors.incoming.tables",
            "vendors.institutions.tables",
            "vendors.journal.tables",
            "vendors.organisation.tables",
            "vendors.people.tables",
            "vendors.policy.tables",
            "vendors.provision.tables",
            "vendors.recoveries.tables",
            "vendors.registry.tables",
            "vendors.review_rules.tables",
            "vendors.reviewing.tables",
            "vendors.rulings.tables",
            "vendors.statistics.tables",
            "vendors.tasks.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=[],
)
