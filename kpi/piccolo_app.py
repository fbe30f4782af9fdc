"""Piccolo's card of the tables in this package."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="kpi",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "kpi.assessment.tables",
            "kpi.facts.availability.tables",
            "kpi.facts.checks.tables",
            "kpi.facts.questionnaires.tables",
            "kpi.facts.tables",
            "kpi.retention.tables",
            "kpi.rulebooks.tables",
            "kpi.scorecards.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["vendors.piccolo_app"],
)
