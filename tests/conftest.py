"""One embedded PostgreSQL for the whole run, one clean database for each test that asks for it; one browser."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_socket
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser

from kpi.rulebooks.shelf import NOTHING, SHELF
from server import settings
from server.database import addresses
from server.database.addresses import Addresses
from server.database.embedded import SYSTEM_HOME, EmbeddedServer
from server.database.migrate import migrate
from server.database.pool import opened
from tests.support import browsing
from vendors.scope import seeing

SLOW = ("tests/faults", "tests/scenarios", "tests/server/demo", "tests/server/web/test_browser")
"""Begun first, so that no process is left alone with them at the end."""

hypothesis_settings.register_profile(
    "house",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize="HENGJIAN_RANDOM" not in os.environ,
)
"""The same examples every time, so that a failure is the change's; HENGJIAN_RANDOM=1 looks for new ones."""
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    browsing.leave_out(config, items)
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if told := browsing.line(config):
        terminalreporter.write_line(told)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Loopback and unix sockets only."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    data = tmp_path_factory.mktemp("data")
    embedded = EmbeddedServer(settings.read({"HENGJIAN_DATA": str(data), "HENGJIAN_POSTGRES_FAST": "1"}))
    embedded.start()
    try:
        yield embedded
    finally:
        embedded.stop()
        if embedded.home.parent == SYSTEM_HOME:
            shutil.rmtree(embedded.home)


@pytest.fixture(scope="session")
async def migrated(server: EmbeddedServer) -> AsyncIterator[Addresses]:
    where = addresses.embedded(server, database="tests")
    await migrate(where)
    async with opened(where, size=8):
        yield where


_EMPTY = """
DO $$ DECLARE used record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR used IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relname <> 'migration'
    AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
  LOOP EXECUTE format('DELETE FROM %s', used.name); END LOOP;
  FOR used IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', used.name); END LOOP;
END $$
"""


async def _empty(where: Addresses) -> None:
    """Only what was used: far quicker than truncating every table."""
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute(_EMPTY)
    finally:
        await connection.close()


@pytest.fixture
async def database(migrated: Addresses) -> AsyncIterator[Addresses]:
    """An empty, migrated database; the test sees everyone's rows unless it says otherwise."""
    await _empty(migrated)
    SHELF.newest = NOTHING
    with seeing(None):
        yield migrated


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for blobs and secrets."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, for tests marked `browser`."""
    with browsing.opened() as window:
        yield window
