"""Piccolo's way in: the engine (its address is set by server.database at start) and the four apps."""

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine


class LateEngine(PostgresEngine):
    """Made before its address is known, so it must not ask a server for its version yet."""

    async def check_version(self) -> None:
        """Left to `hengjian doctor`."""


DB = LateEngine(config={}, extensions=())

APP_REGISTRY = AppRegistry(
    apps=["vendors.piccolo_app", "importers.piccolo_app", "kpi.piccolo_app", "server.piccolo_app"],
)
