"""Bringing the schema up to date: Piccolo's migrations, the queue's schema, then rights and policies."""

import hashlib
import io
from contextlib import redirect_stdout, suppress
from importlib.resources import files

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

from server.database.addresses import APP_ROLE, Address, Addresses
from server.database.isolation import statements
from vendors.errors import HengjianError

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.column_name
"""


class MigrationFailed(HengjianError):
    """The schema could not be brought up to date."""


async def migrate(where: Addresses) -> None:
    """Idempotent and safe to run by two processes at once (an advisory lock admits one).

    Raises MigrationFailed, in words also when the role of DATABASE_URL may not create what is needed.
    """
    try:
        await _migrate(where)
    except asyncpg.InsufficientPrivilegeError as refused:
        raise MigrationFailed(
            f"数据库账号 {where.owner.user} 权限不足：{refused}。请授予 CREATEROLE 并令其为数据库所有者，"
            "或用 HENGJIAN_OWNER_URL 指定所有者账号。",
            f"The database role {where.owner.user} lacks a right: {refused}. Grant it CREATEROLE and make it the"
            " database's owner, or name the owner's account in HENGJIAN_OWNER_URL.",
        ) from refused


async def _migrate(where: Addresses) -> None:
    await _ensure_database(where.owner)
    connection = await asyncpg.connect(**where.owner.for_asyncpg())
    try:
        await connection.execute("SELECT pg_advisory_lock(4847)")
        await _ensure_role(connection, where)
        await _run_piccolo(where.owner)
        if not await connection.fetchval("SELECT to_regclass('procrastinate_jobs') IS NOT NULL"):
            await connection.execute(SchemaManager(connector=PsycopgConnector()).get_schema())
        await _settle_rights(connection)
    finally:
        await connection.close()


async def _ensure_database(owner: Address) -> None:
    arguments = owner.for_asyncpg()
    try:
        connection = await asyncpg.connect(**arguments)
    except asyncpg.InvalidCatalogNameError:
        connection = await asyncpg.connect(**(arguments | {"database": "postgres"}))
        with suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f'CREATE DATABASE "{owner.database}" ENCODING UTF8 TEMPLATE template0')
    await connection.close()


async def _ensure_role(connection: asyncpg.Connection, where: Addresses) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", APP_ROLE)
    if not known:
        login = "LOGIN" if where.app.user == APP_ROLE else "NOLOGIN"
        await connection.execute(f"CREATE ROLE {APP_ROLE} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
    if where.app.role:
        await connection.execute(f'GRANT {APP_ROLE} TO "{where.owner.user}"')


async def _run_piccolo(owner: Address) -> None:
    from server.piccolo_conf import DB  # noqa: PLC0415 the engine is configured only here and in pool.py

    serving = DB.config, DB.pool
    DB.config, DB.pool = owner.for_asyncpg(), None
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            response = await run_forwards(app_name="all")
    finally:
        DB.config, DB.pool = serving
    if not response.success:
        raise MigrationFailed(
            f"数据库结构升级失败：{output.getvalue()[-800:]}",
            f"The schema migration failed: {output.getvalue()[-800:]}",
        )


async def _settle_rights(connection: asyncpg.Connection) -> None:
    """Rights and policies, when the tables or the rights have changed: applying them locks every table.

    What was applied last is remembered as the journal table's comment, so a start beside running processes waits
    for nobody.
    """
    rights = "\n".join(
        files("server.database").joinpath(name).read_text(encoding="utf-8") for name in ("rights.sql", "ledger.sql")
    )
    schema = await _schema(connection)
    policies = "\n".join(statements(schema))
    mark = "rights " + hashlib.sha256(f"{rights}{policies}{sorted(schema)}".encode()).hexdigest()
    if await connection.fetchval("SELECT obj_description('vendors_journal'::regclass, 'pg_class')") == mark:
        return
    async with connection.transaction():
        await connection.execute(rights)
        await connection.execute(policies)
        await connection.execute(f"COMMENT ON TABLE vendors_journal IS '{mark}'")


async def _schema(connection: asyncpg.Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in await connection.fetch(_COLUMNS):
        found.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    return found
